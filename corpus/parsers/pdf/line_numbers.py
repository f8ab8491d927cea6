"""Line numbers beside the text of pages, which are left out."""

import itertools
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.parsers.pdf.lines import Gap, Line, goes_on, split_at

# So many in a row, and this share of the lines beside them that goes on with a sentence.
_FEWEST_NUMBERS, _GOING_ON = 5, 0.15
# Numbers on a page that is numbered from top to bottom, and those of them that stand alone.
_WHOLE_PAGE, _EMPTY = 20, 2
_ALIGNED = 3.0  # points


@dataclass(frozen=True, slots=True)
class _Number:
    """A number at the beginning of a line, or alone; ``place`` is the index of the line."""

    place: int
    value: int
    left: float
    right: float
    base: float
    gap: Gap | None


def without_line_numbers(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without the numbers that pleadings, transcripts and preprints have beside every
    line or every fifth.

    A table whose rows are numbered looks the same; but there, a row does not go on with the
    sentence of the one above, nor is a row empty. Where several pages are numbered so, no sentence
    need tell.
    """
    found = [_line_numbers(lines) for lines in pages]
    numbered = sum(bool(numbers) for numbers in found)
    return [
        _without(lines, numbers)
        if numbers
        and (
            numbered >= max(3, 0.5 * len(pages))
            or _is_running_text(lines, numbers)
            or _stands_alone(lines, numbers)
        )
        else lines
        for lines, numbers in zip(pages, found, strict=True)
    ]


def _line_numbers(lines: Sequence[Line]) -> list[_Number]:
    """The numbers that stand under one another, regularly, and count up by one or by five."""
    numbers = list(_numbers(lines))
    best: list[_Number] = []
    # One may have more digits than another: they end at one place, or begin at one.
    for ends in ([one.right for one in numbers], [one.left for one in numbers]):
        groups: defaultdict[int, list[_Number]] = defaultdict(list)
        for number, end in zip(numbers, ends, strict=True):
            groups[round(end / _ALIGNED)].append(number)
        # Those at the border of two groups belong to either.
        for key in sorted(groups):
            near = [*groups[key], *groups.get(key + 1, [])]
            near.sort(key=lambda number: (-number.base, number.left))
            if len(near) >= max(_FEWEST_NUMBERS, len(best) + 1) and _counts_up(near):
                best = near
    return best


def _numbers(lines: Sequence[Line]) -> Iterator[_Number]:
    for place, line in enumerate(lines):
        gap = line.gaps[0] if line.gaps else None
        alone = line.words
        if gap is not None:
            alone = line.words[: gap.index]
        if alone.isascii() and alone.isdigit() and len(alone) <= 5:
            right = gap.left if gap else line.right
            yield _Number(place, int(alone), line.left, right, line.base, gap)


def _counts_up(numbers: Sequence[_Number]) -> bool:
    steps = [two.value - one.value for one, two in itertools.pairwise(numbers)]
    step = statistics.mode(steps)
    regular = [
        one.base - two.base
        for one, two in itertools.pairwise(numbers)
        if two.value - one.value == step
    ]
    usual = statistics.median(regular)
    even = sum(abs(one - usual) < 0.25 * usual for one in regular)
    return step in (1, 5) and usual > 0 and even >= 0.8 * len(steps)


def _is_running_text(lines: Sequence[Line], numbers: Sequence[_Number]) -> bool:
    rest = _without(lines, numbers)
    going_on = sum(itertools.starmap(goes_on, itertools.pairwise(rest)))
    return going_on >= max(1, _GOING_ON * len(rest))


def _stands_alone(lines: Sequence[Line], numbers: Sequence[_Number]) -> bool:
    """Whether empty lines are numbered too, on a page that is numbered from top to bottom."""
    if len(numbers) < _WHOLE_PAGE:
        return False
    bases = [line.base for line in _without(lines, numbers)]
    size = lines[numbers[0].place].size
    empty = [one for one in numbers if not any(abs(one.base - base) < 0.7 * size for base in bases)]
    return len(empty) >= _EMPTY


def _without(lines: Sequence[Line], numbers: Sequence[_Number]) -> list[Line]:
    at = {number.place: number for number in numbers}
    kept: list[Line] = []
    for place, line in enumerate(lines):
        number = at.get(place)
        if number is None:
            kept.append(line)
        elif number.gap is not None:
            kept.append(split_at(line, number.gap)[1])
    return kept
