"""Word (.docx): paragraphs, headings, lists, tables, foot- and endnotes.

Compared on files that pandoc and LibreOffice wrote: mammoth 1.13 (BSD; 0.7 MB) gives what is to be
read, also what stands in tracked insertions, content controls, text boxes and notes, and takes
headings by style. python-docx 1.2 (MIT) is made to write documents: its paragraphs leave out
insertions, content controls and notes. It takes 25 ms for three pages. What mammoth adds of its own
(marks and arrows of notes) is taken out again.

The file's dates are those of its last saving, not of a publication, and are left out.
"""

from collections.abc import Iterator
from typing import BinaryIO

import mammoth

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import html_tree
from corpus.parsers.office.zip_package import Package, dublin_core
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_MARKS = "//a[starts-with(@id, 'footnote-ref-') or starts-with(@id, 'endnote-ref-')]"
_ARROWS = "//a[starts-with(@href, '#footnote-ref-') or starts-with(@href, '#endnote-ref-')]"


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The document's text. Raises SourceError."""
    package = Package(file, source)
    package.part("word/document.xml")  # named so by all that write it; the size is seen to here
    about = {}
    if "docProps/core.xml" in package.names:
        properties = package.tree("docProps/core.xml")
        for name, element in (("title", "title"), ("author", "creator"), ("language", "language")):
            about[name] = dublin_core(properties, element)
    html = mammoth.convert_to_html(
        file,
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(lambda image: {}),
    ).value
    composer = TextBuilder()
    if html.strip():
        root = html_tree(f"<html><body>{html}</body></html>")
        for path in (_MARKS, _ARROWS):
            for link in root.xpath(path):
                link.drop_tree()
        compose(root, composer)
    if not composer:
        raise SourceError(source, "there is no text in it")
    metadata, notes = checked_metadata(about)
    yield composer.reading(metadata, notes)
