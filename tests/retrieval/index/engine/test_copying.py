"""Vectors of an engine, for an index elsewhere."""

from collections.abc import Iterator
from typing import cast

from corpus.document import Document
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.index.build import build_index, build_segment
from retrieval.index.embeddings.encode import Encoding
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.engine.copying import copy_vectors
from retrieval.index.engine.protocol import Engine, Generation
from retrieval.index.engine.records import PassageRecord, segment_records
from tests.fakes import BagOfWords, document


class Records:
    """An engine that gives the records of some documents, the last first."""

    def __init__(self, documents: list[Document]) -> None:
        encoder = BagOfWords()
        store = EmbeddingStore.empty(encoder.fingerprint, encoder.dimension)
        segment = build_segment(documents, Encoding(encoder, store, None, Observer()), store)
        self._records = [
            passage for one in segment_records(segment, store, {}) for passage in one.passages
        ]

    def records(self, *_: object) -> Iterator[PassageRecord]:
        yield from reversed(self._records)


def test_nothing_is_encoded_again() -> None:
    """Whatever stands over a passage, and where a sentence is all of its passage."""
    documents = [
        document("# Kent\n\nTrees fell in Dover. Nobody was hurt.\n\n## Night\n\nRain.\n", "a.md"),
        document("Roads were closed. " * 40, "b.txt", title="Storms"),
        document("Bread is baked.", "c.txt"),
    ]
    encoder = BagOfWords()
    store = EmbeddingStore.empty(encoder.fingerprint, encoder.dimension)
    engine = cast(Engine, Records(documents))
    copy_vectors(engine, cast(Generation, None), MemoryStore(documents), store)
    index = build_index([], encoder, "")
    index.store = store
    made = build_index(documents, encoder, "r", index)
    assert encoder.passages_encoded == []
    whole = build_index(documents, BagOfWords(), "r")
    assert made.counts() == whole.counts()
