"""Quantities: the interval and the unit that a figure means, in digits and in words."""

import math

import pytest

from retrieval.grouping.lexicon import lexicon_for
from retrieval.grouping.quantities import quantities

_HOUR, _DAY = 3600, 86_400


@pytest.mark.parametrize(
    ("language", "text", "low", "high", "unit"),
    [
        ("en", "2.3m", 2_300_000, 2_300_000, ""),
        ("en", "$1.2bn", 1.2e9, 1.2e9, "USD"),
        ("en", "£25,000", 25_000, 25_000, "GBP"),
        ("en", "5 m", 5, 5, "metres"),
        ("en", "12 kilometres", 12_000, 12_000, "metres"),
        ("en", "48-hour", 48 * _HOUR, 48 * _HOUR, "seconds"),
        ("en", "two weeks", 14 * _DAY, 14 * _DAY, "seconds"),
        # Numbers in words.
        ("en", "twenty-five", 25, 25, ""),
        ("en", "one hundred and twenty", 120, 120, ""),
        ("en", "a dozen", 12, 12, ""),
        ("de", "fünfundzwanzig", 25, 25, ""),
        ("de", "zweihundert", 200, 200, ""),
        ("de", "2,5 Millionen", 2_500_000, 2_500_000, ""),
        ("ru", "двадцать пять", 25, 25, ""),
        # Shares of a whole.
        ("en", "half", 50, 50, "%"),
        ("en", "three-quarters of them", 75, 75, "%"),
        ("en", "one in four", 25, 25, "%"),
        ("en", "one Russian in four", 25, 25, "%"),
        ("en", "3 out of 4", 75, 75, "%"),
        ("en", "every fourth", 25, 25, "%"),
        ("en", "most of them", 50, 100, "%"),
        ("de", "jeder vierte", 25, 25, "%"),
        ("es", "uno de cada cuatro", 25, 25, "%"),
        # Bounds and ranges.
        ("en", "more than 200,000", 200_000, math.inf, ""),
        ("en", "at most 30", 0, 30, ""),
        ("en", "about 400", 352, 448, ""),
        ("en", "nearly 2.3m", 2_024_000, 2_300_000, ""),
        ("en", "20 to 30 percent", 20, 30, "%"),
        ("en", "between 20 and 30", 20, 30, ""),
        # Vague words.
        ("en", "several hundred", 200, 1_000, ""),
        ("en", "a few thousand men", 2_000, 10_000, ""),
        ("en", "dozens", 20, 200, ""),
        ("en", "thousands of people", 1_000, 100_000, ""),
        ("en", "tens of thousands", 10_000, 150_000, ""),
        ("en", "hundreds of thousands", 100_000, 1_500_000, ""),
    ],
)
def test_what_a_figure_means(language: str, text: str, low: float, high: float, unit: str) -> None:
    """One quantity, of this interval and unit, whatever stands around the figure."""
    [found] = quantities(text, lexicon_for(language))
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)
    assert found.unit == unit


@pytest.mark.parametrize("text", ["the fifth district", "nobody", "a building"])
def test_other_words_are_no_quantity(text: str) -> None:
    """Ordinals and articles count nothing."""
    assert quantities(text, lexicon_for("en")) == []
