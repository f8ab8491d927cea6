"""Folding: what is a matter of typography, and what is another word."""

import pytest

from retrieval.verification.alignment import separator
from retrieval.verification.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the U.S.A. said", "the USA said"),
        ("U.S. troops", "US troops"),
        ("12,000 people", "12 000 people"),
        ("12’000 people", "12000 people"),
        ("the *mother’s* son", "the mother's son"),
        ("co-operate", "co\u00ad-\u2011operate"),
        ("Straße nach Lёwa", "Straße nach Lеwa"),
        ("the police.12 The others", "the police. The others"),
        ("the police[3] said", "the police said"),
    ],
)
def test_the_same_words_have_the_same_letters(one: str, other: str) -> None:
    """Dots of an acronym, separators of thousands, emphasis, hyphens, marks of notes."""
    assert fold(one).letters == fold(other).letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-3 degrees", "3 degrees"),
        ("3.5 percent", "35 percent"),
        ("12.5", "12,5"),
        ("10²", "102"),
        ("5 %", "5"),
    ],
)
def test_other_words_have_other_letters(one: str, other: str) -> None:
    """A sign, a decimal point or an exponent makes another number."""
    assert fold(one).letters != fold(other).letters


def test_letters_know_where_they_came_from() -> None:
    """Inside a word of the same length, its own letter; else where the word begins."""
    folded = fold("See U.S. roads")
    assert folded.letters == "seeusroads"
    assert [folded.offset(place) for place in (0, 2, 3, 4, 5, 7)] == [0, 2, 4, 4, 9, 11]
    assert folded.gap(1) == " "
    assert folded.cased_unit(1) == "US"


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("road", "closed", " "),
        ("道", "路", ""),
        ("", "road", ""),
        ("road", "", ""),
        (",", "no", " "),
    ],
)
def test_words_of_a_diff_stand_apart_as_their_script_writes_them(
    before: str, after: str, between: str
) -> None:
    assert separator(before, after) == between
