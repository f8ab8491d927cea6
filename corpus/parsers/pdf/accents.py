"""Accents that stand over their letter as a sign of their own: "Jos´e" is "José".

TeX's oldest fonts have no accented letters, so it sets the accent, goes back, and sets the letter
under it. On paper nothing tells; in the file they are two characters.
"""

import unicodedata
from collections.abc import Callable

_COMBINING = {
    "`": "\u0300", "´": "\u0301", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303",
    "¯": "\u0304", "ˉ": "\u0304", "˘": "\u0306", "˙": "\u0307", "¨": "\u0308", "˚": "\u030a",
    "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
_ACCENTS = frozenset(_COMBINING)
_BELOW = frozenset("¸˛")
_DOTLESS = {"ı": "i", "ȷ": "j"}
# How far the middles of both may be apart, in widths of the letter, and of the accent where that is
# wider; beside each other, they are a whole width apart.
_APART = 0.4


def compose_accents(letters: list[str], ends: Callable[[int], tuple[float, float]]) -> None:
    """Puts the accents of a line into their letters: the place of an accent is empty then. ``ends``
    says where a letter begins and ends along the line."""
    if _ACCENTS.isdisjoint(letters):
        return
    for place, letter in enumerate(letters):
        if letter not in _ACCENTS:
            continue
        after = place + 1
        while after < len(letters) and letters[after].isspace():
            after += 1  # PDFium sees one where the pen goes back
        if after < len(letters) and _compose(letters, place, after, ends):
            letters[place:after] = [""] * (after - place)
        elif letter in _BELOW and place and _compose(letters, place, place - 1, ends):
            letters[place] = ""


def _compose(
    letters: list[str], accent: int, base: int, ends: Callable[[int], tuple[float, float]]
) -> bool:
    letter = _DOTLESS.get(letters[base], letters[base])
    if not letter.isalpha():
        return False
    whole = unicodedata.normalize("NFC", letter + _COMBINING[letters[accent]])
    if len(whole) != 1:
        return False
    (begin, end), (over_begin, over_end) = ends(base), ends(accent)
    widest = max(end - begin, over_end - over_begin)
    if abs(begin + end - over_begin - over_end) >= 2 * _APART * widest:
        return False
    letters[base] = whole
    return True
