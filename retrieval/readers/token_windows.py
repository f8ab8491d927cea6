"""Token windows: long texts in overlapping pieces that a reader can take.

The number of windows bounds what a passage costs. A passage has 120 words at most unless it is a
table or one endless sentence; what such a passage has beyond its last window is not read.
"""

from collections.abc import Sequence

from corpus.span import Span

# For readers other than the bundled one: tokens of question and text, and windows of a passage.
WINDOW = 384
MOST_WINDOWS = 3
# A window cut out of its text may have a token or two more than inside it.
_SLACK = 8

Offsets = Sequence[tuple[int, int]]


def window_ranges(tokens: int, size: int, overlap: int, most: int) -> list[tuple[int, int]]:
    """[start, end) of at most ``most`` windows of ``size`` tokens, each sharing ``overlap`` of them
    with the window before; at least one window, which may be empty.

    >>> window_ranges(7, 4, 1, 3)
    [(0, 4), (3, 7)]
    """
    ranges = [(0, min(size, tokens))]
    while ranges[-1][1] < tokens and len(ranges) < most:
        start = ranges[-1][0] + max(1, size - overlap)
        ranges.append((start, min(start + size, tokens)))
    return ranges


def windows(text: str, tokens: Offsets, room: int) -> list[Span]:
    """The windows of a text, in order, of ``room`` tokens at most, a quarter of them shared with
    the window before. ``tokens``: [start, end) of each token in the text.

    >>> windows("a b c d e f g", [(n, n + 1) for n in range(0, 13, 2)], 4)
    [Span(start=0, end=7), Span(start=6, end=13)]
    """
    spans = [(start, end) for start, end in tokens if start < end]
    if len(spans) <= room:
        return [Span(0, len(text))]
    return [
        Span(spans[first][0], spans[last - 1][1])
        for first, last in window_ranges(len(spans), room, room // 4, MOST_WINDOWS)
    ]


def shortened(question: str, tokens: Offsets, most: int) -> str:
    """The question, or its last ``most`` tokens: what is asked comes after the preamble."""
    return question if len(tokens) <= most else question[tokens[-most][0] :]


def most_question_tokens(window: int) -> int:
    """How much of a window a question may take."""
    return window // 3


def room(window: int, question_tokens: int, special_tokens: int) -> int:
    """The tokens of a window that are left for the text."""
    taken = min(question_tokens, most_question_tokens(window)) + special_tokens + _SLACK
    return max(window - taken, window // 4)
