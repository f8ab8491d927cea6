"""Copying of an engine's vectors to an index elsewhere: nothing is encoded again."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from corpus.store.protocol import DocumentStore
from retrieval.index.build import passage_texts
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.engine.protocol import Engine, Generation


def copy_vectors(
    engine: Engine,
    generation: Generation,
    documents: DocumentStore,
    store: EmbeddingStore,
    only: Sequence[str] | None = None,
) -> None:
    """Adds the texts of a generation to a store of the same model, of the documents with these ids
    ``only`` (None: of all). Documents that have changed since they were indexed are left out.
    Raises StorageError, OSError."""
    found = engine.records(generation, only)
    for name, group in groupby(found, key=lambda one: one.document):
        records = list(group)
        document = documents.get(name)
        if document is None or document.fingerprint != records[0].fingerprint:
            continue
        encoded = passage_texts(document)
        records.sort(key=lambda one: one.span)
        if len(encoded) != len(records):
            continue
        for text, one in zip(encoded, records, strict=True):
            keys = text.keys()
            if len(keys) != len(one.vectors):
                continue
            # A sentence that is all of its passage has the passage's row.
            apart = np.concatenate([[True], (keys[1:] != keys[0]).any(axis=1)])
            tokens = [one.tokens, *([None] * int(apart[1:].sum()))]
            store.append(EmbeddingColumns.of(keys[apart], one.vectors[apart], tokens))
