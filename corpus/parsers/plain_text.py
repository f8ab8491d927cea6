"""Plain text and Markdown: the decoded file, unchanged."""

from collections.abc import Iterator
from typing import BinaryIO

from corpus.metadata import metadata_of
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.text.encodings.decoding import decode


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The file's text: its line ends, its front matter, its Markdown. Raises SourceError."""
    yield parse_text(file.read(), source)


def parse_text(data: bytes, source: str) -> ParsedDocument:
    """The text of a file's bytes. Raises SourceError."""
    found = decode(data, source)
    metadata, notes = metadata_of(found.text)
    return ParsedDocument(found.text, metadata, found.notes + notes)
