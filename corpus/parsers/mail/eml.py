"""Mail messages (.eml): one document."""

from collections.abc import Iterator
from typing import BinaryIO

from corpus.parsers.mail.message import parse_message
from corpus.parsers.parsed import Options, ParsedDocument


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The message. Raises SourceError."""
    yield parse_message(file, source)
