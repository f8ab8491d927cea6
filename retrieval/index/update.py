"""Updating of an index on disk: new documents become a segment.

Segments are merged to keep their number small: one that is small, or no larger than all after it
together, is merged with them. So in a collection of n documents each is rewritten at most some
log₂ n times, and adding an article to a large collection does not touch the rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.observer import Observer
from corpus.store.protocol import DocumentStore
from retrieval.errors import IndexFault
from retrieval.index.build import build_segment, document_batches
from retrieval.index.embeddings.encode import Encoding
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.folder import Entry, Generation, IndexFolder
from retrieval.index.index import Index
from retrieval.index.merge import merged
from retrieval.index.segment import Segment
from retrieval.models.encoder import Encoder

# Segments of at most this many passages are always merged; that takes a quarter of a second.
SMALL = 2000
# Characters of documents in a batch (some 14,000 passages): what is in memory at a time, and what a
# killed process must index (but not encode) again.
BATCH = 8_000_000
# The store is rewritten where more than this share of its vectors, and at least this number, belong
# to deleted documents.
_WASTE, _LEAST_WASTE = 0.5, 20_000
# The revision of an index that does not have all documents yet.
_UNFINISHED = "unfinished"

MakeEncoding = Callable[[Encoder, EmbeddingStore, None, Observer], Encoding]
# Told how many documents an index lacks, before they are indexed.
Lacking = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Updated:
    """An index before an update (None where there was none that can be used) and ``after`` it; both
    as ``IndexFolder.open`` gives them, not to be searched."""

    before: Index | None
    after: Index


def update_index(
    folder: IndexFolder,
    documents: DocumentStore,
    encoder: Encoder,
    observer: Observer,
    *,
    verify: bool = False,
    encoding: MakeEncoding = Encoding,
    lacking: Lacking | None = None,
) -> Updated:
    """Indexes new and changed documents and removes deleted ones. An index that cannot be used is
    built again with the vectors in its store. ``verify``: compares every hash first.
    ``encoding``: the class that encodes texts into the store. ``lacking`` is called where an index
    that can be used lacks documents. The caller holds the data folder's write lock. Raises
    StorageError; the last good index then stays in use."""
    before: Generation | None = None
    try:
        if verify:
            folder.verify(encoder.fingerprint)
        before = folder.open_generation(encoder.fingerprint, searched=False)
    except IndexFault as fault:
        if folder.has_remains():  # else it is the first, or another one was never finished
            observer.note(f"rebuilding the index: {fault}")
    if before is not None and before.index.revision == documents.revision:
        return Updated(before.index, before.index)
    with folder.writing():
        update = _Update(folder, documents, encoder, observer, before, encoding)
        after = update.run(lacking if before is not None else None)
    return Updated(None if before is None else before.index, after)


class _Update:
    """One update of one index."""

    def __init__(
        self,
        folder: IndexFolder,
        documents: DocumentStore,
        encoder: Encoder,
        observer: Observer,
        before: Generation | None,
        encoding: MakeEncoding,
    ) -> None:
        self._folder, self._documents, self._observer = folder, documents, observer
        self._entries = list(before.entries) if before else []
        store = before.index.store if before else folder.old_store(encoder.fingerprint)
        self._store = store or folder.new_store(encoder.fingerprint, encoder.dimension)
        self._encoder, self._encoding = encoder, encoding

    def run(self, lacking: Lacking | None) -> Index:
        revision = self._documents.revision
        left = dict(self._documents.fingerprints())
        self._entries = [self._without_gone(entry, left) for entry in self._entries]
        self._entries = [entry for entry in self._entries if entry.passages]
        total, done = len(left), 0
        if total and lacking is not None:
            lacking(total)
        for batch in document_batches(self._documents, list(left), BATCH):
            observer, count = self._observer, len(batch)
            if count < total:
                observer = _batch_observer(self._observer, done, count, total)
            encoding = self._encoding(self._encoder, self._store, None, observer)
            segment = build_segment(_taken_from(batch), encoding, self._store)
            self._entries.append(Entry("", segment))
            done += count
            if done < total:
                self._entries[-1] = self._merged(self._entries[-1:])
                self._folder.commit(self._entries, self._store, _UNFINISHED)
        self._merge_segments()
        self._save_space()
        self._folder.commit(self._entries, self._store, revision)
        segments = [entry.segment for entry in self._entries]
        return Index(segments, self._store, revision, [entry.alive for entry in self._entries])

    def _without_gone(self, entry: Entry, left: dict[str, str]) -> Entry:
        """The entry without documents whose version is not in ``left``; the others are removed from
        ``left``."""
        segment = entry.segment
        alive = np.ones(len(segment), bool) if entry.alive is None else entry.alive.copy()
        # All at once: one by one, a hundred thousand documents take half a second.
        for number, (name, sha256) in enumerate(segment.documents()):
            if not alive[number]:
                continue
            if left.get(name) == sha256:
                del left[name]
            else:
                alive[number] = False
        return replace(entry, alive=None if alive.all() else alive)

    def _merge_segments(self) -> None:
        """Merges the last segments where they should be. Once for a whole update, since clustering
        vectors takes longest."""
        sizes = [entry.passages for entry in self._entries]
        for first, size in enumerate(sizes):
            later = sum(sizes[first + 1 :])
            if not later or size <= max(later, SMALL):
                last = self._entries[first:]
                if len(last) > 1 or not last[0].name:
                    self._entries[first:] = [self._merged(last)]
                return

    def _merged(self, entries: list[Entry]) -> Entry:
        """The entries as one, on disk."""
        segment = entries[0].segment
        if len(entries) > 1 or entries[0].alive is not None:
            parts = [entry.segment for entry in entries]
            segment = merged(parts, [entry.alive for entry in entries], self._store)
        name = self._folder.add(segment)
        return Entry(name, self._folder.reopen(name))

    def _save_space(self) -> None:
        """Rewrites segments and the store where most of them belongs to deleted documents."""
        self._entries = [
            self._merged([entry])
            if entry.passages < _WASTE * len(entry.segment.passages)
            else entry
            for entry in self._entries
        ]
        segments = [entry.segment for entry in self._entries]
        used = sum(len(one.passages) + len(one.sentences) for one in segments)
        # A lower bound: equal texts share a row.
        wasted = len(self._store) - used
        if wasted > max(_LEAST_WASTE, _WASTE * len(self._store)):
            rows = [_rows(one) for one in segments]
            self._move(np.unique(np.concatenate([np.empty(0, np.int64), *rows])))

    def _move(self, used: NDArray[np.int64]) -> None:
        """Writes a new store with these rows only, and segments that use it."""
        store = self._folder.new_store(self._store.model, self._store.dimension)
        for first in range(0, len(used), _LEAST_WASTE):
            store.append(self._store.part(used[first : first + _LEAST_WASTE]))
        moved = []
        for entry in self._entries:
            name = self._folder.add(_with_rows(entry.segment, used))
            moved.append(Entry(name, self._folder.reopen(name), entry.alive))
        self._store, self._entries = store, moved


def _rows(segment: Segment) -> NDArray[np.int64]:
    return np.concatenate([segment.passages.dense.rows, segment.sentences.dense.rows])


def _with_rows(segment: Segment, used: NDArray[np.int64]) -> Segment:
    """The segment with each row replaced by its position in ``used``."""
    layers = [
        replace(layer, dense=replace(layer.dense, rows=np.searchsorted(used, layer.dense.rows)))
        for layer in (segment.passages, segment.sentences)
    ]
    return replace(segment, passages=layers[0], sentences=layers[1])


def _taken_from(batch: list[Document]) -> Iterator[Document]:
    """The documents of a batch, which is emptied: long texts are not kept longer than needed."""
    batch.reverse()
    while batch:
        yield batch.pop()


def _batch_observer(observer: Observer, before: int, batch: int, total: int) -> Observer:
    """Reports the progress of a batch of documents as a part of the whole."""

    def progress(_: str, done: int, of: int) -> None:
        observer.progress("indexing", before + batch * done // max(1, of), total)

    return replace(observer, progress=progress)
