"""Type sizes: which are one, and which is the text's."""

from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.parsers.pdf.lines import Line

_SAME = 0.08  # sizes that differ by less are one


def are_alike(one: float, two: float) -> bool:
    """Whether two sizes are one, but for rounding."""
    return abs(one - two) <= _SAME * max(one, two)


def usual_size(lines: Iterable[Line]) -> float:
    """The size of most of the letters; 0 where there are none."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.words)
    return max(letters, key=lambda size: letters[size]) if letters else 0.0


def body_size(pages: Iterable[Sequence[Line]]) -> float:
    """The size of most of a document's text."""
    return usual_size(line for lines in pages for line in lines)
