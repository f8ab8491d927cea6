"""Ingest events: what happened to a source, to be stored in batches."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.document import Document


@dataclass(frozen=True, slots=True)
class DocumentParsed:
    """A new or changed document. ``digest``: if it is the same next time, nothing has changed.
    ``container``: the file or feed that holds the document, where it is one of many."""

    document: Document
    source: str
    digest: str
    container: str | None = None


@dataclass(frozen=True, slots=True)
class ContainerParsed:
    """A container was parsed to its end. ``gone``: the sources that it no longer holds."""

    container: str
    digest: str
    gone: Iterable[str]


@dataclass(frozen=True, slots=True)
class AddressFetched:
    """An address was fetched, and everything there was parsed. ``parser``: which parser, and which
    edition of it."""

    url: str
    etag: str | None
    last_modified: str | None
    parser: str


@dataclass(frozen=True, slots=True)
class FileParsed:
    """A file was parsed to its end. ``stamp``: its size and times (see ``stamp_of``)."""

    path: str
    stamp: str


Event = DocumentParsed | ContainerParsed | AddressFetched | FileParsed
