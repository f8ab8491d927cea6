"""Body of a Word document: converts paragraphs and tables to elements that ``compose`` knows.

Tracked deletions, hidden text, tables of contents, field codes, prompts of empty form fields and
pronunciation above words (ruby) are left out. Automatic numbers are added. A text box follows the
paragraph that it is anchored in, and a drop cap is joined to its word.
"""

from collections.abc import Iterator

from corpus.parsers.markup.blocks import superscript
from corpus.parsers.markup.trees import Element
from corpus.parsers.office.formulas import formula, is_formula
from corpus.parsers.office.paragraph_elements import set_words, take_out_all
from corpus.parsers.office.symbol_fonts import symbol, with_symbols
from corpus.parsers.office.word.names import W, is_on, value_of
from corpus.parsers.office.word.numbering import Numbering
from corpus.parsers.office.word.styles import Styles, paragraph_style

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = (f"{W}del", f"{W}moveFrom")
# Characters. Contracts set whole clauses in the style of a heading.
_LONGEST_HEADING = 160
# Half-points that a note's mark is above the line, at least; and its digits.
_RAISED, _LONGEST_MARK = 4, 3
_WORDS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_TAGS = {f"{W}tbl": "table", f"{W}tc": "td", f"{W}tr": "tr"}
# Elements whose text is not shown, or is handled elsewhere.
_SKIPPED = frozenset(
    f"{W}{name}"
    for name in ("delText", "delInstrText", "instrText", "rt", "pPr", "rPr", "sdtPr", "drawing",
                 "pict", "object", "fldData", "p", "tbl")
)  # fmt: skip


class Body:
    """Converts the parts of one document. ``notes``: the kind ("footnote") and id of each note
    referred to so far, in order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.notes: list[tuple[str, str]] = []
        self._styles = styles
        self._numbering = numbering
        self._carried = ""  # text that continues in the next paragraph

    def prepare(self, root: Element) -> None:
        """Converts a tree of WordprocessingML in place."""
        _choose_alternatives(root)
        for row in list(root.iter(f"{W}tr")):
            if row.find(f"{W}trPr/{W}del") is not None:
                row.getparent().remove(row)
        for mark in list(root.iter(f"{W}pPr")):  # a deleted paragraph mark, not deleted text
            if mark.find(f"{W}rPr/{W}del") is not None:
                mark.set("joined", "1")
        take_out_all(root, _DELETED)
        _move_text_boxes(root)
        for element in list(root.iter("*")):
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag in _TAGS:
                element.tag = _TAGS[element.tag]
        for element in root.iter(f"{W}*", "table", "td", "tr"):
            element.text = element.tail = None  # indentation of the XML, or not shown

    def _paragraph(self, paragraph: Element) -> None:
        properties = paragraph.find(f"{W}pPr")
        words = "" if self._styles.is_contents(properties) else "".join(self._inline(paragraph))
        if properties is not None and _is_joined(properties):
            self._carried += words
            set_words(paragraph, "p", "")
            return
        words, self._carried = self._carried + words, ""
        marked_hidden = properties is not None and is_on(properties.find(f"{W}rPr/{W}vanish"))
        label = "" if marked_hidden and not words else self._numbering.label(properties)
        level = self._styles.heading_level(properties)
        is_heading = level and len(words) <= _LONGEST_HEADING
        set_words(
            paragraph, f"h{level}" if is_heading else "p", label + words if words.strip() else ""
        )
        paragraph.tail = None

    def _inline(self, element: Element) -> Iterator[str]:
        """The words of a paragraph, in pieces."""
        style = paragraph_style(element.find(f"{W}pPr")) if element.tag == f"{W}p" else None
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag == f"{W}r":
                properties = child.find(f"{W}rPr")
                if not self._styles.is_hidden(style, properties):
                    words = "".join(self._run(child, properties))
                    is_raised = self._styles.is_raised(properties) or _is_mark(properties, words)
                    yield superscript(words) if is_raised else words
            elif is_formula(child):
                yield formula(child)
            elif tag == f"{W}sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
                continue
            else:
                yield from self._inline(child)

    def _run(self, run: Element, properties: Element | None) -> Iterator[str]:
        font = "" if properties is None else _font(properties)
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                yield with_symbols(child.text or "", font)
            elif tag in _WORDS:
                yield _WORDS[tag]
            elif tag == f"{W}sym":
                code = child.get(f"{W}char", "")
                yield symbol(int(code, 16), child.get(f"{W}font", "")) if _is_hex(code) else ""
            elif tag in _NOTES:
                self.notes.append((_NOTES[tag], child.get(f"{W}id", "")))
            elif tag not in _SKIPPED:
                yield from self._inline(child)


def _choose_alternatives(root: Element) -> None:
    """Keeps one of two forms of the same content (for new and for old programs): one with text."""
    for element in list(root.iter(f"{_COMPATIBILITY}AlternateContent")):
        forms = list(element)
        chosen = next((one for one in forms if next(one.iter(f"{W}t"), None) is not None), None)
        for one in forms:
            if one is not chosen:
                element.remove(one)


def _move_text_boxes(root: Element) -> None:
    after: dict[Element, Element] = {}
    for box in list(root.iter(f"{W}txbxContent")):
        anchor = next(box.iterancestors(f"{W}p"), None)
        if anchor is not None:
            box.getparent().remove(box)
            after.get(anchor, anchor).addnext(box)
            after[anchor] = box


def _is_joined(properties: Element) -> bool:
    """Whether a paragraph continues in the next: it is a drop cap, or its end was deleted."""
    frame = properties.find(f"{W}framePr")
    is_drop_cap = frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin")
    return is_drop_cap or properties.get("joined") is not None


def _is_mark(properties: Element | None, words: str) -> bool:
    """Whether a run is a note's mark that was only moved up, as converters of PDFs write it."""
    place = None if properties is None else value_of(properties.find(f"{W}position"))
    if place is None or not place.isdecimal() or int(place) < _RAISED:
        return False
    return words.strip().isdecimal() and len(words.strip()) <= _LONGEST_MARK


def _font(properties: Element) -> str:
    fonts = properties.find(f"{W}rFonts")
    name: str = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
    return name


def _is_hex(code: str) -> bool:
    return 0 < len(code) <= 6 and all(one in "0123456789abcdefABCDEF" for one in code)
