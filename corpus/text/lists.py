"""List markers and underlines of plain text."""

import re

BULLET = "[-*+•‣◦]"
# "1." and "12)"; a longer number is a year or an amount.
NUMBER = r"\d{1,3}[.)]"
# The line under a heading, in Markdown and reStructuredText.
UNDERLINE = r"(?:={3,}|-{3,}|~{3,}|\^{3,}|\"{3,}|\*{4,}|#{4,}|\+{4,})[ \t]*"
MARKER = rf"(?:{BULLET}|{NUMBER})"
_LABEL = re.compile(r"(?:^|(?<=\s))[⁃•(]?(\d{1,3}|[a-z]|[ivx]{1,5})[.)]{1,2}\s+(?=\S)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_NONE = -10


def inline_labels(paragraph: str) -> list[tuple[int, int]]:
    """The labels of a list that is written in one line, as ``[start, end)``; empty if the paragraph
    is no such list.

    >>> inline_labels("1. Salt 2. Butter")
    [(0, 3), (8, 11)]
    """
    labels = list(_LABEL.finditer(paragraph))
    if not labels or labels[0].start() > 0:
        return []
    items = [labels[0]]
    for label in labels[1:]:
        if _number(label[1], items[0][1]) == _number(items[-1][1], items[0][1]) + 1:
            items.append(label)
    return [item.span() for item in items] if len(items) > 1 else []


def _number(label: str, first: str) -> int:
    """The number of an item: of 1, 2, 3; of a, b, c; of i, ii, iii. ``first`` is the list's first
    label, which decides whether "i" is a letter or a numeral."""
    if label.isdigit():
        return int(label)
    if first in ("i", "ii"):
        return _ROMAN.index(label) + 1 if label in _ROMAN else _NONE
    return ord(label) - ord("a") + 1 if len(label) == 1 else _NONE
