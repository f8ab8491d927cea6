"""The answer's own words, from a reader's logits for tokens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.span import Span
from retrieval.readers.answer_spans import LONGEST_ANSWER, best_span, span_in, whole_words
from tests.strategies import texts


def test_the_best_span_is_the_one_with_the_highest_sum() -> None:
    """The end never comes before the start, and an answer has at most so many tokens."""
    starts, ends = np.array([0.0, 5.0, 0.0, 0.0]), np.array([8.0, 0.0, 0.0, 4.0])
    assert best_span(starts, ends) == (1, 3)
    assert best_span(np.empty(0), np.empty(0)) is None
    far = np.zeros(LONGEST_ANSWER + 1)
    starts, ends = far.copy(), far.copy()
    starts[0], ends[-1] = 5.0, 4.0
    found = best_span(starts, ends)
    assert found is not None
    assert found[1] - found[0] < LONGEST_ANSWER


def test_tokens_become_a_slice_of_the_sentence() -> None:
    """The places of the tokens are in the text that was read; the answer stays in its sentence."""
    text = "It rained. Some 2,400 people came."
    places = np.array([[10, 15], [15, 17], [17, 18], [18, 21], [21, 28], [28, 33]])
    starts = np.array([0, 9, 0, 0, 0, 0.0])
    ends = np.array([0, 9, 0, 8, 0, 0.0])
    found = span_in(starts, ends, places, Span(11, 34), text)
    # Its first token is likelier by itself: "2" is completed to the whole figure.
    assert found is not None
    assert found.of(text) == "2,400"


@pytest.mark.parametrize(
    ("text", "given", "wanted"),
    [
        ("It fell by 12.5 % in May.", "12.5", "12.5"),
        ("It fell by 12.5% in May.", "12", "12.5%"),
        ("It cost $4.50 a day.", "4", "$4.50"),
        ("Er kostet 4,50€.", "4,50", "4,50€"),
        ("On COVID-19 alone", "19", "COVID-19"),
        ("It was “very good”, he said", "“very good”,", "very good"),
        ("the FSO (Guard Service) did", "(Guard Service)", "Guard Service"),
        ("the Guard Service (FSO) did", "Guard Service (FSO)", "Guard Service (FSO)"),
        ("at 8 p.m. on Monday", "8 p.m.", "8 p.m."),
        ("Il a dit l’ambassadeur.", "ambassadeur", "l’ambassadeur"),
        ("Minus −5 °C was read", "5 °C", "−5 °C"),
        ("от 200 000 до 300 000 человек", "200 000", "200 000"),
        ("她在1971年离开。", "1971年", "1971年"),
        ("It was .", " .", None),
    ],
)  # fmt: skip
def test_spans_are_whole_words(text: str, given: str, wanted: str | None) -> None:
    """Signs of a figure belong to it, punctuation and single brackets around it do not."""
    start = text.index(given)
    found = whole_words(start, start + len(given), Span(0, len(text)), text)
    assert (found and found.of(text)) == wanted


@given(texts(), st.integers(0, 50), st.integers(0, 50))
def test_a_span_stays_inside_its_sentence(text: str, one: int, other: int) -> None:
    """Whatever the text: a non-empty slice, without white space around it."""
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    if not text:
        return
    found = whole_words(start, end, Span(0, len(text)), text)
    if found is not None:
        assert Span(0, len(text)).holds(found)
        assert found.of(text) == found.of(text).strip()
