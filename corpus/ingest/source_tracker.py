"""Source tracker: which documents came from which files and addresses."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from corpus.document import Document, Metadata, document_id, version_id
from corpus.ingest.events import (
    AddressFetched,
    ContainerParsed,
    DocumentParsed,
    Event,
    FileParsed,
)
from corpus.ingest.known_sources import KnownSources
from corpus.ingest.report import Report
from corpus.ingest.versions import assign_version
from corpus.store.collection import Collection, Source

_MANY_COPIES = 8


class SourceTracker:
    """The known sources. When one changes or goes away, its documents are changed or removed."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._sources = KnownSources(collection.sources)
        # For texts with many copies: the ids of the documents by their metadata.
        self._copies: dict[str, dict[Metadata, list[str]]] = {}

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources)

    def get(self, path: str) -> Source | None:
        """The source at this path, if it is known."""
        return self._sources.get(path)

    def members(self, container: str) -> list[Source]:
        """The known sources inside a file or feed."""
        return self._sources.members(container)

    def is_parsed(self, container: str, digest: str) -> bool:
        """Whether the file was parsed to its end when it had this digest."""
        return self._sources.container_digest(container) == digest

    def stamp(self, path: str) -> str | None:
        """A file's size and times when it was last parsed."""
        return self._sources.stamp(path)

    def was_removed(self, digest: str) -> bool:
        """Whether the user removed a document with this digest."""
        return self._sources.was_removed(digest)

    def store(self, batch: Iterable[Event], report: Report) -> None:
        """Stores events in one transaction, which is short because parsing is already done."""
        with self._collection.change():
            for event in batch:
                match event:
                    case DocumentParsed():
                        self._store_document(event, report)
                    case ContainerParsed():
                        for path in event.gone:
                            report.removed += self.forget(path)
                        self._sources.put_container(event.container, event.digest)
                    case AddressFetched():
                        self._collection.sources.put_fetched(
                            event.url, event.etag, event.last_modified, event.parser
                        )
                    case FileParsed():
                        self._sources.put_stamp(event.path, event.stamp)

    def remember(self, source: Source) -> None:
        """Adds a source, or replaces what is known of it."""
        self._sources.put(source)

    def forget(self, path: str) -> int:
        """Removes a source. Returns how many documents were removed with it (0 or 1)."""
        source = self._sources.get(path)
        if source is None:
            raise LookupError(f"{path} is no known source")
        self._sources.drop(source)
        self._collection.sources.drop_root(path)
        if source.container is not None and not self._sources.members(source.container):
            self._sources.distrust(source.container)
            self._collection.sources.drop_root(source.container)
        document = self._stored(source.document_id)
        if document is None:
            return 0
        self._detach(document, path)
        return int(self._stored(document.id) is None)

    def distrust(self, document_id: str) -> int:
        """Marks the sources of a damaged document as changed, so that they are read again; returns
        how many there are."""
        sources = self._sources.of_document(document_id)
        for source in sources:
            self.remember(replace(source, digest=""))
            for path in {source.path, source.file}:
                self._sources.distrust(path)
        return len(sources)

    def _store_document(self, event: DocumentParsed, report: Report) -> None:
        document, name = event.document, event.source
        known = self._sources.get(name)
        current = self._stored(known.document_id) if known else None
        duplicate = self._duplicate(document, current)
        supersedes = False
        if duplicate is not None:
            stored = duplicate
        elif current is not None:
            changed = document.sha256 != current.sha256 and self._collection.is_intact(current.id)
            if changed:
                self._copy_for_others(current, name)
            stored = (
                self._next_version(current, document)
                if changed
                else _with_metadata_of(document, current)
            )
            self._collection.put(stored)
        else:
            stored = replace(document, id=self._free_id(name))
            stored, supersedes = assign_version(self._collection, stored)
            self._collection.put(stored)
        if stored is not duplicate and stored.sha256 in self._copies:
            self._copies[stored.sha256].setdefault(_metadata(stored), []).append(stored.id)
        self.remember(Source(name, stored.id, event.digest, event.container))
        if current is not None and current.id != stored.id:
            self._detach(current, name)
        if current is not None or supersedes:
            report.updated += 1
        elif duplicate is not None:
            report.unchanged += 1
        else:
            report.added += 1

    def _duplicate(self, document: Document, current: Document | None) -> Document | None:
        """Another document with the same text and metadata, which stands for both. A copy with
        another publisher or address is a document of its own."""
        said, sha256 = _metadata(document), document.sha256
        copies = self._copies.get(sha256)
        if copies is None:
            copies = self._collection.copies(sha256)
            if len(copies) > _MANY_COPIES:  # else every further copy would go through all of them
                self._copies[sha256] = copies
        for name in copies.get(said, ()):
            one = None
            if current is None or name != current.id:
                one = self._collection.get_as_parsed(name)
            if one and one.superseded_by is None and (one.sha256, _metadata(one)) == (sha256, said):
                return one
        return None

    def _next_version(self, current: Document, document: Document) -> Document:
        """The document with its new text; the old text is kept as the version before it."""
        older = version_id(current.id, current.version)
        self._collection.put(replace(current, id=older, superseded_by=current.id))
        new, _ = assign_version(
            self._collection, replace(document, id=current.id, added=current.added)
        )
        return replace(new, version=max(new.version, current.version + 1))

    def _copy_for_others(self, document: Document, path: str) -> None:
        """Before a document's text changes: other files that still have the old text get a
        document of their own."""
        others = [one for one in self._sources.of_document(document.id) if one.path != path]
        if others:
            first = others[0].path
            copy = replace(document, id=self._free_id(first), source=first, version=1)
            self._collection.put(copy)
            self._collection.corrections.hand_on(document.id, copy.id)
            for other in others:
                self.remember(replace(other, document_id=copy.id))

    def _detach(self, document: Document, path: str) -> None:
        """Detaches a document from one of its files. It moves to another file with the same
        content; without one, it is dropped."""
        others = self._sources.of_document(document.id)
        if not others:
            self._collection.drop(document.id)
        elif document.source == path:
            self._collection.move(document.id, others[0].path)

    def _stored(self, document_id: str | None) -> Document | None:
        """The stored document, even if its text is damaged: it is about to be replaced or dropped,
        or only its id matters."""
        return self._collection.get_unchecked(document_id) if document_id else None

    def _free_id(self, path: str) -> str:
        """The id derived from the path; with a number added where another document, once at this
        path, has that id."""
        candidate, number = document_id(path), 1
        while self._stored(candidate) is not None:
            number += 1
            candidate = document_id(f"{path}#{number}")
        return candidate


def _metadata(document: Document) -> Metadata:
    """The metadata of a document."""
    return Metadata(**{field.name: getattr(document, field.name) for field in fields(Metadata)})


def _with_metadata_of(document: Document, current: Document) -> Document:
    """The current document, whose text has not changed, with the new document's metadata."""
    return replace(
        document,
        id=current.id,
        added=current.added,
        version=current.version,
        superseded_by=current.superseded_by,
    )
