"""Presentations (.pptx): titles, text, tables, diagrams and notes of the slides, in order.

Parsed from the XML with lxml (BSD), which HTML needs already. python-pptx 1.0 (MIT) takes 0.6 s to
import, since it loads Pillow and XlsxWriter for writing, and gives no text of diagrams (SmartArt).
Hidden slides, dates, footers, slide numbers and charts are left out.
"""

from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.outline import Kind
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import Element, tag_of
from corpus.parsers.office.slides.shapes import prepare
from corpus.parsers.office.zip_package import Package, core_properties
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The presentation's text. Raises SourceError."""
    package = Package(file, source)
    place = package.main_part("ppt/presentation.xml")
    related = package.related(place)
    builder = TextBuilder()
    hidden = 0
    for number, reference in enumerate(package.tree(place).iter(f"{_P}sldId"), 1):
        part = related.by_id.get(reference.get(f"{_R}id", ""))
        if part is None:
            continue
        slide = package.tree(part)
        if slide.get("show") in ("0", "false"):
            hidden += 1
            continue
        builder.outline_entry(Kind.SLIDE, str(number))
        _write_slide(builder, package, part, slide)
        notes = package.related(part).first("notesSlide")
        if notes is not None:
            builder.outline_entry(Kind.SLIDE, f"{number}, notes")
            _write(builder, package.tree(notes), only_body=True)
    if not builder:
        raise SourceError(source, "there is no text in it; its slides may be pictures")
    metadata, remarks = checked_metadata(core_properties(package))
    if hidden:
        remarks.append(f"hidden slides left out: {hidden}")
    yield builder.reading(metadata, remarks)


def _write_slide(builder: TextBuilder, package: Package, part: str, slide: Element) -> None:
    _write(builder, slide)
    for diagram in package.related(part).all("diagramData"):
        _write(builder, package.tree(diagram))


def _write(builder: TextBuilder, root: Element, *, only_body: bool = False) -> None:
    tree = next((one for one in root.iter() if tag_of(one) in ("sptree", "ptlst")), None)
    if tree is not None:
        prepare(tree, only_body=only_body)
        compose(tree, builder)
