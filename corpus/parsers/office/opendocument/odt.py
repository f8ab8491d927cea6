"""OpenDocument text (.odt): paragraphs, headings, lists, tables, notes, automatic numbers.

Parsed from the XML with lxml (BSD), which HTML needs already. odfpy (Apache 2.0 or GPL; last
released in 2020) gives the same elements and no text. Tracked deletions, comments, hidden text and
tables of contents are left out. Notes are at the end; a text box follows the paragraph that it is
anchored in.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.parsers.markup.blocks import compose, superscript
from corpus.parsers.markup.trees import Element
from corpus.parsers.office.formulas import formula
from corpus.parsers.office.opendocument.names import (
    DRAW,
    META,
    OFFICE,
    TABLE,
    TEXT,
    XLINK,
)
from corpus.parsers.office.opendocument.numbering import OdtNumbering
from corpus.parsers.office.opendocument.styles import OdtStyles
from corpus.parsers.office.paragraph_elements import set_words, take_out, take_out_all
from corpus.parsers.office.values import whole_number
from corpus.parsers.office.zip_package import Package, dublin_core
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_LEFT_OUT = (
    f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{OFFICE}forms", f"{TEXT}sequence-decls",
    f"{TEXT}table-of-content", f"{TEXT}alphabetical-index", f"{TEXT}illustration-index",
    f"{TEXT}table-index", f"{TEXT}object-index", f"{TEXT}ruby-text", f"{TEXT}hidden-text",
)  # fmt: skip
_TAGS = {
    f"{TABLE}table-row": "tr",
    f"{TABLE}table-cell": "td",
    f"{TEXT}list-item": "li",
    f"{TEXT}list-header": "li",
}
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
_BLANK = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 100


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The document's text. Raises SourceError."""
    package = Package(file, source)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.part(
        "META-INF/manifest.xml"
    ):
        raise SourceError(source, "it is locked with a password; save a copy without one")
    content = package.tree("content.xml")
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    builder = TextBuilder()
    if body is not None:
        for part in _Text(package, content).parts(body):
            compose(part, builder)
    if not builder:
        raise SourceError(source, "there is no text in it")
    metadata, notes = checked_metadata(_metadata(package))
    yield builder.reading(metadata, notes)


def _metadata(package: Package) -> dict[str, str | None]:
    if "meta.xml" not in package.names:
        return {}
    root = package.tree("meta.xml")
    author = next((one.text for one in root.iter(f"{META}initial-creator")), None)
    return {
        "title": dublin_core(root, "title"),
        "author": author or dublin_core(root, "creator"),
        "language": dublin_core(root, "language"),
    }


class _Text:
    """Converts a document's tree to elements that ``compose`` knows."""

    def __init__(self, package: Package, content: Element) -> None:
        roots = [content]
        if "styles.xml" in package.names:
            roots.append(package.tree("styles.xml"))
        self._package = package
        self._styles = OdtStyles(roots)
        self._numbering = OdtNumbering(roots)

    def parts(self, body: Element) -> list[Element]:
        """The converted body, then the bodies of its notes."""
        take_out_all(body, _LEFT_OUT)
        for section in list(body.iter(f"{TEXT}section")):
            if section.get(f"{TEXT}display") == "none":
                take_out(section)
        labels = self._numbering.labels(body)
        notes = []
        for note in list(body.iter(f"{TEXT}note")):
            notes += note.findall(f"{TEXT}note-body")
            take_out(note)
        for part in (body, *notes):
            _move_boxes(part)
            for element in list(part.iter("*")):
                if element.tag in _PARAGRAPHS:
                    self._paragraph(element, labels.get(element, ""))
                elif element.tag in _TAGS:
                    element.tag = _TAGS[element.tag]
        return [body, *notes]

    def _paragraph(self, element: Element, label: str) -> None:
        tag = "p"
        if element.tag == f"{TEXT}h":
            tag = f"h{min(6, max(1, whole_number(element.get(f'{TEXT}outline-level'), 1)))}"
        hidden = self._styles.is_hidden("paragraph", element)
        words = "" if hidden else "".join(self._inline(element))
        set_words(element, tag, label + words if words.strip() else "")

    def _inline(self, element: Element) -> Iterator[str]:
        """The words of a paragraph, in pieces."""
        yield _BLANK.sub(" ", element.text or "")
        for child in element:
            yield from self._child(child)
            yield _BLANK.sub(" ", child.tail or "")

    def _child(self, child: Element) -> Iterator[str]:
        tag = child.tag
        if tag == f"{TEXT}s":
            yield " " * min(_MOST_BLANKS, whole_number(child.get(f"{TEXT}c"), 1))
        elif tag == f"{TEXT}tab":
            yield " "
        elif tag == f"{TEXT}line-break":
            yield "\n"
        elif tag == f"{TEXT}span":
            if not self._styles.is_hidden("text", child):
                words = "".join(self._inline(child))
                yield superscript(words) if self._styles.is_raised(child) else words
        elif tag == f"{DRAW}frame":
            for one in child.iter(f"{DRAW}object"):
                yield self._formula(one)
        elif isinstance(tag, str) and not tag.startswith(DRAW):
            yield from self._inline(child)

    def _formula(self, element: Element) -> str:
        """The text of a formula, which is stored in a part of its own; "" for other objects."""
        name = element.get(f"{XLINK}href", "").removeprefix("./") + "/content.xml"
        if name not in self._package.names:
            return ""
        root = self._package.tree(name)
        return formula(root) if root.tag.endswith("}math") else ""


def _move_boxes(root: Element) -> None:
    """Moves text boxes, and shapes with text, after the paragraph that contains them."""
    after: dict[Element, Element] = {}
    for inner in list(root.iter(*_PARAGRAPHS)):
        anchors = [one for one in inner.iterancestors() if one.tag in _PARAGRAPHS]
        if not anchors:
            continue
        anchor = anchors[-1]
        box = next(
            one for one in (inner, *inner.iterancestors()) if one.getparent().tag in _PARAGRAPHS
            or one.getparent().tag == f"{TEXT}span"
        )  # fmt: skip
        take_out(box)
        box.tail = None
        after.get(anchor, anchor).addnext(box)
        after[anchor] = box
