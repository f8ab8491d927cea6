"""Known sources: the files and addresses that were read before, and what came from them.

The first few are looked up one at a time, so that adding an article to a large collection does not
read a table of a hundred thousand sources; then all are kept in memory, so that a folder of
thousands is not as many queries. What changes is written to the collection at once.
"""

from collections import defaultdict
from collections.abc import Iterator

from corpus.store.source_table import Source, SourceTable

# Questions that are answered without reading all sources.
FEW = 64


class KnownSources:
    """The sources of a collection. The caller is in a transaction where it changes them."""

    def __init__(self, table: SourceTable) -> None:
        self._table = table
        self._asked = 0
        self._sources: dict[str, Source] | None = None
        # Dictionaries as ordered sets: only the keys are used.
        self._by_document: defaultdict[str | None, dict[str, None]] = defaultdict(dict)
        self._by_container: defaultdict[str | None, dict[str, None]] = defaultdict(dict)
        self._removed: set[str] = set()
        self._containers: dict[str, str] = {}
        self._stamps: dict[str, str] = {}

    def __iter__(self) -> Iterator[Source]:
        return iter(list(self._all().values()))

    def get(self, path: str) -> Source | None:
        """The source at this path."""
        known = self._known()
        if known is None:
            return self._table.get(path) if _is_text(path) else None
        return known.get(path)

    def members(self, container: str) -> list[Source]:
        """The sources inside a file or feed."""
        known = self._known()
        if known is None:
            return self._table.members(container) if _is_text(container) else []
        return [known[path] for path in self._by_container[container]]

    def of_document(self, document_id: str) -> list[Source]:
        """The sources that gave a document."""
        known = self._known()
        if known is None:
            return self._table.of_document(document_id)
        return [known[path] for path in self._by_document[document_id]]

    def was_removed(self, digest: str) -> bool:
        """Whether the user removed a document with this digest."""
        if self._known() is None:
            return any(one.digest == digest for one in self._table.of_document(None))
        return digest in self._removed

    def container_digest(self, path: str) -> str | None:
        """That of a file with many documents when it was parsed to its end."""
        if self._known() is None:
            return self._table.container_digest(path) if _is_text(path) else None
        return self._containers.get(path)

    def stamp(self, path: str) -> str | None:
        """A file's size and times when it was last parsed."""
        if self._known() is None:
            return self._table.stamp(path) if _is_text(path) else None
        return self._stamps.get(path)

    def put(self, source: Source) -> None:
        """Adds a source, or replaces what is known of it."""
        if self._sources is not None:
            self._add(self._sources, source)
        self._table.put(source)

    def drop(self, source: Source) -> None:
        """Forgets a source and its stamp."""
        if self._sources is not None:
            self._unlink(self._sources.pop(source.path))
        self._stamps.pop(source.path, None)
        self._table.drop(source.path)

    def put_container(self, path: str, digest: str) -> None:
        self._containers[path] = digest
        self._table.put_container(path, digest)

    def put_stamp(self, path: str, stamp: str) -> None:
        self._stamps[path] = stamp
        self._table.put_stamp(path, stamp)

    def distrust(self, path: str) -> None:
        """Forgets what would show that a file or address has not changed."""
        self._containers.pop(path, None)
        self._stamps.pop(path, None)
        self._table.distrust(path)

    def _known(self) -> dict[str, Source] | None:
        """All sources, once they are worth reading; before that None."""
        self._asked += 1
        return self._sources if self._asked <= FEW else self._all()

    def _all(self) -> dict[str, Source]:
        if self._sources is None:
            self._sources = {}
            for source in self._table.files().values():
                self._add(self._sources, source)
            self._removed = {
                one.digest for one in self._sources.values() if one.document_id is None
            }
            self._containers = self._table.containers()
            self._stamps = self._table.stamps()
        return self._sources

    def _add(self, sources: dict[str, Source], source: Source) -> None:
        if before := sources.get(source.path):
            self._unlink(before)
        sources[source.path] = source
        self._by_document[source.document_id][source.path] = None
        self._by_container[source.container][source.path] = None

    def _unlink(self, source: Source) -> None:
        del self._by_document[source.document_id][source.path]
        del self._by_container[source.container][source.path]


def _is_text(path: str) -> bool:
    """Whether a database can look for it; a file's name may be bytes that are no UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
