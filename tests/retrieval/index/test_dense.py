"""Texts by vectors, through several parts."""

import numpy as np
import pytest

from retrieval.index.dense import DenseIndex, DensePart
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.text_hashes import keys_of
from retrieval.index.ivf import InvertedFile
from retrieval.models.encoder import unit

MANY, LARGE = 700, 500


@pytest.fixture(scope="module")
def store() -> EmbeddingStore:
    vectors = unit(np.random.default_rng(1).normal(size=(MANY, 32)).astype(np.float32))
    made = EmbeddingStore.empty("a model", 32)
    names = keys_of([str(number) for number in range(MANY)])
    made.append(EmbeddingColumns.of(names, vectors, [None] * MANY))
    return made


def test_vectors_are_those_of_the_store_whatever_their_part(store: EmbeddingStore) -> None:
    """Of a part with inverted lists, of small ones, in any order, some twice, and of none."""
    rows = np.random.default_rng(2).permutation(MANY)
    large = rows[:LARGE]
    lists = InvertedFile.build(lambda wanted: store.vectors(large[wanted]), LARGE, centres=4)
    parts = [DensePart(rows[LARGE:600]), DensePart(large, lists), DensePart(rows[600:])]
    index = DenseIndex(store, parts)
    order = np.concatenate([rows[LARGE:600], large, rows[600:]])
    for wanted in (np.arange(MANY)[::-1], np.array([650, 3, 3, 99, 100, 599, 600]), np.arange(0)):
        assert index.store_rows(wanted).tolist() == order[wanted].tolist()
        assert (index.vectors(wanted) == store.vectors(order[wanted])).all()
