"""Tokens of a text in which figures are looked for."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or sign of a text in lower case. ``kind``: "word", "figure", "sign" or
    "other"."""

    kind: str
    text: str
    start: int
    end: int


def after(tokens: Sequence[Token], position: int, end: int) -> int:
    """The first position from this one on whose token begins at ``end`` or later."""
    while position < len(tokens) and tokens[position].start < end:
        position += 1
    return position
