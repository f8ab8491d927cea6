"""Parallels: sentences alike but for the answer, as in "It was designed by Hart" and "by Loos".

Where one of two such sentences answers, the other does so too, however unlikely the models find it.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from retrieval.text.language import languages_of_word

_WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
# Parallels have this share of the shorter sentence's words around its answer in common, and at
# least this many words, this many of which are not function words.
_ALIKE, _FEWEST, _FEWEST_CONTENT = 0.6, 3, 1

# [start, end) of the answer in its sentence.
Place = tuple[int, int]


def are_parallel(one: str, answer: Place, other: str, other_answer: Place) -> bool:
    """Whether two sentences are alike but for their answers, which stand at the same place."""
    (before, behind), (other_before, other_behind) = (
        _around(one, answer),
        _around(other, other_answer),
    )
    same = [*_common(before, other_before), *_common(behind, other_behind)]
    shorter = min(len(before) + len(behind), len(other_before) + len(other_behind))
    content = sum(not languages_of_word(word) for word in same)
    return len(same) >= max(_FEWEST, _ALIKE * shorter) and content >= _FEWEST_CONTENT


def _around(sentence: str, answer: Place) -> tuple[list[str], list[str]]:
    lowered = sentence.lower()
    return _WORD.findall(lowered[: answer[0]]), _WORD.findall(lowered[answer[1] :])


def _common(one: Sequence[str], other: Sequence[str]) -> list[str]:
    found = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [word for block in found for word in one[block.a : block.a + block.size]]
