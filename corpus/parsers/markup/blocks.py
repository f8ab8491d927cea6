"""Marked-up text (HTML, and the trees that extractors make of it) as paragraphs and headings.

The words are the tree's own: white space is what a browser would show, and nothing is put in but
line breaks, and tabs between a table's cells.
"""

import re
from collections.abc import Collection

from corpus.parsers.markup.trees import Element, tag_of
from corpus.parsers.markup.visibility import is_shown
from corpus.parsers.text_builder import TextBuilder

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
    "hgroup", "hr", "item", "legend", "li", "list", "main", "menu", "nav", "ol", "p", "pre",
    "quote", "row", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th", "cell"))
_ROWS = frozenset(("tr", "row"))
_BREAKS = frozenset(("br", "lb"))
# White space as browsers collapse it: no-break spaces stay.
_BLANK = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r" *([\n\t]) *")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def compose(
    root: Element, composer: TextBuilder, left_out: Collection[Element] = frozenset()
) -> None:
    """Adds what a reader of the tree would see, less some elements. Nothing recurs: trees may be
    of any depth."""
    _Walk(composer, left_out).over(root)


class _Walk:
    def __init__(self, composer: TextBuilder, left_out: Collection[Element]) -> None:
        self._left_out = left_out
        self._composer = composer
        self._line: list[str] = []
        self._levels: list[int] = []
        self._exact = 0  # how many <pre> this is in
        self._row_before = False  # the last paragraph was a row of the table this is in
        self._raised = 0  # how many <sup> this is in
        self._short = 0  # how many cells this is in that hold one paragraph at most

    def over(self, root: Element) -> None:
        # What is still to be done, the next thing last: an element to enter, or a tag to leave.
        todo: list[tuple[Element, bool]] = [(root, True)]
        while todo:
            element, entering = todo.pop()
            if not entering:
                self._leave(element)
                if element is not root:
                    self._say(element.tail)
                continue
            tag = tag_of(element)
            if not tag or element in self._left_out or not is_shown(element, tag):
                if element is not root:
                    self._say(element.tail)
                continue
            self._enter(element)
            self._say(element.text)
            todo.append((element, False))
            todo.extend((child, True) for child in reversed(element))
        self._flush()

    def _enter(self, element: Element) -> None:
        tag = tag_of(element)
        level = _level(element)
        if self._parts_text(tag, level):
            self._flush()
        if level:
            self._levels.append(level)
        elif tag in _BREAKS:
            self._line.append("\n")
        elif tag in _CELLS and any(one.strip() for one in self._line):
            self._line.append("\t")
        if tag in _CELLS and _is_short(element):
            self._short += 1
        if _is_raised(element):
            self._raised += 1
        if tag == "pre":
            self._exact += 1

    def _leave(self, element: Element) -> None:
        tag = tag_of(element)
        level = _level(element)
        if self._parts_text(tag, level):
            self._flush(is_row=tag in _ROWS)
        if tag in _CELLS and _is_short(element):
            self._short -= 1
        if _is_raised(element):
            self._raised -= 1
        if tag == "table":
            self._row_before = False
        if level:
            self._levels.pop()
        if tag == "pre":
            self._exact -= 1

    def _parts_text(self, tag: str, level: int) -> bool:
        """Whether a paragraph begins and ends here: not in a cell with one, which stays in line."""
        return (level > 0 or tag in _BLOCKS) and not self._short

    def _say(self, words: str | None) -> None:
        if words:
            if self._raised:  # a note's mark is no part of the number before it
                words = words.translate(_SUPERSCRIPT)
            self._line.append(words if self._exact else _BLANK.sub(" ", words))

    def _flush(self, *, is_row: bool = False) -> None:
        words = "".join(self._line)
        self._line.clear()
        if not self._exact:
            words = _AROUND_BREAK.sub(r"\1", re.sub(r"  +", " ", words))
        level = self._levels[-1] if self._levels else 0
        # A blank line inside would be a paragraph's end.
        for part in re.split(r"\n\s*\n", words):
            if part.strip():
                parting = "\n" if is_row and self._row_before else "\n\n"
                self._composer.paragraph(part.strip("\n "), level, parting)
                self._row_before = is_row


def _level(element: Element) -> int:
    tag = tag_of(element)
    if tag == "head" and element.get("rend"):  # an extractor's heading; HTML's <head> has none
        return _HEADINGS.get(element.get("rend"), 2)
    return _HEADINGS.get(tag, 0)


def _is_short(cell: Element) -> bool:
    """Whether there is one paragraph in a cell, or bare words (a page may be one large table)."""
    tags = [tag_of(one) for one in cell.iterdescendants() if isinstance(one.tag, str)]
    return sum(tag in _BLOCKS for tag in tags) <= 1


def _is_raised(element: Element) -> bool:
    return (
        tag_of(element) == "sup"
        or element.get("rend") == "#sup"
        or "noteref" in (element.get("epub:type") or element.get("role") or "")
    )
