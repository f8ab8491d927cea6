"""Which sources gave which documents, kept in step with the collection."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from corpus.document import Document, Metadata, document_id
from corpus.ingest.report import Report
from corpus.ingest.versions import settle_version
from corpus.store.collection import Collection, Source


@dataclass(frozen=True, slots=True)
class News:
    """A document that was read, where from, and the digest by which a change would be seen."""

    document: Document
    source: str
    digest: str
    container: str | None = None


@dataclass(frozen=True, slots=True)
class ReadToEnd:
    """A container was read to its end; what it no longer holds is ``gone``."""

    container: str
    digest: str
    gone: Iterable[str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server said of what it gave, all of which has been read by this reader."""

    url: str
    etag: str | None
    last_modified: str | None
    reader: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a file was like when all that is in it was read."""

    path: str
    stamp: str


Finding = News | ReadToEnd | Fetched | Stamped


_MANY_COPIES = 8


class SourceTracker:
    """The known sources, and what follows for documents when one of them changes or goes."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._containers = collection.sources.containers()
        self._stamps = collection.sources.stamps()
        self._sources: dict[str, Source] = {}
        # Keys alone count: a set that keeps its order.
        self._by_document: defaultdict[str | None, dict[str, None]] = defaultdict(dict)
        self._by_container: defaultdict[str | None, dict[str, None]] = defaultdict(dict)
        for source in collection.sources.files().values():
            self._know(source)
        # Of texts with many copies: the documents by what they say of themselves.
        self._copies: dict[str, dict[Metadata, list[str]]] = {}
        self._removed = {one.digest for one in self if one.document_id is None}

    def __iter__(self) -> Iterator[Source]:
        return iter(list(self._sources.values()))

    def get(self, path: str) -> Source | None:
        """What is known of a source."""
        return self._sources.get(path)

    def members(self, container: str) -> list[Source]:
        """The documents that are known to be in a file."""
        return [self._sources[path] for path in self._by_container[container]]

    def was_read_to_end(self, container: str, digest: str) -> bool:
        """Whether all in this very file is known."""
        return self._containers.get(container) == digest

    def stamp(self, path: str) -> str | None:
        """What a file was like when it was last read."""
        return self._stamps.get(path)

    def was_removed(self, digest: str) -> bool:
        """Whether the user removed a document that came from the same bytes."""
        return digest in self._removed

    def store(self, batch: Iterable[Finding], report: Report) -> None:
        """One short transaction: all reading is done, so that nobody else waits for long."""
        with self._collection.change():
            for one in batch:
                match one:
                    case News():
                        self._take(one, report)
                    case ReadToEnd():
                        for path in one.gone:
                            report.removed += self.forget(path)
                        self._containers[one.container] = one.digest
                        self._collection.sources.put_container(one.container, one.digest)
                    case Fetched():
                        self._collection.sources.put_fetched(
                            one.url, one.etag, one.last_modified, one.reader
                        )
                    case Stamped():
                        self._stamps[one.path] = one.stamp
                        self._collection.sources.put_stamp(one.path, one.stamp)

    def remember(self, source: Source) -> None:
        """Keeps in mind that a source was read."""
        self._know(source)
        self._collection.sources.put(source)

    def forget(self, path: str) -> int:
        """A source is gone. How many documents went with it (none or one)."""
        source = self._sources.pop(path)
        self._unlink(source)
        self._collection.sources.drop(path)
        self._stamps.pop(path, None)
        self._collection.sources.drop_root(path)
        if source.container is not None and not self._by_container[source.container]:
            self._containers.pop(source.container, None)
            self._collection.sources.drop_container(source.container)
            self._stamps.pop(source.container, None)
            self._collection.sources.drop_root(source.container)
        document = self._stored(source.document_id)
        if document is None:
            return 0
        self._leave(document, path)
        return int(self._stored(document.id) is None)

    def distrust(self, document_id: str) -> int:
        """A document is damaged: its sources count as changed, so that they are read again. The
        number of its sources."""
        sources = [self._sources[path] for path in self._by_document[document_id]]
        for source in sources:
            self.remember(replace(source, digest=""))
            for path in {source.path, source.file}:
                self._containers.pop(path, None)
                self._stamps.pop(path, None)
                self._collection.sources.distrust(path)
        return len(sources)

    def _take(self, news: News, report: Report) -> None:
        document, name = news.document, news.source
        known = self._sources.get(name)
        current = self._stored(known.document_id) if known else None
        twin = self._twin(document, current)
        supersedes = False
        if twin is not None:
            stored = twin
        elif current is not None:
            changed = document.sha256 != current.sha256 and self._collection.is_intact(current.id)
            if changed:
                self._part_from_others(current, name)
            stored = self._renewed(current, document) if changed else _restated(current, document)
            self._collection.put(stored)
        else:
            stored = replace(document, id=self._free_id(name))
            stored, supersedes = settle_version(self._collection, stored)
            self._collection.put(stored)
        if stored is not twin and stored.sha256 in self._copies:
            self._copies[stored.sha256].setdefault(_said(stored), []).append(stored.id)
        self.remember(Source(name, stored.id, news.digest, news.container))
        if current is not None and current.id != stored.id:
            self._leave(current, name)
        if current is not None or supersedes:
            report.updated += 1
        elif twin is not None:
            report.unchanged += 1
        else:
            report.added += 1

    def _twin(self, document: Document, current: Document | None) -> Document | None:
        """Another document that says the same of itself in the same words: there is no telling
        them apart. A copy with another publisher or address is a document of its own."""
        said, sha256 = _said(document), document.sha256
        copies = self._copies.get(sha256)
        if copies is None:
            copies = self._collection.copies(sha256)
            if len(copies) > _MANY_COPIES:  # else every further copy would go through all of them
                self._copies[sha256] = copies
        for name in copies.get(said, ()):
            one = self._collection.get(name) if current is None or name != current.id else None
            if one and one.superseded_by is None and (one.sha256, _said(one)) == (sha256, said):
                return one
        return None

    def _renewed(self, current: Document, document: Document) -> Document:
        """A document with a new text; the old one is kept as the version before it."""
        older = replace(current, id=f"{current.id}@{current.version}", superseded_by=current.id)
        self._collection.put(older)
        new, _ = settle_version(
            self._collection, replace(document, id=current.id, added=current.added)
        )
        return replace(new, version=max(new.version, current.version + 1))

    def _part_from_others(self, document: Document, path: str) -> None:
        """Before a document takes on new text: other files that still have its old text get a
        document of their own."""
        others = [other for other in self._by_document[document.id] if other != path]
        if others:
            copy = replace(document, id=self._free_id(others[0]), source=others[0], version=1)
            self._collection.put(copy)
            for other in others:
                self.remember(replace(self._sources[other], document_id=copy.id))

    def _leave(self, document: Document, path: str) -> None:
        """A document loses one of its files: it moves to another, or goes with its last one."""
        others = list(self._by_document[document.id])
        if not others:
            self._collection.drop(document.id)
        elif document.source == path:
            self._collection.put(replace(document, source=others[0]))

    def _stored(self, document_id: str | None) -> Document | None:
        """The stored document, even if its text is damaged: it is about to be replaced or dropped,
        or only its id matters."""
        return self._collection.get_unchecked(document_id) if document_id else None

    def _know(self, source: Source) -> None:
        if before := self._sources.get(source.path):
            self._unlink(before)
        self._sources[source.path] = source
        self._by_document[source.document_id][source.path] = None
        self._by_container[source.container][source.path] = None

    def _unlink(self, source: Source) -> None:
        del self._by_document[source.document_id][source.path]
        del self._by_container[source.container][source.path]

    def _free_id(self, path: str) -> str:
        """The id that follows from the path; from the path and a number, should another
        document have it, which once belonged to this path."""
        candidate, number = document_id(path), 1
        while self._stored(candidate) is not None:
            number += 1
            candidate = document_id(f"{path}#{number}")
        return candidate


def _said(document: Document) -> Metadata:
    """What a document says of itself."""
    return Metadata(**{field.name: getattr(document, field.name) for field in fields(Metadata)})


def _restated(current: Document, document: Document) -> Document:
    """A document whose text stays, with what is newly said of it."""
    return replace(
        document,
        id=current.id,
        added=current.added,
        version=current.version,
        superseded_by=current.superseded_by,
    )
