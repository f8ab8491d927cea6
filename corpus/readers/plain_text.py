"""Plain text and Markdown: the decoded file, unchanged."""

from collections.abc import Iterator
from typing import BinaryIO

from corpus.decoding import decode
from corpus.metadata import metadata_of
from corpus.readers.reading import Options, Reading


def read(file: BinaryIO, source: str, options: Options) -> Iterator[Reading]:
    """The file's text: its line ends, its front matter, its Markdown. Raises SourceError."""
    yield read_text(file.read(), source)


def read_text(data: bytes, source: str) -> Reading:
    """The text of a file's bytes. Raises SourceError."""
    text, encoding = decode(data, source)
    metadata, notes = metadata_of(text)
    if encoding != "utf-8":
        notes.insert(0, f"read as {encoding}")
    return Reading(text, metadata, notes)
