"""Hyphens at the ends of lines: put in by the typesetter, or written by the author."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"\w[\w’'-]*\w")
_FIRST = re.compile(r"\w+")
_COMPOUND = re.compile(r"\w[-‐]$")
_BROKEN = re.compile(r"(?<!\w)(\w*[^\W\d_])([-‐\u00ad])$")
# Chinese and Japanese have no spaces between words; their punctuation is as wide as a letter.
_IDEOGRAPH = re.compile(r"[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff65]")
# More line-end hyphens than this share of lines are not all of words that have them anyway.
_HYPHENATED = 0.02


class Hyphens:
    """Decides what stands between two lines of a paragraph: a space, or nothing where a word goes
    on. ``lines`` are those of the whole document, whose other words tell."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._known = Counter(word.casefold() for word in _WORD.findall(" ".join(lines)))
        broken = [_parts(*pair) for pair in itertools.pairwise(lines)]
        parts = [one for one in broken if one is not None]
        whole = sum(self._known[f"{one}{two}"] > 0 for one, two in parts)
        hyphened = sum(self._known[f"{one}-{two}"] > 0 for one, two in parts)
        # By the words that stand elsewhere in the file too; else, by how many are broken.
        self._hyphenates = (
            whole > hyphened if whole or hyphened else len(parts) > _HYPHENATED * len(lines)
        )

    def join(self, above: str, below: str) -> tuple[str, str]:
        """The upper line as it is to stand, and what comes between it and the lower one."""
        parts, broken = _parts(above, below), _BROKEN.search(above)
        if parts is None or broken is None:
            if _IDEOGRAPH.match(above[-1]) and _IDEOGRAPH.match(below[0]):
                return above, ""
            is_compound = _COMPOUND.search(above) is not None and below[0].isalnum()
            return above, "" if is_compound else " "
        is_soft = broken[2] != "-" or self._known["".join(parts)] > 0
        if not is_soft and (self._known["-".join(parts)] or not self._hyphenates):
            return above, ""
        return above[: broken.start(2)], ""


def _parts(above: str, below: str) -> tuple[str, str] | None:
    """The two parts of the word that may be broken at the end of a line, in lower case."""
    broken, rest = _BROKEN.search(above), _FIRST.match(below)
    if broken is None or rest is None or not below[0].islower():
        return None
    return broken[1].casefold(), rest[0].casefold()
