"""Gaps between words: which differences are typography, and which are punctuation."""

import re
from functools import lru_cache

# Punctuation that counts, with the forms that are the same in other scripts.
_COUNTS = {one: one for one in ".,;:!?()/"}
_COUNTS |= {"，": ",", "、": ",", "،": ",", "。": ".", "．": ".", "।": ".", "۔": ".", "；": ";"}
_COUNTS |= {"؛": ";", "：": ":", "！": "!", "？": "?", "؟": "?", "（": "(", "）": ")", "՝": ","}
_DASHES = "-‐‑‒–—―−﹘﹣－⸺⸻~"
_SOFT = "\u00ad"
# The target of a link and a tag, whose own punctuation is not the text's.
_MARKUP = re.compile(r"\]\([^()\s\[\]]{1,2000}\)|</?[A-Za-z][^<>]{0,300}>")
_ELLIPSIS = re.compile(r"\.(?:[ \u00a0\u2009\u202f]?\.){2,}|…")
_REPEATED = re.compile(r"([!?.,;:])\1+")
# Titles with or without a full stop are a matter of house style.
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "st", "prof", "jr", "sr", "vs", "no", "nos"))
_LONGEST_ACRONYM = 5


@lru_cache(maxsize=10_000)
def punctuation(gap: str) -> str:
    """The punctuation in a gap that counts: no quotation marks, dashes, ellipses or emphasis.

    >>> punctuation(",” "), punctuation("”, "), punctuation(" … "), punctuation("！")
    (',', ',', '', '!')
    """
    if "](" in gap or "<" in gap:
        gap = _MARKUP.sub("", gap)
    gap = _ELLIPSIS.sub("", gap)
    kept = "".join(_COUNTS.get(one, "") for one in gap)
    return _REPEATED.sub(r"\1", kept)


def has_dash(gap: str) -> bool:
    """Whether a gap has a dash or hyphen."""
    return any(one in _DASHES for one in gap)


def joins(gap: str, unspaced: bool) -> bool:
    """Whether the words beside a gap may as well be one: it is a hyphen, a soft hyphen or a mark
    of emphasis, with no blank but that of a line's end; ``unspaced``: in a script without
    blanks."""
    if punctuation(gap):
        return False
    if unspaced or has_dash(gap) or _SOFT in gap:
        return True
    return not any(one.isspace() for one in gap)


def same_punctuation(stored: str, given: str, before: str) -> bool:
    """Whether two gaps have the same punctuation; after an acronym or a title (``before``, the
    word before the gap) a full stop does not count."""
    one, other = punctuation(stored), punctuation(given)
    if one == other:
        return True
    if {one.replace(".", ""), other.replace(".", "")} == {""} and "." in one + other:
        is_acronym = 1 < len(before) <= _LONGEST_ACRONYM and before.isupper()
        return is_acronym or before.lower() in _TITLES
    return False
