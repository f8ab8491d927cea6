"""Edit distances, by RapidFuzz; the only module that imports it.

It is imported when it is needed: most answers compare nothing, and real quotations need no diff.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any


def similarity(one: str, other: str) -> float:
    """How alike two words are, from 0 to 100: the length of what has to be added or removed,
    against the length of both."""
    from rapidfuzz.fuzz import ratio

    return float(ratio(one, other))


def edits(before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterable[Any]:
    """The steps from one sequence to another, in order, with the fewest changes: RapidFuzz's
    ``Opcode`` objects."""
    from rapidfuzz.distance import Levenshtein

    found: Iterable[Any] = Levenshtein.opcodes(before, after)
    return found
