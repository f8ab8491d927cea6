"""Vectors that an engine has, for an index elsewhere: nothing is encoded again."""

from itertools import groupby

import numpy as np

from corpus.store.protocol import DocumentStore
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.text_hashes import keys_of
from retrieval.index.engine.protocol import Engine, Generation
from retrieval.text.plain_text import plain


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
        texts, vectors, tokens = [], [], []
        for one in records:
            for place, (start, end) in enumerate([one.span, *one.sentences.tolist()]):
                texts.append(plain(document.text[start:end]))
                tokens.append(None if place else one.tokens)
            vectors.append(one.vectors)
        columns = EmbeddingColumns.of(keys_of(texts), np.concatenate(vectors), tokens)
        store.append(columns)
