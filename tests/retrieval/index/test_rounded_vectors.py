"""Vectors in a byte per dimension."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.embeddings.rounded_vectors import rounded, unrounded
from retrieval.models.encoder import unit


@given(st.integers(1, 40), st.integers(0, 5))
def test_lengths_stay(dimension: int, many: int) -> None:
    """Of vectors of any dimension and length; zero vectors stay zero, and none is no error."""
    vectors = np.random.default_rng(many).standard_normal((many, dimension), np.float32)
    vectors[:1] = 0
    found = unrounded(rounded(vectors))
    assert found.shape == vectors.shape
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.linalg.norm(vectors, axis=1), 1e-5)


def test_cosines_stay() -> None:
    """Within what the module says, also of vectors with one large component."""
    drawn = np.random.default_rng(1).standard_normal((500, 384), np.float32)
    asked = unit(drawn[:50])
    for outlier in (1.0, 4.0):
        drawn[:, 7] *= outlier
        vectors = unit(drawn)
        errors = asked @ unrounded(rounded(vectors)).T - asked @ vectors.T
        assert np.abs(errors).mean() < 0.0005 * outlier
        assert np.abs(errors).max() < 0.002 * outlier


def test_what_was_read_is_rounded_alike() -> None:
    """An engine's copy of a vector has the same bytes."""
    vectors = unit(np.random.default_rng(2).standard_normal((20, 384), np.float32))
    codes = rounded(vectors)
    assert np.array_equal(rounded(unrounded(codes))[:, :-4], codes[:, :-4])
