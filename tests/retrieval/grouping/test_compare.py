"""Comparison of two answers, one rule at a time; pairs.txt measures how well the rules do."""

import pytest

from retrieval.grouping.compare import Comparison, compare, say_the_same
from retrieval.grouping.values import Value, value_of
from retrieval.text.question_types import Kind

SAME, COMPATIBLE, DIFFERENT = Comparison


def value(text: str) -> Value:
    return value_of(text, "en", statement=text.endswith("."))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Ranges are compatible where they meet, at one figure too.
        ("at most 30", "at least 30", COMPATIBLE),
        ("at most 30", "at least 31", DIFFERENT),
        ("between 20 and 30", "between 30 and 40", COMPATIBLE),
        ("between 20 and 30", "between 31 and 40", DIFFERENT),
        ("more than 200", "more than 200 men", SAME),
        # Figures are the same but for rounding.
        ("2.3m", "2,300,000", SAME),
        ("2.3m", "2,320,000", COMPATIBLE),
        ("2.3m", "2,400,000", DIFFERENT),
        # Units.
        ("30 percent", "30", SAME),
        ("30 percent", "40", COMPATIBLE),
        ("30 metres", "30", COMPATIBLE),
        ("£30", "$30", COMPATIBLE),
        ("2 km", "2,000 metres", SAME),
        # Dates.
        ("21 September 2022", "September 2022", COMPATIBLE),
        ("21 September 2022", "22 September 2022", DIFFERENT),
        ("21 September", "21 September 2022", SAME),
        ("Wednesday", "Thursday", DIFFERENT),
        ("Wednesday", "21 September 2022", COMPATIBLE),
        ("Wednesday", "22 September 2022", DIFFERENT),
        ("Wednesday", "September 2022", COMPATIBLE),
        # Names.
        ("Ann Lee", "Lee", SAME),
        ("Ann Lee", "Tom Berry", DIFFERENT),
        ("Boeing 747", "Boeing 737", DIFFERENT),
        # Yes and no; statements.
        ("Yes", "No", DIFFERENT),
        ("yes", "Yes", SAME),
        ("The bridge was open on Friday.", "The bridge was not open on Friday.", DIFFERENT),
        ("The bridge was open on Friday.", "On Friday the bridge was open.", SAME),
        ("The bridge was open on Friday.", "The council met in May.", COMPATIBLE),
        ("The bridge was open on Friday.", "Friday", COMPATIBLE),
        # Other words.
        ("flour, water and salt", "salt, water and flour", SAME),
        ("flour, water and salt", "sand and gravel", COMPATIBLE),
    ],
)
def test_how_two_answers_compare(one: str, other: str, expected: Comparison) -> None:
    """In either order."""
    assert compare(value(one), value(other)) is expected
    assert compare(value(other), value(one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("261,000", "about 260,000", True),
        ("261,000", "more than 200,000", False),
        ("261,000", "about 200,000", False),
        ("September 2022", "21 September 2022", True),
        ("September 2022", "October 2022", False),
        ("The bridge was open on Friday.", "Friday", False),
        ("The bridge was open on Friday.", "The council met in May.", False),
        ("flour, water and salt", "sand and gravel", False),
    ],
)
def test_what_belongs_to_one_group(one: str, other: str, together: bool) -> None:
    """The same, or the same less exactly; what is merely compatible does not."""
    assert say_the_same(value(one), value(other)) is together
    assert say_the_same(value(other), value(one)) is together


def test_a_question_for_a_number_compares_years_as_figures() -> None:
    """A bare year answers "how many?" as a figure, and "when?" as a date."""
    year, other = value("1859"), value("1,859 people")
    assert compare(year, other, frozenset({Kind.NUMBER})) is Comparison.SAME
    assert say_the_same(year, other, frozenset({Kind.NUMBER}))
