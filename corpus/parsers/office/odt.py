"""OpenDocument text (.odt): paragraphs, headings, lists, tables, notes.

Read from its one XML part with lxml (BSD), which HTML needs already. odfpy (Apache 2.0 or GPL; last
released in 2020) gives the same elements, and leaves walking them to its user. What tracked changes
deleted is left out, and so are comments; notes stand at the end.
"""

from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import Element
from corpus.parsers.office.zip_package import Package, dublin_core
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_LEFT_OUT = (
    f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}forms",
    f"{_TEXT}sequence-decls", f"{_TEXT}table-of-content",
)  # fmt: skip
_TAGS = {
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
    f"{_TEXT}list-item": "li",
    f"{_TEXT}list-header": "li",
    f"{_TEXT}line-break": "br",
}


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The document's text. Raises SourceError."""
    package = Package(file, source)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.part(
        "META-INF/manifest.xml"
    ):
        raise SourceError(source, "it is locked with a password; save a copy without one")
    body = package.tree("content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
    composer = TextBuilder()
    if body is not None:
        notes_of_text = _prepare(body)
        compose(body, composer)
        for note in notes_of_text:
            compose(note, composer)
    if not composer:
        raise SourceError(source, "there is no text in it")
    metadata, notes = checked_metadata(_about(package))
    yield composer.reading(metadata, notes)


def _about(package: Package) -> dict[str, str | None]:
    if "meta.xml" not in package.names:
        return {}
    root = package.tree("meta.xml")
    author = next((one.text for one in root.iter(f"{_META}initial-creator")), None)
    return {
        "title": dublin_core(root, "title"),
        "author": author or dublin_core(root, "creator"),
        "language": dublin_core(root, "language"),
    }


def _prepare(body: Element) -> list[Element]:
    """Gives elements the names that HTML has for them; takes out what is not read in line. The
    bodies of the notes."""
    for tag in _LEFT_OUT:
        for element in list(body.iter(tag)):
            _take_out(element)
    notes = []
    for note in list(body.iter(f"{_TEXT}note")):
        notes += note.findall(f"{_TEXT}note-body")
        _take_out(note)
    for part in (body, *notes):
        for element in list(part.iter("*")):
            _rename(element)
    return notes


def _rename(element: Element) -> None:
    if element.tag == f"{_TEXT}h":
        level = element.get(f"{_TEXT}outline-level", "1")
        element.tag = f"h{min(6, max(1, int(level) if level.isdecimal() else 1))}"
    elif element.tag == f"{_TEXT}s":
        count = element.get(f"{_TEXT}c", "1")
        element.text = "\u00a0" * (min(100, int(count)) if count.isdecimal() else 1)
    elif element.tag == f"{_TEXT}tab":
        element.text = "\t"
    elif element.tag in _TAGS:
        element.tag = _TAGS[element.tag]


def _take_out(element: Element) -> None:
    """Without the words that follow it, which are its parent's."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
