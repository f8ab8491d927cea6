"""Damaged text layers: fonts without a mapping to letters, words without spaces between them."""

import unicodedata
from collections.abc import Sequence

_FEWEST = 80  # characters, to judge a page by
_BROKEN = 0.25  # of the characters: fewer are a figure's or formulas
_LONG_WORD = 30  # characters; longer ones are several in one, or an address
_GLUED = 0.5  # of the characters
# Scripts that do not part words by spaces.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")


def is_damaged(lines: Sequence[str]) -> bool:
    """Whether the text of a page is not what the page shows.

    >>> is_damaged(["\\x03\\x0e\\x12 \\x05\\x18\\x03" * 20])
    True
    >>> is_damaged(["Theriverroseinthenightbeforeitfellagainandagain"] * 5)
    True
    >>> is_damaged(["The river rose in the night, before it fell again."] * 5)
    False
    """
    letters = "".join("".join(line.split()) for line in lines)
    if len(letters) < _FEWEST:
        return False
    broken = sum(_is_broken(letter) for letter in letters)
    if broken > _BROKEN * len(letters):
        return True
    glued = sum(
        len(word)
        for line in lines
        for word in line.split()
        if len(word) > _LONG_WORD and word.isalpha() and not _is_unspaced(word[0])
    )
    return glued > _GLUED * len(letters)


def _is_broken(letter: str) -> bool:
    """Whether a character is none that is written: a control, a private one, a replacement."""
    return letter == "\ufffd" or unicodedata.category(letter) in ("Cc", "Cn", "Co", "Cs")


def _is_unspaced(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_UNSPACED)
