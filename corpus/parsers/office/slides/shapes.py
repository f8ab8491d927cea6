"""Shapes of a slide: converts titles, paragraphs and tables to elements that ``compose`` knows."""

from collections.abc import Iterator

from corpus.parsers.markup.blocks import superscript
from corpus.parsers.markup.trees import Element, tag_of
from corpus.parsers.office.formulas import formula, is_formula
from corpus.parsers.office.list_numbers import number
from corpus.parsers.office.paragraph_elements import set_words, take_out_all

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TITLES = ("title", "ctrTitle")
# Placeholders with the same text on every slide, or with the slide's picture (notes).
_RECURRING = ("dt", "ftr", "sldNum", "hdr", "sldImg")
# Tables are inside a "graphic"; ``compose`` skips elements of that name.
_TAGS = {f"{_A}graphic": "div", f"{_A}tbl": "table", f"{_A}tr": "tr", f"{_A}tc": "td"}
_LEFT_OUT = (f"{_COMPATIBILITY}Fallback", f"{_P}style", f"{_A}tblPr", f"{_A}extLst")
# "arabicPeriod", "alphaLcParenR", …: a format, and the marks around it.
_FORMS = {
    "arabic": "decimal", "alphaLc": "lowerLetter", "alphaUc": "upperLetter",
    "romanLc": "lowerRoman", "romanUc": "upperRoman",
}  # fmt: skip
_MARKS = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_LEVELS = 9


def prepare(tree: Element, *, only_body: bool = False) -> None:
    """Converts a tree of shapes in place. ``only_body`` keeps only the body placeholder: of a page
    of
    notes, the speaker's text."""
    take_out_all(tree, _LEFT_OUT)
    title: Element | None = None
    for shape in list(tree.iter(f"{_P}sp")):
        place = next(shape.iter(f"{_P}ph"), None)
        kind = None if place is None else place.get("type", "body")
        if kind in _RECURRING or (only_body and kind != "body") or _is_hidden(shape):
            shape.getparent().remove(shape)
            continue
        if title is None and kind in _TITLES:
            title = shape
        _shape(shape, is_title=kind in _TITLES)
    for element in list(tree.iter("*")):
        if element.tag == f"{_A}p":  # in a table or a diagram
            set_words(element, "p", "".join(_words(element)))
        elif element.tag in _TAGS:
            element.tag = _TAGS[element.tag]
    if title is not None:  # shapes are in drawing order
        tree.insert(0, title)
    for element in tree.iter("*"):
        if tag_of(element) not in ("p", "h2", "br"):
            element.text = None
        if element.tag != "br":
            element.tail = None


def _is_hidden(shape: Element) -> bool:
    about = next(shape.iter(f"{_P}cNvPr"), None)
    return about is not None and about.get("hidden") in ("1", "true")


def _shape(shape: Element, *, is_title: bool) -> None:
    """Converts the paragraphs of a shape, and numbers those of numbered lists."""
    paragraphs = list(shape.iter(f"{_A}p"))
    if is_title:  # its lines are one title
        words = [" ".join("".join(_words(one)).split()) for one in paragraphs]
        for one in paragraphs[1:]:
            set_words(one, "p", "")
        if paragraphs:
            set_words(paragraphs[0], "h2", " ".join(word for word in words if word))
        return
    counts: dict[int, int] = {}
    for one in paragraphs:
        words_of_one = "".join(_words(one))
        label = _label(one.find(f"{_A}pPr"), counts) if words_of_one.strip() else ""
        set_words(one, "p", label + words_of_one)


def _label(properties: Element | None, counts: dict[int, int]) -> str:
    """The number of a paragraph in a numbered list; "" for others."""
    level = 0
    if properties is not None and (written := properties.get("lvl", "0")).isdecimal():
        level = min(_LEVELS, int(written))
    for deeper in range(level + 1, _LEVELS + 1):
        counts.pop(deeper, None)
    numbered = None if properties is None else properties.find(f"{_A}buAutoNum")
    if numbered is None:
        counts.pop(level, None)
        return ""
    start = numbered.get("startAt", "1")
    first = int(start) if start.isdecimal() and len(start) < 6 else 1
    counts[level] = counts[level] + 1 if level in counts else first
    kind = numbered.get("type", "arabicPeriod")
    form = next((name for name in _FORMS if kind.startswith(name)), "arabic")
    mark = _MARKS.get(kind.removeprefix(form), "{}.")
    return f"{mark.format(number(counts[level], _FORMS[form]))} "


def _words(paragraph: Element) -> Iterator[str]:
    for child in paragraph:
        tag = child.tag
        if tag == f"{_A}br":
            yield "\n"
        elif tag == f"{_A}fld" and child.get("type", "").startswith(("slidenum", "datetime")):
            continue
        elif tag in (f"{_A}r", f"{_A}fld"):
            words = (child.findtext(f"{_A}t") or "").replace("\n", " ").replace("\v", "\n")
            properties = child.find(f"{_A}rPr")
            raised = "" if properties is None else properties.get("baseline", "0")
            yield superscript(words) if raised[:1].isdecimal() and raised.strip("0%") else words
        elif is_formula(child):
            yield formula(child)
        elif isinstance(tag, str) and not tag.endswith("Pr"):
            yield from _words(child)
