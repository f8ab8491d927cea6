"""Layout of one page: columns, turned text, drop caps, and what was entered in its fields.

Each function takes the lines of a page in PDFium's order and returns those to read, in order.
"""

import itertools
import statistics
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from corpus.parsers.pdf.lines import Gap, Line, even_edges, goes_on, joined_edges, split_at
from corpus.parsers.pdf.page import Entry
from corpus.parsers.pdf.type_sizes import usual_size

_SAME_ROW = 0.6  # bases closer than this, in type sizes
# Columns: so many lines with a gap at the same place, that long on either side.
_FEWEST_ROWS, _SHORTEST_SIDE = 5, 15
_MOST_CROSSING = 0.1
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
            before, after = split_at(line, gap)
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
    pairs = [split_at(line, gap) for line in rows if (gap := _gap_at(line, best))]
    for side in ([one for one, _ in pairs], [two for _, two in pairs]):
        going_on = sum(itertools.starmap(goes_on, itertools.pairwise(side)))
        length = statistics.mean(len(line.words) for line in side)
        if length < _SHORTEST_SIDE or going_on < 0.3 * len(side):
            return None
    return best


def _gap_at(line: Line, x: float) -> Gap | None:
    return next((gap for gap in line.gaps if gap.left < x < gap.right), None)


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
