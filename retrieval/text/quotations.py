"""Direct quotations in a text: where they open and close.

A compromise: single quotation marks are ignored, since they are mostly apostrophes.
"""

import re
from collections.abc import Iterator, Sequence

_CLOSED_BY = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "”": "”",
    '"': '"',
    "「": "」",
    "『": "』",
}
# These always open a quotation where none is open; the others only before a word and not after one.
_ALWAYS_OPEN = "“„«「『"
_CLOSING = frozenset("”»」』")
_MARK = re.compile(r'[“„”«»"「」『』]')
_SOLID = re.compile(r"[^\s*_#>•–—-]")


def quotations(text: str) -> list[tuple[int, int | None]]:
    """[start, end) of every direct quotation in a paragraph, marks included; the end of an unclosed
    one is None.

    >>> quotations('“No,” he said. “Never')
    [(0, 5), (15, None)]
    """
    found: list[tuple[int, int | None]] = []
    opened: int | None = None
    for mark in _MARK.finditer(text):
        position = mark.start()
        if opened is not None:
            if mark[0] in _CLOSED_BY[text[opened]]:
                found.append((opened, position + 1))
                opened = None
        elif mark[0] in _CLOSED_BY and _opens(text, position):
            opened = position
    if opened is not None:
        found.append((opened, None))
    return found


def _opens(text: str, position: int) -> bool:
    if text[position] in _ALWAYS_OPEN:
        return True
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    return bool(after.strip()) and not before.isalnum() and before not in (".", "!", "?", ",", "…")


def outside(text: str) -> str:
    """The text without its direct quotations."""
    position, kept = 0, []
    for start, end in quotations(text):
        kept.append(text[position:start])
        position = len(text) if end is None else end
    return "".join([*kept, text[position:]])


def begins_with_quotation(text: str) -> bool:
    """Whether a direct quotation opens the text."""
    found = quotations(text)
    return bool(found) and found[0][0] == _first(text)


def begins_with_closing_mark(text: str) -> bool:
    """Whether the text is the tail of a quotation that was opened before it."""
    first = _first(text)
    if first is None or (text[first] not in _CLOSING and text[first] != '"'):
        return False
    return not _opens(text, first) or not text[first + 1 : first + 2].isalnum()


def ends_with_closing_mark(text: str) -> bool:
    """Whether the text's last words are a direct quotation."""
    stripped = text.rstrip().rstrip(".,!?…")
    return any(end is not None and end >= len(stripped) for _, end in quotations(text.rstrip()))


def inside(paragraphs: Sequence[Sequence[str]]) -> list[bool]:
    """For each sentence of some paragraphs, whether it starts inside a direct quotation, one that
    opens before it and closes after. By convention a quotation of several paragraphs opens again
    in each and closes in the last only."""
    reversed_flags: list[bool] = []
    continues = False
    for number in range(len(paragraphs) - 1, -1, -1):
        sentences = paragraphs[number]
        spans = quotations("".join(sentences))
        flags = list(_within(sentences, spans, continues))
        if number and flags:
            flags[0] = _continues(paragraphs[number - 1], spans, sentences, continues)
        reversed_flags += flags[::-1]
        continues = bool(flags) and flags[0]
    return reversed_flags[::-1]


def _within(
    sentences: Sequence[str], spans: list[tuple[int, int | None]], continues: bool
) -> Iterator[bool]:
    position = 0
    for sentence in sentences:
        start = position + len(sentence) - len(sentence.lstrip())
        yield any(
            opened < start and (continues if end is None else start < end) for opened, end in spans
        )
        position += len(sentence)


def _continues(
    before: Sequence[str],
    spans: list[tuple[int, int | None]],
    sentences: Sequence[str],
    continues: bool,
) -> bool:
    """Whether a paragraph continues a quotation that the one before it left open."""
    left_open = any(end is None for _, end in quotations("".join(before)))
    first = _first("".join(sentences))
    return (
        left_open
        and bool(spans)
        and spans[0][0] == first
        and (spans[0][1] is not None or continues)
    )


def _first(text: str) -> int | None:
    match = _SOLID.search(text)
    return match.start() if match else None
