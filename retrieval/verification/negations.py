"""Negations: words that turn a statement into its opposite, from ``negations.txt``."""

from functools import cache
from pathlib import Path


def is_negation(word: str) -> bool:
    """Whether a word (in lower case, with straight apostrophes) negates.

    >>> [is_negation(one) for one in ("not", "didn't", "knot", "не")]
    [True, True, False, True]
    """
    return word in _words() or word.endswith("n't")


@cache
def _words() -> frozenset[str]:
    lines = Path(__file__).with_name("negations.txt").read_text("utf-8").splitlines()
    return frozenset(
        word
        for line in lines
        if not line.startswith("#")
        for word in line.partition(":")[2].split()
    )
