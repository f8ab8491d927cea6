"""A question's tokens matched with those of a text."""

import numpy as np
import pytest

from retrieval.encoder import Tokens
from retrieval.late_interaction import Matcher
from tests.fakes import BagOfWords

TEXT = "The bridge was repaired. The county paid for all of it."
SENTENCES = [(0, 24), (25, len(TEXT))]


def matcher(question: str, **weights: float) -> Matcher:
    tokens = BagOfWords().question_tokens(question)
    return Matcher.of(question, tokens, lambda word: weights.get(word.lower(), 0.0))


def test_a_token_counts_by_what_its_word_tells() -> None:
    """The sentence that has the telling word wins, whatever else the other has."""
    found = matcher("the bridge the county", county=2.0, the=0.1)
    _, (bridge, county) = found.best(BagOfWords().passage_tokens([TEXT])[0], SENTENCES)
    assert found.score(county) > 0.9
    assert found.score(bridge) < 0.5


def test_the_whole_is_at_least_as_near_as_its_parts() -> None:
    """For every token of the question; and a word that is there has cosine one."""
    found = matcher("bridge county", bridge=1.0, county=1.0)
    whole, parts = found.best(BagOfWords().passage_tokens([TEXT])[0], SENTENCES)
    assert all((whole >= part - 1e-6).all() for part in parts)
    assert whole == pytest.approx([1.0, 1.0], abs=1e-5)
    assert found.weakest(whole) == pytest.approx(1.0, abs=1e-5)


def test_the_weakest_is_the_telling_word_that_is_matched_worst() -> None:
    """Words that tell little do not count as missing."""
    found = matcher("repaired volcano the", repaired=1.0, volcano=1.0, the=0.1)
    whole, _ = found.best(BagOfWords().passage_tokens([TEXT])[0], SENTENCES)
    assert found.weakest(whole) < 0.6
    assert found.weakest(np.array([0.9, 0.8, 0.0], np.float32)) == pytest.approx(0.8)


def test_nothing_to_match_scores_nothing() -> None:
    """A model without token vectors, a text without tokens, a question without known words."""
    nothing = Tokens(np.empty((0, 64), np.float32), np.empty((0, 2), np.int64))
    assert matcher("").best(nothing, [(0, 1)])[0].shape == (0,)
    found = matcher("bridge", bridge=1.0)
    whole, [part] = found.best(nothing, [(0, 1)])
    assert found.score(whole) == found.score(part) == 0
    unknown = matcher("bridge")
    assert unknown.score(unknown.best(BagOfWords().passage_tokens([TEXT])[0], [])[0]) > 0.9
