"""What of a text goes into a reader at a time: pieces of so many tokens that overlap.

The bounds that make a reader's cost known are here: at most WINDOW tokens at a time, question and
all, and MOST_WINDOWS pieces of a passage. A passage has 120 words at most unless it is a table or
one endless sentence; what such a one has beyond its last window is not read.
"""

from collections.abc import Sequence

from corpus.span import Span

WINDOW = 384
MOST_WINDOWS = 3
# A piece cut out of its text may take a token or two more than it took inside.
_SLACK = 8

Offsets = Sequence[tuple[int, int]]


def windows(text: str, tokens: Offsets, room: int) -> list[Span]:
    """The pieces of a text, in order, each of ``room`` tokens at most, a quarter of them shared
    with the piece before. ``tokens``: where each token of the text begins and ends.

    >>> windows("a b c d e f g", [(n, n + 1) for n in range(0, 13, 2)], 4)
    [Span(start=0, end=7), Span(start=6, end=13)]
    """
    places = [(start, end) for start, end in tokens if start < end]
    if len(places) <= room:
        return [Span(0, len(text))]
    step = room - room // 4
    pieces = []
    for first in range(0, len(places), step):
        last = min(first + room, len(places)) - 1
        pieces.append(Span(places[first][0], places[last][1]))
        if last == len(places) - 1 or len(pieces) == MOST_WINDOWS:
            break
    return pieces


def shortened(question: str, tokens: Offsets, window: int) -> str:
    """The question, no longer than a third of the window: of a longer one the end, for what is
    asked stands behind its preamble."""
    most = window // 3
    return question if len(tokens) <= most else question[tokens[-most][0] :]


def room(window: int, question_tokens: int, special_tokens: int) -> int:
    """The tokens that are left for the text."""
    taken = min(question_tokens, window // 3) + special_tokens + _SLACK
    return max(window - taken, window // 4)
