"""Layout of one page: columns, line numbers, drop caps, and what was entered in its fields.

Each function takes the lines of a page in PDFium's order and returns those to read, in order.
"""

import itertools
import statistics
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.parsers.pdf.lines import Gap, Line, even_edges, joined_edges
from corpus.parsers.pdf.page import Entry
from corpus.parsers.pdf.sentence_ends import begins_in_lower_case, is_closed
from corpus.parsers.pdf.type_sizes import usual_size

_SAME_ROW = 0.6  # bases closer than this, in type sizes
# Columns: so many lines with a gap at the same place, that long on either side.
_FEWEST_ROWS, _SHORTEST_SIDE = 5, 15
_MOST_CROSSING = 0.1
# Line numbers: so many in a row, and so many of the lines beside them that go on with a sentence.
_FEWEST_NUMBERS, _GOING_ON = 5, 0.15
_WHOLE_PAGE, _EMPTY = 20, 2
_ALIGNED = 3.0  # points
_DROP_CAP = 1.8  # times the size of the text beside it
_WORDS_OF_ONE_LETTER = frozenset("AIOYÀÉÓÚАВИКОСУЯІЄЙ")


def with_entries(lines: Sequence[Line], entries: Sequence[Entry]) -> list[Line]:
    """The lines with what was entered on the page, each where it is read: behind its label."""
    found = list(lines)
    size = statistics.median([line.size for line in lines]) if lines else 10.0
    for entry in entries:
        left, bottom, right, top = entry.box
        rows = [" ".join(row.split()) for row in entry.words.splitlines()]
        rows = [row for row in rows if row]
        step = min(1.2 * size, (top - bottom) / len(rows))
        # One row stands in the middle of its field; several are written from the top down.
        first = (top + bottom) / 2 - 0.35 * size if len(rows) == 1 else top - size
        for number, row in enumerate(rows):
            width = min(right - left, 0.5 * size * len(row))
            edges = even_edges(left, left + width, len(row))
            line = Line(row, left, left + width, first - number * step, size, edges=edges)
            label = _label_of(line, found)
            if label is not None and len(rows) == 1:
                words = f"{found[label].words} {row}"
                found[label] = replace(
                    found[label],
                    words=words,
                    right=line.right,
                    stands_alone=True,
                    edges=joined_edges(found[label], " ", line),
                )
            else:
                found.insert(_place_of(line, found), line)
    return found


def _label_of(line: Line, lines: Sequence[Line]) -> int | None:
    """The line that ends left of another in its row, nearest to it."""
    beside = [
        place
        for place, other in enumerate(lines)
        if abs(other.base - line.base) < _SAME_ROW * line.size
        and other.right < line.left + line.size
    ]
    return max(beside, key=lambda place: lines[place].right) if beside else None


def _place_of(line: Line, lines: Sequence[Line]) -> int:
    """Behind what stands left of it in its row; else behind the last line above it."""
    label = _label_of(line, lines)
    if label is not None:
        return label + 1
    above = [place for place, other in enumerate(lines) if other.base > line.base]
    return min(above, key=lambda place: lines[place].base) + 1 if above else 0


def upright(lines: Sequence[Line]) -> list[Line]:
    """The lines that are turned as most of the page's text is, and then the others: a stamp at the
    margin is not read in the middle of a sentence."""
    letters: defaultdict[int, int] = defaultdict(int)
    for line in lines:
        letters[line.turn] += len(line.words)
    if len(letters) < 2:
        return list(lines)
    turn = max(letters, key=lambda one: letters[one])
    return sorted(lines, key=lambda line: line.turn != turn)


def in_columns(lines: Sequence[Line]) -> list[Line]:
    """The lines of two columns one column after the other, where PDFium read across both."""
    gutter = _gutter(lines)
    if gutter is None:
        return list(lines)
    rows = [line for line in lines if _gap_at(line, gutter) is not None]
    top = max(line.base for line in rows) + rows[0].size / 2
    bottom = min(line.base for line in rows) - rows[0].size / 2
    above: list[Line] = []
    below: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        gap = _gap_at(line, gutter)
        if not bottom <= line.base <= top:
            (above if line.base > top else below).append(line)
        elif gap is None:
            (left if line.left < gutter else right).append(line)
        else:
            before, after = _split(line, gap)
            left.append(before)
            right.append(after)
    return [*above, *left, *right, *below]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the gap between two columns of prose is: one that many lines have, that few others
    cross, and on both sides of which sentences go on from line to line."""
    gapped = [line for line in lines if line.gaps]
    if len(gapped) < _FEWEST_ROWS:
        return None
    # Where most gaps lie over one another: those that begin left of a place and end right of it.
    ends = sorted(
        (place, change)
        for line in gapped
        for gap in line.gaps
        for place, change in ((gap.left, 1), (gap.right, -1))
    )
    depths = list(itertools.accumulate(change for _, change in ends))
    deepest = max(range(len(ends) - 1), key=lambda one: depths[one])
    best = (ends[deepest][0] + ends[deepest + 1][0]) / 2
    rows = [line for line in gapped if _gap_at(line, best) is not None]
    crossing = [
        line for line in lines if line.left < best < line.right and _gap_at(line, best) is None
    ]
    low, high = min(line.base for line in rows), max(line.base for line in rows)
    inside = sum(low <= line.base <= high for line in crossing)
    if len(rows) < _FEWEST_ROWS or inside > _MOST_CROSSING * len(rows):
        return None
    pairs = [_split(line, gap) for line in rows if (gap := _gap_at(line, best))]
    for side in ([one for one, _ in pairs], [two for _, two in pairs]):
        going_on = sum(itertools.starmap(_goes_on, itertools.pairwise(side)))
        length = statistics.mean(len(line.words) for line in side)
        if length < _SHORTEST_SIDE or going_on < 0.3 * len(side):
            return None
    return best


def _goes_on(above: Line, line: Line) -> bool:
    return begins_in_lower_case(line.words) and not is_closed(above.words)


def _gap_at(line: Line, x: float) -> Gap | None:
    return next((gap for gap in line.gaps if gap.left < x < gap.right), None)


def _split(line: Line, gap: Gap) -> tuple[Line, Line]:
    """The line before a gap and the line after it."""
    rest = line.words[gap.index :]
    begin = gap.index + len(rest) - len(rest.lstrip())
    before = line.words[: gap.index].rstrip()
    return (
        replace(
            line,
            words=before,
            edges=line.edges[: len(before) + 1],
            right=gap.left,
            gaps=tuple(one for one in line.gaps if one.index < gap.index),
        ),
        replace(
            line,
            words=line.words[begin:],
            edges=line.edges[begin:],
            left=gap.right,
            gaps=tuple(
                replace(one, index=one.index - begin) for one in line.gaps if one.index > gap.index
            ),
        ),
    )


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
    going_on = sum(itertools.starmap(_goes_on, itertools.pairwise(rest)))
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
            kept.append(_split(line, number.gap)[1])
    return kept


def with_drop_caps(lines: Sequence[Line], known: Collection[str]) -> list[Line]:
    """The lines with a large first letter put before the rest of its word. ``known``: the words of
    the document, in lower case, which tell "A man" from "Aman"."""
    found = list(lines)
    usual = usual_size(lines)
    for cap in lines:
        if len(cap.words) > 2 or not cap.words[-1].isupper() or cap.size < _DROP_CAP * usual:
            continue
        beside = [
            line
            for line in found
            if line is not cap
            and cap.size > _DROP_CAP * line.size
            and cap.base - 0.3 * line.size <= line.base <= cap.base + cap.size
            and -line.size < line.left - cap.right < 2.5 * line.size
        ]
        if not beside:
            continue
        first = max(beside, key=lambda line: line.base)
        rest = first.words.split(maxsplit=1)[0].strip(".,;:!?»”\"'’")
        whole = f"{cap.words}{rest}".casefold()
        is_word = cap.words in _WORDS_OF_ONE_LETTER and whole not in known
        parted = is_word and rest.casefold() in known
        space = " " if parted else ""
        words = f"{cap.words}{space}{first.words}"
        at = next(place for place, line in enumerate(found) if line is first)
        found[at] = replace(first, words=words, gaps=(), edges=joined_edges(cap, space, first))
        found = [line for line in found if line is not cap]
    return found
