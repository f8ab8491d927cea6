"""Results and options of parsers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.outline import OutlineEntry

# Fields that a record's own can be mapped to.
FIELDS = ("text", "id", "title", "publisher", "author", "published", "updated", "url", "language")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document that was parsed from a file.

    ``name`` identifies a document among the others in its file ("/notes/a.md" in an archive, "#17"
    in a list of records); it follows the file's name, and stays the same when the file is parsed
    again. It is empty if the file is the document. ``notes`` are lines that the user should see.
    ``is_excerpt``: the whole article is behind its link. ``places``: where the characters of a
    PDF's text stand on its pages (``corpus.character_places``).
    """

    text: str
    metadata: Metadata
    notes: list[str] = field(default_factory=list)
    outline: tuple[OutlineEntry, ...] = ()
    name: str = ""
    is_excerpt: bool = False
    places: bytes | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """One of the documents in a file is parsed next: if the parser dies, it is this one's fault.

    ``total``: how many documents there are, if that is known. ``safely``: the parser cannot die of
    it, so it need not be reported before it is parsed.
    """

    name: str
    total: int | None = None
    safely: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that the user should see, about a file of many documents."""

    text: str


@dataclass(frozen=True, slots=True)
class Options:
    """How to parse a file, beyond what it declares itself.

    ``fields`` maps our names of fields ("text", "title", "published", …) to those in records.
    ``first``: how many documents at the beginning of the file are skipped.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    first: int = 0


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of a PDF as it looks: a PNG file, its size in pixels, and how many pages there are."""

    png: bytes
    width: int
    height: int
    pages: int


# A parser takes a file, its name and the options. For a file of many documents it yields Opened
# before each of them, and a SourceError in place of one that cannot be parsed; it raises
# SourceError if nothing, or nothing more, can be parsed.
Part = ParsedDocument | Opened | Remark | SourceError
Parser = Callable[[BinaryIO, str, Options], Iterator[Part]]
