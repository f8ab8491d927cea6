"""Vectors that an engine has, for an index elsewhere: nothing is encoded again."""

from itertools import groupby

import numpy as np

from corpus.store.protocol import DocumentStore
from retrieval.index.build import passage_texts_of
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.engine.protocol import Engine, Generation


def copy_vectors(
    engine: Engine, generation: Generation, library: DocumentStore, store: EmbeddingStore
) -> None:
    """Adds the texts of a generation to a store of the same model. Documents that have changed
    since they were indexed are left out. Raises StorageError, OSError."""
    for name, group in groupby(engine.records(generation), key=lambda one: one.document):
        records = list(group)
        document = library.get(name)
        if document is None or document.fingerprint != records[0].fingerprint:
            continue
        split = [
            (*one.span, [(start, end) for start, end in one.sentences.tolist()]) for one in records
        ]
        hashes, vectors, tokens = [], [], []
        for one, text in zip(records, passage_texts_of(document, split), strict=True):
            keys = text.keys()
            # A sentence that is all of its passage shares the passage's row.
            own = np.array([True, *(keys[1:] != keys[0]).any(axis=1)], bool)
            hashes.append(keys[own])
            vectors.append(one.vectors[own])
            tokens += [one.tokens, *([None] * (int(own.sum()) - 1))]
        columns = EmbeddingColumns.of(np.concatenate(hashes), np.concatenate(vectors), tokens)
        store.append(columns)
