"""The substitution cipher for question sets."""

import pytest

from retrieval.evaluation.question_sets import Context, Question, QuestionSet
from training.cipher import Script, enciphered, enciphered_set


@pytest.mark.parametrize("script", list(Script))
def test_words_stay_words_at_their_places(script: Script) -> None:
    """Each letter becomes one other letter, the same everywhere; no two become the same."""
    text = "Who paid 12 million? The county paid, said Mr. Zhou."
    found = enciphered(text, script)
    assert len(found) == len(text)
    assert [one.isupper() for one in found] == [one.isupper() for one in text]
    assert found[0:3] != "Who"
    assert found[4:8] == found[32:36]
    assert "12" in found
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert len(set(enciphered(letters, script))) == 26


def test_answers_are_still_at_their_places() -> None:
    """Offsets of answers are valid in the enciphered set."""
    text = "The county paid for it."
    asked = Question("Who paid?", ("county",), 0, ((4, 10),))
    found = enciphered_set(QuestionSet("s", [Context(text, "Roads")], [asked], 1), Script.CYRILLIC)
    [question] = found.questions
    [(start, end)] = question.places
    assert found.contexts[0].text[start:end] == question.answers[0] != "county"
    assert (found.first_half, found.name) == (1, "s-cyrillic")
