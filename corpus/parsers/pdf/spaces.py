"""Spaces that PDFium puts in or leaves out where the pen moves inside a line.

groff sets a space, goes back over it to kern two letters, or moves on without one ("a lev el
ofindirection"). Where letters stand tells: a gap as wide as a space, in a line whose other letters
stand close, is one, and a space that the next letter stands on is none.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

# In type sizes: letters of a word are up to 0.1 apart, words more than 0.2.
_SPACE, _WIDTH = 0.22, 0.1
_TOUCHING = 0.05  # of letters of a word
_OVERLAP = 0.2  # of a space's width
_WIDER = 3.0  # than the gaps in most of the line's words: its letters may be set apart
_BEFORE, _AFTER = frozenset(",;:)”’"), frozenset("(“‘")


def mend_spaces(
    letters: list[str],
    solid: Sequence[int],
    ends: Mapping[int, tuple[float, float]],
    size: float,
    ends_of_blank: Callable[[int], tuple[float, float]],
    is_monospaced: Callable[[int], bool],
) -> None:
    """Adds missing spaces to the letters before them, and empties the places of false ones.

    ``solid``: the places of what is no blank; ``ends``: where each begins and ends along the line;
    ``ends_of_blank``: the same of a blank, which has no width where PDFium put it in.
    """
    gaps = sorted(ends[b][0] - ends[a][1] for a, b in pairwise(solid) if b == a + 1)
    usual = gaps[3 * len(gaps) // 4] if gaps else 0.0
    for before, after in pairwise(solid):
        gap = ends[after][0] - ends[before][1]
        if after == before + 1:
            if (
                gap > max(_SPACE * size, _WIDER * usual)
                and _may_be_parted(letters[before], letters[after])
                and not (is_monospaced(before) or is_monospaced(after))
            ):
                letters[before] += " "
        elif (
            after == before + 2
            and -_WIDTH * size < gap < _TOUCHING * size
            and letters[before].islower()
            and letters[after].islower()
        ):
            begin, end = ends_of_blank(before + 1)
            if end - begin > _WIDTH * size and ends[after][0] < begin + _OVERLAP * (end - begin):
                letters[before + 1] = ""


def _may_be_parted(before: str, after: str) -> bool:
    """Whether a space may stand between two characters: figures, and signs of formulas and of
    programs, are set apart for other reasons."""
    if before == ".":
        return after.isupper() and after.isascii()
    return (_is_letter(before) or before in _BEFORE) and (_is_letter(after) or after in _AFTER)


def _is_letter(character: str) -> bool:
    return character.islower() or character.isupper()
