"""What the ranker sees, and that it is what the names say."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.arrays import Floats
from retrieval.models.encoder import Tokens
from retrieval.ranking.features import FEATURES, PassageInput, QueryInput, features
from retrieval.ranking.ranker import learned_ranker
from retrieval.text.question_types import kinds
from tests.fakes import BagOfWords

ASKED = "How many soldiers left in May?"
TERMS = {"soldier": 2.0, "left": 1.0, "may": 1.0}
NO_TOKENS = Tokens(np.empty((0, 64), np.float32), np.empty(0, np.int64))


def asked(text: str = ASKED, guess: float = 1.0) -> QueryInput:
    return QueryInput(
        text,
        BagOfWords().encode_questions_with_tokens([text])[0][1],
        np.array(list(TERMS.values()), np.float32),
        np.array([guess, 1.0, 1.0], np.float32),
        lambda word: TERMS.get(word.lower().rstrip("s"), 0.0),
        kinds=kinds(text),
    )


def has(text: str) -> list[bool]:
    return [term in text.lower() for term in TERMS]


def passage(*sentences: str, title: str = "", similarity: float = 0.5) -> PassageInput:
    text = "\n".join(sentences)
    starts = [text.index(one) for one in sentences]
    return PassageInput(
        text=text,
        sentences=[(start, start + len(one)) for start, one in zip(starts, sentences, strict=True)],
        tokens=BagOfWords().encode_passages_with_tokens([" ".join(sentences)])[1][0],
        similarities=np.array([similarity - n / 10 for n in range(len(sentences))], np.float32),
        bm25s=np.full(len(sentences), 1.0, np.float32),
        has=np.array([has(one) for one in sentences]),
        similarity=similarity,
        bm25=2.0,
        passage_has=np.array(has(text)),
        title_has=np.array(has(title)),
    )


def column(table: Floats, name: str) -> list[float]:
    return [round(float(value), 4) for value in table[:, FEATURES.index(name)]]


def test_there_is_a_row_for_each_sentence_of_each_passage() -> None:
    """In their order; of no passage there is none."""
    table = features(asked(), [passage("One.", "Two."), passage("Three.")])
    assert table.shape == (3, len(FEATURES))
    assert table.dtype == np.float32
    assert np.isfinite(table).all()
    assert column(table, "first") == [1.0, 0.0, 1.0]
    assert features(asked(), []).shape == (0, len(FEATURES))


def test_coverage_is_the_share_of_what_the_words_tell() -> None:
    """A sentence's own; with the one before it and the title; the passage's."""
    one = passage("Soldiers fled.", "They left on foot.", title="May news")
    table = features(asked(), [one, passage("Nothing.")])
    assert column(table, "coverage") == [0.5, 0.25, 0.0]
    assert column(table, "near_coverage") == [0.75, 1.0, 0.0]
    assert column(table, "passage_coverage") == [1.0, 1.0, 0.0]
    assert column(table, "title_coverage") == [0.25, 0.25, 0.0]


def test_a_guessed_word_covers_less() -> None:
    """As much as the guess weighs."""
    assert column(features(asked(guess=0.5), [passage("Soldiers fled.")]), "coverage") == [0.25]


def test_bm25_is_a_share_of_what_the_words_can_be_worth() -> None:
    """So that it means the same for long questions and short ones."""
    table = features(asked(), [passage("Soldiers left.")])
    assert column(table, "bm25") == [0.25]
    assert column(table, "passage_bm25") == [0.5]


def test_what_is_asked_for_is_there_or_not() -> None:
    """1 or -1 where a number is asked for; 0 for what is not."""
    table = features(asked(), [passage("Some 300 left.", "Nobody stayed.")])
    assert column(table, "number") == [1.0, -1.0]
    assert column(table, "date") == [0.0, 0.0]


def test_the_sentence_before_helps_one_that_leans_on_it() -> None:
    """Late interaction with both is at least that with one; never across passages."""
    table = features(asked(), [passage("Soldiers of May.", "They left."), passage("They left.")])
    own, near = column(table, "maxsim"), column(table, "near_maxsim")
    assert near[1] > own[1] + 0.2
    assert near[2] == own[2] == own[1]


def test_gaps_are_to_the_best_of_all_passages() -> None:
    """And so at most nothing."""
    table = features(asked(), [passage("A.", "B.", similarity=0.4), passage("C.", similarity=0.6)])
    assert column(table, "similarity_gap") == [-0.2, -0.3, 0.0]
    assert column(table, "passage_similarity_gap") == [-0.2, -0.2, 0.0]
    assert column(table, "dense_lead") == [0.2, 0.2, 0.2]


def test_a_passage_without_a_rival_has_a_usual_lead() -> None:
    """Not that of a passage with an equal, which would make confidence in it lower."""
    table = features(asked(), [passage("A.", "B.", similarity=0.4)])
    assert column(table, "dense_lead") == column(table, "lexical_lead") == [0.06, 0.06]


def test_without_token_vectors_the_other_features_stand() -> None:
    """A model may have none."""
    question = replace(asked(), tokens=NO_TOKENS)
    table = features(question, [replace(passage("Soldiers left."), tokens=NO_TOKENS)])
    assert np.isfinite(table).all()
    assert column(table, "maxsim") == column(table, "passage_maxsim") == [0.0]
    assert column(table, "coverage") == [0.75]


def test_the_shipped_ranker_has_a_weight_for_every_feature() -> None:
    """And gives a finite logit to any of them."""
    ranker = learned_ranker().network
    assert ranker.hidden.shape == (len(ranker.output), len(FEATURES))
    assert np.isfinite(ranker.logits(np.zeros((3, len(FEATURES)), np.float32))).all()
    assert ranker.slope > 0


def test_the_ranker_is_the_formula_that_its_docstring_says() -> None:
    """One hidden layer of tanh over standardised features, then slope and offset."""
    ranker = learned_ranker().network
    row = ranker.mean + ranker.scale
    hidden = np.tanh(ranker.hidden.sum(axis=1) + ranker.hidden_bias)
    wanted = ranker.slope * (hidden @ ranker.output + ranker.bias) + ranker.offset
    assert ranker.logits(row[np.newaxis])[0] == pytest.approx(wanted, rel=1e-4)
