"""An index on disk, brought up to date with its documents: what is new is added as a segment.

Segments are merged so that there are few: one that is no larger than all behind it together, or
that is small, becomes one with them. So each document is written anew some log₂ n times at most in
the life of a collection of n, and an article joins a large one without a look at the rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.observer import Observer
from corpus.store.protocol import DocumentStore
from retrieval.errors import IndexFault
from retrieval.index.build import build_segment
from retrieval.index.embeddings.encode import Encoding
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.folder import Entry, IndexFolder, Opened
from retrieval.index.merge import merged
from retrieval.index.segment import Segment
from retrieval.models.encoder import Encoder

# Passages that are always merged with what comes after them: it takes a quarter of a second.
SMALL = 2000
# Documents are taken in until their texts have so many characters (some 35,000 passages): what is
# held in memory at a time, and indexed anew after a kill (encoded it is not).
BATCH = 20_000_000
# Where more than this share of the vectors is of documents that have gone, and so many at least,
# the store is written anew.
_WASTE, _LEAST_WASTE = 0.5, 20_000
# What an index has for a revision while documents of its collection are missing.
_UNFINISHED = "unfinished"

MakeEncoding = Callable[[Encoder, EmbeddingStore, None, Observer], Encoding]


def update_index(
    folder: IndexFolder,
    library: DocumentStore,
    encoder: Encoder,
    observer: Observer,
    *,
    verify: bool = False,
    encoding: MakeEncoding = Encoding,
) -> None:
    """Indexes what is new or changed, and forgets what is gone; where the index cannot be used,
    all of it is made anew, with the vectors that there are. ``verify``: every byte of it is read
    first. ``encoding`` makes what puts texts into the store. Hold the data folder's write lock.
    Raises StorageError; then the last good index stays in use."""
    opened: Opened | None = None
    try:
        if verify:
            folder.verify(encoder.fingerprint)
        opened = folder.opened(encoder.fingerprint)
    except IndexFault as fault:
        if folder.exists():
            observer.note(f"building the index anew: {fault}")
    if opened is not None and opened.index.revision == library.revision:
        return
    with folder.writing():
        _Update(folder, library, encoder, observer, opened, encoding).run()


class _Update:
    """One update of one index."""

    def __init__(
        self,
        folder: IndexFolder,
        library: DocumentStore,
        encoder: Encoder,
        observer: Observer,
        opened: Opened | None,
        encoding: MakeEncoding,
    ) -> None:
        self._folder, self._library, self._observer = folder, library, observer
        self._entries = list(opened.entries) if opened else []
        store = opened.index.store if opened else folder.old_store(encoder.fingerprint)
        self._store = store or folder.new_store(encoder.fingerprint, encoder.dimension)
        self._encoder, self._encoding = encoder, encoding

    def run(self) -> None:
        revision = self._library.revision
        left = dict(self._library.versions())
        self._entries = [self._without_gone(entry, left) for entry in self._entries]
        self._entries = [entry for entry in self._entries if entry.passages]
        total, done = len(left), 0
        for batch in self._batches(list(left)):
            part = self._observer
            if len(batch) < total:
                part = _sharing(self._observer, done, len(batch), total)
            encoding = self._encoding(self._encoder, self._store, None, part)
            self._entries.append(Entry("", build_segment(batch, encoding, self._store)))
            done += len(batch)
            if done < total:
                self._entries[-1] = self._kept(self._entries[-1:])
                self._folder.commit(self._entries, self._store, _UNFINISHED)
        self._tidy()
        self._save_space()
        self._folder.commit(self._entries, self._store, revision)

    def _without_gone(self, entry: Entry, left: dict[str, str]) -> Entry:
        """The entry without the documents that ``left`` does not have in their version; those that
        it has are taken out of there."""
        segment = entry.segment
        alive = np.ones(len(segment), bool) if entry.alive is None else entry.alive.copy()
        for number in np.flatnonzero(alive).tolist():
            name, sha256 = segment.document(number)
            if left.get(name) == sha256:
                del left[name]
            else:
                alive[number] = False
        return replace(entry, alive=None if alive.all() else alive)

    def _batches(self, names: list[str]) -> Iterator[list[Document]]:
        batch: list[Document] = []
        size = 0
        for name in names:
            document = self._library.get(name)
            if document is None:
                continue
            batch.append(document)
            size += len(document.text)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _tidy(self) -> None:
        """Merges the last segments with those before them, as far as they should be. All of an
        update at once: nothing takes as long as gathering vectors around centres."""
        sizes = [entry.passages for entry in self._entries]
        for first, size in enumerate(sizes):
            behind = sum(sizes[first + 1 :])
            if not behind or size <= max(behind, SMALL):
                last = self._entries[first:]
                if len(last) > 1 or not last[0].name:
                    self._entries[first:] = [self._kept(last)]
                return

    def _kept(self, entries: list[Entry]) -> Entry:
        """These as one, on the disk."""
        segment = entries[0].segment
        if len(entries) > 1 or entries[0].alive is not None:
            parts = [entry.segment for entry in entries]
            segment = merged(parts, [entry.alive for entry in entries], self._store)
        name = self._folder.add(segment)
        return Entry(name, self._folder.reopen(name))

    def _save_space(self) -> None:
        """Writes anew what is for the most part of documents that have gone."""
        self._entries = [
            self._kept([entry]) if entry.passages < _WASTE * len(entry.segment.passages) else entry
            for entry in self._entries
        ]
        rows = [_rows(entry.segment) for entry in self._entries]
        # At least so many: texts that recur share a row.
        wasted = len(self._store) - sum(map(len, rows))
        if wasted > max(_LEAST_WASTE, _WASTE * len(self._store)):
            self._move(np.unique(np.concatenate([np.empty(0, np.int64), *rows])))

    def _move(self, used: NDArray[np.int64]) -> None:
        """A new store of these rows alone, and segments that point to it."""
        store = self._folder.new_store(self._store.model, self._store.dimension)
        for first in range(0, len(used), _LEAST_WASTE):
            store.append(self._store.part(used[first : first + _LEAST_WASTE]))
        moved = []
        for entry in self._entries:
            name = self._folder.add(_pointing(entry.segment, used))
            moved.append(Entry(name, self._folder.reopen(name), entry.alive))
        self._store, self._entries = store, moved


def _rows(segment: Segment) -> NDArray[np.int64]:
    return np.concatenate([segment.passages.dense.rows, segment.sentences.dense.rows])


def _pointing(segment: Segment, used: NDArray[np.int64]) -> Segment:
    """The segment with its rows' places among ``used`` in place of the rows."""
    layers = [
        replace(layer, dense=replace(layer.dense, rows=np.searchsorted(used, layer.dense.rows)))
        for layer in (segment.passages, segment.sentences)
    ]
    return replace(segment, passages=layers[0], sentences=layers[1])


def _sharing(observer: Observer, before: int, batch: int, total: int) -> Observer:
    """Tells of the work on a batch of documents as a part of that on all."""

    def progress(_: str, done: int, of: int) -> None:
        observer.progress("indexing", before + batch * done // max(1, of), total)

    return replace(observer, progress=progress)
