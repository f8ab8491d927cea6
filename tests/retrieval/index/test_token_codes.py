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
    """Within what signs allow, and twice as well where the text's vector is taken away first; with
    itself, a token has about one."""
    asked, kept = tokens(50, dimension, 1), tokens(200, dimension, 2)
    base = unit(kept.vectors[:1] + asked.vectors[:1])[0]
    mixed = Tokens(unit(kept.vectors + 2 * base), kept.starts)
    exact = asked.vectors @ mixed.vectors.T
    most = 0.04 * np.sqrt(384 / dimension)
    for base_given, share in ((None, 1.0), (base, 0.5)):
        codes = TokenCodes.of(mixed, base_given)
        estimated = products(rotated(asked.vectors), codes.tokens())
        assert (estimated - exact).std() < share * most
        assert abs((estimated - exact).mean()) < share * most / 4
        own = products(rotated(mixed.vectors), codes.tokens())
        assert np.diag(own) == pytest.approx(1.0, abs=0.01 if base_given is None else 0.06)


def test_a_base_of_another_dimension_is_left_out() -> None:
    """A model's tokens may have another one than its texts; the codes are those without a base."""
    given_tokens = tokens(7, 24)
    alone = TokenCodes.of(given_tokens)
    for base in (np.ones(32, np.float32), np.zeros(24, np.float32)):
        codes = TokenCodes.of(given_tokens, base)
        assert (codes.share, len(codes.base)) == (0.0, 0)
        assert codes.codes.tolist() == alone.codes.tolist()


@given(st.integers(1, 40), st.integers(0, 5))
def test_turning_changes_no_product(dimension: int, many: int) -> None:
    """Of any two vectors, whatever their dimension, even one that is no multiple of eight."""
    vectors = tokens(many, dimension).vectors
    turned = rotated(vectors)
    assert turned.shape == (many, -(-dimension // 8) * 8)
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
def test_codes_are_signs(dimension: int, many: int) -> None:
    """Eight to a byte, the first in the lowest bit."""
    given_tokens = tokens(many, dimension)
    turned = rotated(given_tokens.vectors)
    bits = (turned > 0).astype(int).reshape(many, turned.shape[1] // 8, 8)
    found = TokenCodes.of(given_tokens).codes
    assert found.dtype == np.uint8
    assert found.tolist() == (bits @ (1 << np.arange(8))).tolist()


@pytest.mark.parametrize("together", [1, 10, 10_000])
def test_many_texts_are_rounded_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """However many go into one product; texts without tokens, of another dimension even, too."""
    monkeypatch.setattr(token_codes, "_TOGETHER", together)
    sizes = [(3, 384), (0, 384), (12, 384), (0, 512), (7, 384)]
    texts = [tokens(many, dimension, many) for many, dimension in sizes]
    bases = [unit(text.vectors.sum(axis=0, keepdims=True))[0] for text in texts]
    assert TokenCodes.of_all([], []) == []
    for one, text, base in zip(TokenCodes.of_all(texts, bases), texts, bases, strict=True):
        alone = TokenCodes.of(text, base)
        assert one.codes.tolist() == alone.codes.tolist()
        assert one.factors.tolist() == pytest.approx(alone.factors.tolist(), rel=2e-3)
        assert one.starts.tolist() == alone.starts.tolist()
        assert one.share == alone.share
