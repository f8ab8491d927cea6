"""Quotations: text between double quotation marks."""

import re
from collections.abc import Iterator

QUOTATION_MARKS = '"“”„‟«»＂'
_MARK = re.compile(f"[{QUOTATION_MARKS}]")
_CLOSED_BY = {'"': '"', "“": "”", "„": "“”„", "«": "»", "»": "«»", "＂": "＂"}


def quotations(paragraph: str) -> Iterator[tuple[int, int]]:
    """The quotations of a paragraph as ``[start, end)``, with their marks. Those that are never
    closed do not count.

    >>> list(quotations('He said “go” and 27" was the width.'))
    [(8, 12)]
    """
    opened: int | None = None
    closes = ""
    for match in _MARK.finditer(paragraph):
        mark, place = match[0], match.start()
        before = paragraph[place - 1 : place]
        behind = paragraph[place + 1 : place + 2]
        if opened is not None and mark in closes:
            if mark != '"' or not before.isspace() or not behind.strip():
                yield opened, place + 1
                opened = None
            continue
        opens = mark in _CLOSED_BY and (mark != '"' or not before.strip() or before in "([")
        if opens and (opened is None or mark == paragraph[opened]):
            opened, closes = place, _CLOSED_BY[mark]
