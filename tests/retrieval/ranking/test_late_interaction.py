"""A question's tokens matched with those of texts."""

import numpy as np
import pytest

from retrieval.models.encoder import Tokens
from retrieval.ranking.late_interaction import Matcher, best_cosines
from tests.fakes import BagOfWords

TEXT = "The bridge was repaired. The county paid for all of it."
SENTENCES = [(0, 24), (25, len(TEXT))]
NOTHING = Tokens(np.empty((0, 64), np.float32), np.empty(0, np.int64))


def asked(question: str, **weights: float) -> tuple[Tokens, Matcher]:
    [(_, tokens)] = BagOfWords().encode_questions_with_tokens([question])
    return tokens, Matcher.of(question, tokens, lambda word: weights.get(word.lower(), 0.0))


def read(text: str) -> Tokens:
    _, [tokens] = BagOfWords().encode_passages_with_tokens([text])
    return tokens


def test_a_token_counts_by_what_its_word_tells() -> None:
    """The sentence that has the telling word wins, whatever else the other has."""
    tokens, matcher = asked("the bridge the county", county=2.0, the=0.1)
    _, parts = best_cosines(tokens, [read(TEXT)], [SENTENCES])
    bridge, county = matcher.scores(parts)
    assert county > 0.9
    assert bridge < 0.5


def test_the_whole_is_as_near_as_its_nearest_part() -> None:
    """For every token of the question, where the parts are all of it; a word that is there has
    cosine one."""
    tokens, matcher = asked("bridge county", bridge=1.0, county=1.0)
    whole, parts = best_cosines(tokens, [read(TEXT)], [SENTENCES])
    assert whole.shape == (1, 2)
    assert parts.shape == (2, 2)
    assert whole[0] == pytest.approx(parts.max(axis=0))
    assert whole[0] == pytest.approx([1.0, 1.0], abs=1e-5)
    assert matcher.weakest(whole)[0] == pytest.approx(1.0, abs=1e-5)


def test_texts_are_matched_together_as_each_alone() -> None:
    """Whatever stands before or after, and where some have no tokens or no places."""
    tokens, _ = asked("who repaired the county bridge")
    texts = [read(TEXT), NOTHING, read("Nobody paid. Rain fell."), read("It rained.")]
    places = [SENTENCES, [(0, 5)], [(0, 12), (13, 23)], [(10, 10)]]
    whole, parts = best_cosines(tokens, texts, places)
    alone = [best_cosines(tokens, [text], [some]) for text, some in zip(texts, places, strict=True)]
    assert whole == pytest.approx(np.concatenate([one for one, _ in alone]), abs=1e-6)
    assert parts == pytest.approx(np.concatenate([some for _, some in alone]), abs=1e-6)
    assert (whole[1] == 0).all()
    assert (parts[[2, 5]] == 0).all()


def test_the_weakest_is_the_telling_word_that_is_matched_worst() -> None:
    """Words that tell little do not count as missing."""
    _, matcher = asked("repaired volcano the", repaired=1.0, volcano=1.0, the=0.1)
    found = matcher.weakest(np.array([[0.9, 0.8, 0.0], [0.2, 0.9, 1.0]], np.float32))
    assert found == pytest.approx([0.8, 0.2])


def test_nothing_to_match_scores_nothing() -> None:
    """A model without token vectors, no text at all, a question without known words."""
    tokens, matcher = asked("bridge", bridge=1.0)
    assert best_cosines(tokens, [], [])[0].shape == (0, 1)
    empty = Matcher.of("bridge", NOTHING, lambda _: 1.0)
    assert empty.scores(best_cosines(NOTHING, [NOTHING], [[(0, 1)]])[0]) == [0.0]
    tokens, matcher = asked("bridge")
    assert matcher.scores(best_cosines(tokens, [read(TEXT)], [SENTENCES])[0])[0] > 0.9


@pytest.mark.parametrize("word", ["U.S.", "300,000", "county's"])
def test_a_word_is_weighed_as_the_lexical_index_has_it(word: str) -> None:
    """Not letter by letter: what no text has would tell more than all the rest."""
    [(_, tokens)] = BagOfWords().encode_questions_with_tokens([f"the {word} bridge"])
    seen: list[str] = []

    def weigh(asked: str) -> float:
        seen.append(asked)
        return 1.0

    Matcher.of(f"the {word} bridge", tokens, weigh)
    assert seen == ["the", word, "bridge"]
