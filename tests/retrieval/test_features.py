"""What the ranker sees, and that it is what the names say."""

import numpy as np
import pytest

from retrieval.features import FEATURES, Features, Question, ReadPassage, features
from retrieval.ranker import learned_ranker
from retrieval.words import Term
from tests.fakes import BagOfWords

ASKED = "How many soldiers left in May?"


def asked(text: str = ASKED, **idfs: float) -> Question:
    idfs = idfs or {"soldier": 2.0, "left": 1.0, "may": 1.0}
    return Question(
        text,
        BagOfWords().question_tokens(text),
        {Term((word,)): idf for word, idf in idfs.items()},
        lambda word: idfs.get(word.lower().rstrip("s"), 0.0),
    )


def passage(*sentences: str, title: str = "", similarity: float = 0.5) -> ReadPassage:
    text = " ".join(sentences)
    starts = [text.index(one) for one in sentences]
    return ReadPassage(
        text=text,
        title=title,
        language=None,
        sentences=[(start, start + len(one)) for start, one in zip(starts, sentences, strict=True)],
        tokens=BagOfWords().passage_tokens([text])[0],
        similarity=similarity,
        bm25=2.0,
        similarities=[similarity - n / 10 for n in range(len(sentences))],
        bm25s=[1.0] * len(sentences),
    )


def column(table: Features, name: str) -> list[float]:
    return [round(float(value), 4) for value in table[:, FEATURES.index(name)]]


def test_there_is_a_row_for_each_sentence_of_each_passage() -> None:
    """In their order; of no passage there is none."""
    table = features(asked(), [passage("One.", "Two."), passage("Three.")])
    assert table.shape == (3, len(FEATURES))
    assert np.isfinite(table).all()
    assert features(asked(), []).shape == (0, len(FEATURES))


def test_coverage_is_the_share_of_what_the_words_tell() -> None:
    """A sentence's own; with the one before it and the title; the passage's."""
    table = features(asked(), [passage("Soldiers fled.", "They left on foot.", title="May news")])
    assert column(table, "coverage") == [0.5, 0.25]
    assert column(table, "near_coverage") == [0.75, 1.0]
    assert column(table, "passage_coverage") == [1.0, 1.0]
    assert column(table, "title_coverage") == [0.25, 0.25]


def test_a_guessed_word_covers_less() -> None:
    """As much as the guess weighs."""
    guess = Question("q", BagOfWords().question_tokens("q"), {Term(("fled",), 0.7): 2.0}, len)
    assert column(features(guess, [passage("Soldiers fled.")]), "coverage") == [0.7]


def test_what_is_asked_for_is_there_or_not() -> None:
    """1 or -1 where a number is asked for; 0 for what is not."""
    table = features(asked(), [passage("Some 300 left.", "Nobody stayed.")])
    assert column(table, "number") == [1.0, -1.0]
    assert column(table, "date") == [0.0, 0.0]


def test_gaps_are_to_the_best_of_all_passages() -> None:
    """And so at most nothing."""
    table = features(asked(), [passage("A.", "B.", similarity=0.4), passage("C.", similarity=0.6)])
    assert column(table, "similarity_gap") == [-0.2, -0.3, 0.0]
    assert column(table, "passage_similarity_gap") == [-0.2, -0.2, 0.0]
    assert column(table, "dense_lead") == [0.2, 0.2, 0.2]


def test_without_token_vectors_the_other_features_stand() -> None:
    """A model may have none."""
    tokens = BagOfWords().question_tokens("")
    one = passage("Soldiers left.")
    bare = ReadPassage(
        one.text, "", None, one.sentences, tokens, 0.5, 2.0, one.similarities, one.bm25s
    )
    question = Question(ASKED, tokens, {Term(("soldier",)): 2.0}, len)
    table = features(question, [bare])
    assert column(table, "maxsim") == column(table, "passage_maxsim") == [0.0]
    assert column(table, "coverage") == [1.0]


def test_the_shipped_ranker_has_a_weight_for_every_feature() -> None:
    """And gives a finite logit to any of them."""
    ranker = learned_ranker()
    assert ranker.hidden.shape == (len(ranker.output), len(FEATURES))
    table = np.zeros((3, len(FEATURES)), np.float32)
    assert np.isfinite(ranker.logits(table)).all()
    assert ranker.slope > 0


def test_the_ranker_is_the_formula_that_its_docstring_says() -> None:
    """One hidden layer of tanh over standardised features, then slope and offset."""
    ranker = learned_ranker()
    row = ranker.mean + ranker.scale
    hidden = np.tanh(ranker.hidden.sum(axis=1) + ranker.hidden_bias)
    wanted = ranker.slope * (hidden @ ranker.output + ranker.bias) + ranker.offset
    assert ranker.logits(row[np.newaxis])[0] == pytest.approx(wanted, rel=1e-4)
