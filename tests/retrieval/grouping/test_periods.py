"""Periods: the days that words for dates mean."""

import datetime

import pytest

from retrieval.grouping.lexicon import lexicon_for
from retrieval.grouping.periods import periods

WRITTEN = datetime.date(2022, 11, 30)


def said(text: str) -> list[str]:
    """First and last day of each period, as ISO dates."""
    return [f"{one.first}/{one.last}" for one in periods(text, lexicon_for("en"), WRITTEN)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 1990", ["1990-01-01/1990-12-31"]),
        ("from 1990 to 1994", ["1990-01-01/1994-12-31"]),
        ("in the 1990s", ["1990-01-01/1999-12-31"]),
        ("in March 2021", ["2021-03-01/2021-03-31"]),
        ("on 5 March 2021", ["2021-03-05/2021-03-05"]),
        ("2021-03-05", ["2021-03-05/2021-03-05"]),
        ("in the 19th century", ["1801-01-01/1900-12-31"]),
        ("1990 and 1994", ["1990-01-01/1994-12-31"]),
        ("the 1994 cars", ["1994-01-01/1994-12-31"]),
        ("$1994 and 19%", []),
    ],
)
def test_dates_and_longer_periods(text: str, expected: list[str]) -> None:
    """From their first day to their last."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in early 2021", "2021-01-01", "2021-06-14"),
        ("in mid-2021", "2021-04-02", "2021-10-01"),
        ("in late 2021", "2021-07-20", "2021-12-31"),
    ],
)
def test_parts_of_a_period_are_meant_loosely(text: str, first: str, last: str) -> None:
    """Early and late leave out the other half; the middle is half of it, inside it."""
    assert said(text) == [f"{first}/{last}"]
