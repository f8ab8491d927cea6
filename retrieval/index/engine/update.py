"""Updating of an index in an engine: changed documents, or all of them beside the index in use.

Only what changed is sent. A new generation (another model, another index format) is built beside
the one in use, goes on where it was cut off, and takes its place at once.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from corpus.document import Document
from corpus.errors import StorageError
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from corpus.store.protocol import DocumentStore
from retrieval.index.build import build_segment, document_batches
from retrieval.index.embeddings.encode import Encoding
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.engine.conditions import DocumentFields
from retrieval.index.engine.copying import copy_vectors
from retrieval.index.engine.protocol import Engine, Generation
from retrieval.index.engine.records import segment_records
from retrieval.index.folder import FORMAT
from retrieval.models.encoder import Encoder

# Characters of documents sent at a time: some 3,500 passages, 50 MB with their tokens.
BATCH = 2_000_000
_UNFINISHED = "unfinished"
# Of a change that fails because the server is lost. Changes are idempotent, so this is safe.
_TRIES, _PAUSE_SECONDS = 5, 2.0
_LOST = ("database-lost", "engine-lost")
_Result = TypeVar("_Result")


def update_engine(
    engine: Engine,
    documents: DocumentStore,
    encoder: Encoder,
    observer: Observer,
    known: EmbeddingStore | None = None,
    lacking: Callable[[int], None] | None = None,
) -> Generation:
    """Brings the index up to date. ``known``: vectors that need not be computed again. ``lacking``
    is called with the number of documents that the index in use lacks, before they are indexed. The
    caller holds the collection's write lock. Raises StorageError; the index in use is then as
    before, or has some of the changes."""
    update = _Update(engine, documents, encoder, observer, known, lacking)
    return update.run()


@dataclass(frozen=True, slots=True)
class _Update:
    engine: Engine
    documents: DocumentStore
    encoder: Encoder
    observer: Observer
    known: EmbeddingStore | None
    lacking: Callable[[int], None] | None

    def run(self) -> Generation:
        revision = self.documents.revision
        generation = self.engine.current()
        # The one whose vectors are those of the new one, though it is stored in another way.
        old: Generation | None = None
        fits = generation is not None and (generation.model, generation.format) == (
            self.encoder.fingerprint,
            FORMAT,
        )
        if generation is None or not fits:
            if generation is not None:
                self.observer.note("building a new index beside the one in use")
                if (generation.model, generation.format) == (self.encoder.fingerprint, -FORMAT):
                    old = generation
            has_dimension = self.known or old or self.encoder
            dimension = has_dimension.dimension
            generation = self.engine.pending(self.encoder.fingerprint, FORMAT, dimension)
        elif generation.revision == revision:
            return generation
        left = dict(self.documents.fingerprints())
        fields = {one.id: DocumentFields.of(one) for one in self.documents.cards()}
        removed: list[str] = []
        described: dict[str, DocumentFields] = {}
        for one in list(self.engine.versions(generation)):
            if left.get(one.document) == one.fingerprint:
                del left[one.document]
                now = fields.get(one.document, DocumentFields())
                if one.fields != now.digest:
                    described[one.document] = now
            else:
                removed.append(one.document)
        if described:
            self._describe(generation, described)
        total, done = len(left), 0
        if total and fits and self.lacking is not None:
            self.lacking(total)
        for batch in document_batches(self.documents, list(left), BATCH):
            self.observer.progress("indexing", done, total)
            generation = self._change(generation, [], batch, _UNFINISHED, old)
            done += len(batch)
        generation = self._change(
            generation, [one for one in removed if one not in left], [], revision
        )
        if total:
            self.observer.progress("indexing", total, total)
        last = generation
        _with_retries(lambda: self.engine.publish(last))
        return generation

    def _describe(self, generation: Generation, fields: dict[str, DocumentFields]) -> None:
        _with_retries(lambda: self.engine.describe(generation, fields))

    def _change(
        self,
        generation: Generation,
        removed: Sequence[str],
        batch: Sequence[Document],
        revision: str,
        old: Generation | None = None,
    ) -> Generation:
        added = []
        if batch:
            store = EmbeddingStore.empty(generation.model, generation.dimension)
            quiet = Observer(note=self.observer.note)
            known = self.known
            if old is not None:
                known = EmbeddingStore.empty(old.model, old.dimension)
                names = [one.id for one in batch]
                copy_vectors(self.engine, old, MemoryStore(batch), known, names)
            encoding = Encoding(self.encoder, store, known, quiet)
            fields = {one.id: DocumentFields.of(one) for one in batch}
            added = list(segment_records(build_segment(batch, encoding, store), store, fields))
        return _with_retries(lambda: self.engine.change(generation, removed, added, revision))


def _with_retries(work: Callable[[], _Result]) -> _Result:
    """Repeats idempotent work where the server was lost."""
    for attempt in range(_TRIES):
        try:
            return work()
        except StorageError as error:
            if error.code not in _LOST or attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE_SECONDS)
    raise AssertionError("unreachable")
