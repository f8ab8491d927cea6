"""Matching: the places of a quotation in a text, and whether they are true to it."""

import pytest

from retrieval.verification.folding import fold
from retrieval.verification.matching import matches, raw_places

ROADS = "Roads were closed. The roads were closed again, and all roads were closed at night."


@pytest.mark.parametrize("most", [1, 2, 3, 9])
def test_no_more_places_than_wanted(most: int) -> None:
    """The first ones, in order."""
    found = list(raw_places("roads were closed", ROADS, most))
    assert [one.of(ROADS) for one in found] == ["roads were closed"] * min(most, 2)
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_places_are_those_of_the_text_whatever_its_white_space() -> None:
    """Line breaks and runs of blanks count as one blank."""
    text = "All\n  roads \t were\nclosed, and roads were closed."
    found = [one.of(text) for one in raw_places("roads were\n\nclosed", text, 5)]
    assert found == ["roads \t were\nclosed", "roads were closed"]


@pytest.mark.parametrize("text", ["crossroads were closed", "roads were closeddown"])
def test_parts_of_words_are_no_places(text: str) -> None:
    assert list(raw_places("roads were closed", text, 5)) == []


@pytest.mark.parametrize(
    ("given", "stored", "is_true"),
    [
        ("He left", "He left. She stayed.", True),
        ("He left.", "He left; she stayed.", True),
        ("He left,", "He left. She stayed.", True),
        ("He left?", "He left. She stayed.", False),
        ("He left.", "He left? She stayed.", False),
        ("He left!", "He left! She stayed.", True),
        # Brackets around the end do not hide what it is.
        ("He left (at last)?", "He left (at last)! She stayed.", False),
        ("He left (at last)!", "He left (at last)! She stayed.", True),
        ("He left (at last).", "He left (at last)? She stayed.", False),
    ],
)
def test_how_a_quotation_may_end(given: str, stored: str, is_true: bool) -> None:
    """A full stop or comma may be put in or left out; a question or exclamation may not."""
    [found] = matches(fold(given), fold(stored))
    assert found.is_true is is_true
