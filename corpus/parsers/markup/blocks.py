"""Paragraphs and headings of marked-up text (HTML, and XML with tags of the same meaning).

The words are the tree's own. White space is what a browser would show; nothing is put in but line
breaks, tabs between the cells of a table, and a space where two elements touch whose texts a style
sheet must be keeping apart ("<b>Photo</b><b>Ann Lee</b>").
"""

import re
from collections.abc import Collection, Mapping

from corpus.outline import Kind
from corpus.parsers.markup.list_labels import ListLabels
from corpus.parsers.markup.programs import is_program
from corpus.parsers.markup.trees import Element, tag_of
from corpus.parsers.markup.visibility import is_shown
from corpus.parsers.text_builder import TextBuilder

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
    "hgroup", "hr", "item", "legend", "li", "list", "listing", "main", "menu", "nav", "ol",
    "optgroup", "option", "p", "pre", "quote", "row", "search", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul", "xmp",
))  # fmt: skip
_CELLS = frozenset(("td", "th", "cell"))
_ROWS = frozenset(("tr", "row"))
_BREAKS = frozenset(("br", "lb"))
_EXACT = frozenset(("pre", "listing", "xmp"))
_STACKED = frozenset(("mfrac", "mtd", "mtr", "munderover"))  # a formula's parts over each other
_SHOWN_AS_BLOCK = re.compile(r"display:(?:block|flex|grid|table|list-item|flow-root)(?:[;!]|$)")
_LONGEST_LABEL = 6  # characters of what is described, which is then a label
_WORD = re.compile(r"[^\W\d_]{3}")
# White space as browsers collapse it: no-break spaces stay.
_BLANK = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r" ?([\n\t]) ?")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(words: str) -> str:
    """The words with their digits raised ("1968" and a note's mark "1" are not 19681).

    >>> superscript("12, a")
    '¹², a'
    """
    return words.translate(_SUPERSCRIPT)


def compose(
    root: Element,
    builder: TextBuilder,
    left_out: Collection[Element] = frozenset(),
    chapters: Mapping[Element, str] | None = None,
) -> None:
    """Adds what a reader of the tree would see, less some elements. ``chapters`` are the names of
    those that begin at an element, or in the paragraph that it is in.

    Works through a stack, not by recursion: trees may be of any depth.
    """
    _Walk(builder, left_out, chapters or {}).over(root)


class _Walk:
    def __init__(
        self, builder: TextBuilder, left_out: Collection[Element], chapters: Mapping[Element, str]
    ) -> None:
        self._builder = builder
        self._left_out = left_out
        self._chapters = chapters
        self._line: list[str] = []
        self._levels: list[int] = []
        self._exact = 0  # depth in <pre>
        self._is_code = False  # whether the <pre> holds a program
        self._superscript = 0  # depth in <sup>
        self._in_cell = 0  # depth in cells of one paragraph, which stay on their row's line
        self._after_row = False  # the last paragraph was a row of the same table
        self._just_left = False  # nothing was added since an inline element ended
        self._labels = ListLabels()
        self._label = ""  # of the list's item whose first words come next
        self._has_term = False  # whether what is described is in that label

    def over(self, root: Element) -> None:
        stack: list[tuple[Element, bool]] = [(root, True)]
        while stack:
            element, entering = stack.pop()
            tag = tag_of(element)
            if not entering:
                self._leave(element, tag)
            elif tag and element not in self._left_out and is_shown(element, tag):
                self._enter(element, tag)
                self._add(element.text)
                stack.append((element, False))
                stack.extend((child, True) for child in reversed(element))
                continue
            if element is not root:
                self._add(element.tail)
        self._flush()

    def _enter(self, element: Element, tag: str) -> None:
        level = _level(element, tag)
        if level or _is_block(element, tag):
            self._end_paragraph()
        if tag == "li":
            self._end_label()
            self._label = self._labels.label(element)
        if element in self._chapters:
            self._builder.outline_entry(Kind.CHAPTER, self._chapters[element])
        if level:
            self._levels.append(level)
        elif tag in _BREAKS:
            self._line.append(" " if self._in_cell and not self._exact else "\n")
            self._just_left = False
        elif tag in _CELLS and any(one.strip() for one in self._line):
            self._line.append("\t")
            self._just_left = False
        elif (
            _is_kept_apart(element, tag)
            or tag in _STACKED
            or tag_of(element.getparent()) in _STACKED
        ):
            self._line.append(" ")
        if tag in _CELLS and _is_short(element):
            self._in_cell += 1
        if _is_superscript(element, tag):
            self._superscript += 1
        if _is_exact(element, tag):
            self._is_code = self._is_code if self._exact else is_program(element)
            self._exact += 1

    def _leave(self, element: Element, tag: str) -> None:
        if tag == "li":
            self._label, self._has_term = "", False
        elif tag == "dl":
            self._end_label()
        level = _level(element, tag)
        if tag == "dt" and not self._exact and not self._in_cell and self._is_label(element):
            self._label = f"{self._label}{''.join(self._line).strip()} "
            self._has_term = True
            self._line.clear()
            self._just_left = False
        elif level or _is_block(element, tag):
            if _is_exact(element, tag) and self._exact == 1 and not self._in_cell:
                self._flush()
            else:
                self._end_paragraph(is_row=tag in _ROWS)
        else:
            self._just_left = True
        if tag in _CELLS and _is_short(element):
            self._in_cell -= 1
        if _is_superscript(element, tag):
            self._superscript -= 1
        if tag == "table":
            self._after_row = False
        if level:
            self._levels.pop()
        if _is_exact(element, tag):
            self._exact -= 1

    def _end_paragraph(self, *, is_row: bool = False) -> None:
        """Ends a paragraph; in a short cell, a word; in preformatted text, a line."""
        self._just_left = False
        if self._exact:
            if self._line and not self._line[-1].endswith("\n"):
                self._line.append("\n")
        elif self._in_cell:
            self._line.append(" ")
        else:
            self._flush(is_row=is_row)

    def _is_label(self, term: Element) -> bool:
        """Whether what is described is a label ("2.", "[14]", "-c"): it stands on the line of its
        description."""
        words = "".join(term.itertext()).strip()
        after = term.getnext()
        return (
            0 < len(words) <= _LONGEST_LABEL
            and not _WORD.search(words)
            and after is not None
            and tag_of(after) in ("dd", "dt")
        )

    def _end_label(self) -> None:
        """Adds a term that nothing came after. An item's number alone says nothing."""
        label, has_term = self._label.strip(), self._has_term
        self._label, self._has_term = "", False
        if label and has_term:
            self._flush()
            self._builder.paragraph(label)

    def _add(self, words: str | None) -> None:
        if not words:
            return
        if self._superscript:  # a note's mark is not part of the number before it
            words = superscript(words)
        if not self._exact:
            words = _BLANK.sub(" ", words)
            if self._just_left and self._are_apart(words):
                self._line.append(" ")
        if self._label and words.strip():
            words = f"{self._label}{words.lstrip()}"
            self._label, self._has_term = "", False
        self._line.append(words)
        self._just_left = False

    def _are_apart(self, words: str) -> bool:
        """Whether the text of the element before and these words are two words."""
        before = self._line[-1][-1:] if self._line else ""
        return before.islower() and words[0].isupper()

    def _flush(self, *, is_row: bool = False) -> None:
        words = "".join(self._line)
        self._line.clear()
        self._just_left = False
        if not self._exact:
            words = _AROUND_BREAK.sub(r"\1", re.sub(r"  +", " ", words))
        level = self._levels[-1] if self._levels else 0
        # A blank line inside would be the end of a paragraph.
        for part in re.split(r"\n\s*\n", words):
            if part.strip():
                separator = "\n" if is_row and self._after_row else "\n\n"
                is_code = self._exact > 0 and self._is_code
                self._builder.paragraph(part.strip("\n "), level, separator, is_code=is_code)
                self._after_row = is_row


def _level(element: Element, tag: str) -> int:
    if tag == "head" and element.get("rend"):  # a heading in TEI; HTML's <head> has no such mark
        return _HEADINGS.get(element.get("rend"), 2)
    return _HEADINGS.get(tag, 0)


def _is_block(element: Element, tag: str) -> bool:
    if tag in _BLOCKS:
        return True
    style = element.get("style")
    return bool(style) and bool(_SHOWN_AS_BLOCK.search("".join(style.lower().split())))


def _is_exact(element: Element, tag: str) -> bool:
    """Whether white space counts in an element; Doxygen has a ``<div>`` for each line of code."""
    return tag in _EXACT or (tag == "div" and element.get("class") == "fragment")


def _is_short(cell: Element) -> bool:
    """Whether a cell holds one paragraph, or bare words (a page may be one large table, and a
    heading alone in its row is one)."""
    blocks = 0
    for element in cell.iterdescendants():
        tag = tag_of(element)
        if tag in _HEADINGS and len(cell.getparent()) == 1:
            return False
        blocks += tag in _BLOCKS or tag in _HEADINGS
        if blocks > 1:
            return False
    return True


def _is_kept_apart(element: Element, tag: str) -> bool:
    """Whether a style sheet puts a colon before it: the type of a parameter, by Sphinx."""
    return tag == "span" and element.get("class") == "classifier"


def _is_superscript(element: Element, tag: str) -> bool:
    return (
        tag == "sup"
        or element.get("rend") == "#sup"
        or "noteref" in (element.get("epub:type") or element.get("role") or "")
        or "footnote-reference" in (element.get("class") or "").split()
        or (tag_of(element.getparent()) == "msup" and element.getnext() is None)
    )
