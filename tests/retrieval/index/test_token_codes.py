"""Rounded token vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arrays import Vectors
from retrieval.index.embeddings import token_codes
from retrieval.index.embeddings.token_codes import TokenCodes, rotated
from retrieval.models.encoder import Tokens, token_starts, unit


def tokens(many: int, dimension: int, seed: int = 0) -> Tokens:
    drawn = np.random.default_rng(seed).standard_normal((many, dimension), np.float32)
    return Tokens(unit(drawn), np.arange(many, dtype=np.int64) * 5)


def products(left: Vectors, right: Tokens) -> Vectors:
    return left @ right.vectors.T


@pytest.mark.parametrize("dimension", [384, 768, 312])
def test_cosines_survive_rounding(dimension: int) -> None:
    """Within what the docstring says; with itself, a token has one."""
    asked, kept = tokens(50, dimension, 1), tokens(200, dimension, 2)
    mixed = Tokens(unit(kept.vectors + asked.vectors[:1]), kept.starts)
    estimated = products(rotated(asked.vectors), TokenCodes.of(mixed).tokens())
    errors = estimated - asked.vectors @ mixed.vectors.T
    assert errors.std() < 0.018 * np.sqrt(384 / dimension) * 1.2
    assert abs(errors.mean()) < 0.002
    own = products(rotated(mixed.vectors), TokenCodes.of(mixed).tokens())
    assert np.diag(own) == pytest.approx(1.0, abs=0.002)


@given(st.integers(1, 40), st.integers(0, 5))
def test_turning_changes_no_product(dimension: int, many: int) -> None:
    """Of any two vectors, whatever their dimension, even one that is no multiple of four."""
    vectors = tokens(many, dimension).vectors
    turned = rotated(vectors)
    assert turned.shape == (many, -(-dimension // 4) * 4)
    assert turned @ turned.T == pytest.approx(vectors @ vectors.T, abs=1e-5)


def test_the_rotation_is_the_same_everywhere() -> None:
    """An index is read by another machine than the one that wrote it: figures as written down."""
    turned = rotated(np.eye(384, dtype=np.float32)) * 64
    assert turned[0, :6] == pytest.approx([-6, 3, 5, 1, -1, 0], abs=1e-4)
    assert turned[5, 100:104] == pytest.approx([4, -4, 2, -3], abs=1e-4)


def test_a_token_starts_at_its_word() -> None:
    """Not at the blank before it, which some tokenizers count in; and not inside the prompt."""
    given = "query: Who paid?"
    offsets = [(0, 6), (6, 10), (10, 15), (15, 16)]
    assert token_starts(given, offsets, 7).tolist() == [-7, 0, 4, 8]
    assert token_starts("a b", [(0, 1), (1, 2), (2, 3)], 0).tolist() == [0, 1, 2]


@given(st.integers(1, 40), st.integers(0, 5))
def test_codes_are_the_nearest_levels(dimension: int, many: int) -> None:
    """Four to a byte, the first in the lowest bits."""
    given_tokens = tokens(many, dimension)
    turned = rotated(given_tokens.vectors)
    scaled = turned * np.sqrt(np.float32(turned.shape[1]))
    levels = sum((scaled > edge).astype(int) for edge in (-0.9816, 0.0, 0.9816))
    expected = np.reshape(levels, (many, turned.shape[1] // 4, 4)) @ [1, 4, 16, 64]
    found = TokenCodes.of(given_tokens).codes
    assert found.dtype == np.uint8
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("together", [1, 10, 10_000])
def test_many_texts_are_rounded_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """However many go into one product; texts without tokens, of another dimension even, too."""
    monkeypatch.setattr(token_codes, "_TOGETHER", together)
    sizes = [(3, 384), (0, 384), (12, 384), (0, 512), (7, 384)]
    texts = [tokens(many, dimension, many) for many, dimension in sizes]
    assert TokenCodes.of_all([]) == []
    for one, text in zip(TokenCodes.of_all(texts), texts, strict=True):
        alone = TokenCodes.of(text)
        assert one.codes.tolist() == alone.codes.tolist()
        assert one.factors.tolist() == pytest.approx(alone.factors.tolist(), rel=2e-3)
        assert one.starts.tolist() == alone.starts.tolist()
