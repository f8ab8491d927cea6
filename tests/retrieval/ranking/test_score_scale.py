"""Embedding models that call nothing far apart, and the ranker that learned with another."""

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.arrays import Vectors
from retrieval.models.encoder import Tokens, unit
from retrieval.ranking.ranker import learned_ranker
from retrieval.ranking.score_scale import Anchors, Scale
from tests.fakes import BagOfWords


class Crowded(BagOfWords):
    """The same directions, all moved to one side: unrelated texts have cosines of 0.8."""

    def __init__(self) -> None:
        super().__init__(fingerprint="crowded")

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return _crowd(super().encode_questions(texts))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return _crowd(super().encode_passages(texts))

    def encode_questions_with_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]:
        return [
            (vector, Tokens(_crowd(tokens.vectors), tokens.starts))
            for vector, tokens in super().encode_questions_with_tokens(texts)
        ]

    def encode_passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        vectors, found = super().encode_passages_with_tokens(texts)
        return vectors, [Tokens(_crowd(one.vectors), one.starts) for one in found]


def _crowd(vectors: Vectors) -> Vectors:
    side = np.zeros(vectors.shape[1], np.float32)
    side[0] = 2.0
    return unit(vectors + side)


def test_a_crowded_model_is_stretched_to_the_known_one() -> None:
    """What was unrelated has about the known model's cosine again, and equal texts have 1."""
    plain, crowded = Anchors.of(BagOfWords()), Anchors.of(Crowded())
    assert crowded.similarity > 0.7 > plain.similarity + 0.5
    scale = Scale.between(crowded, plain)
    assert scale.similarity.of(np.array([crowded.similarity], np.float32)) == pytest.approx(
        plain.similarity
    )
    assert scale.token.of(np.array([crowded.token], np.float32)) == pytest.approx(plain.token)
    assert Scale.between(plain, plain) == Scale()


def test_the_model_that_was_learned_with_is_left_alone() -> None:
    """Not a digit of its cosines changes."""
    known = BagOfWords(fingerprint=learned_ranker().model)
    assert learned_ranker().scale_of(known) == Scale()
    assert learned_ranker().scale_of(Crowded()) != Scale()


def test_a_model_to_which_everything_is_alike_breaks_nothing() -> None:
    """The stretch is bounded."""
    scale = Scale.between(Anchors(1.0, 1.0), Anchors(0.05, 0.3))
    assert 1 < scale.token.factor < scale.similarity.factor < 100
