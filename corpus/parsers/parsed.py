"""What a parser gives, and the options it takes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.outline import OutlineEntry

# What a record's fields can be mapped to.
FIELDS = ("text", "id", "title", "publisher", "author", "published", "updated", "url", "language")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What was got out of one file, or out of one of the documents in it.

    ``name`` tells a document from the others in its file ("/notes/a.md" in an archive, "#17" in a
    list of records) and stays the same when the file is read again: what to write behind the name
    of the file. It is empty where the file is the document. ``notes`` are lines that the user
    should see.
    """

    text: str
    metadata: Metadata
    notes: list[str] = field(default_factory=list)
    outline: tuple[OutlineEntry, ...] = ()
    name: str = ""
    is_excerpt: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """One of the documents in a file is about to be read: should that end badly, it is this one.

    ``total`` is how many there are, as far as that is known. ``safely``: it cannot end badly, and
    need not be told before it is read.
    """

    name: str
    total: int | None = None
    safely: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that the user should see, about a file of many documents as a whole."""

    text: str


@dataclass(frozen=True, slots=True)
class Options:
    """How to read, beyond what the file says itself.

    ``fields`` maps ours ("text", "title", "published", …) to the names they have in records.
    ``first``: the documents before that number (from 0) are passed over.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    first: int = 0


# A parser takes a file, its name and the options. One that parses a file of many documents gives
# Opened before each of them, and a SourceError in place of one that cannot be read; it raises
# SourceError where nothing can be read (any more).
Part = ParsedDocument | Opened | Remark | SourceError
Parser = Callable[[BinaryIO, str, Options], Iterator[Part]]
