"""Lines of a page, with the positions of their words and characters."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.parsers.pdf.sentence_ends import begins_in_lower_case, is_closed

# What is raised in a line becomes a raised digit.
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Parts of one line, in multiples of the type size: how far their bases and their ends may be apart
# (columns are further), and from which gap on there is a space between them.
_SAME_BASE, _TOUCHING, _SPACE = 0.15, 0.6, 0.15
# A subscript or superscript: smaller than this, and not further from the base.
_SCRIPT_SIZE, _SCRIPT_BASE = 0.85, 0.6
_DROP_CAP = 0.5  # of the size of what is beside it: that is no script


@dataclass(frozen=True, slots=True)
class Gap:
    """A wide space inside a line: the index in its words, and where it begins and ends."""

    index: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line, with their position and type size in points.

    Positions count from the lower left of the page; for turned text, from the corner that is lower
    left when the page is held so that the text can be read. ``turn`` is the number of quarter
    turns. A line that stands alone is a paragraph: a label with what was entered behind it.
    ``edges``, one more than characters, are where each begins in the direction of reading, and
    where the last ends; none where that is not known. ``is_monospaced``: it is set in a
    typewriter's type.
    """

    words: str
    left: float
    right: float
    base: float
    size: float
    turn: int = 0
    gaps: tuple[Gap, ...] = ()
    stands_alone: bool = False
    edges: Sequence[float] = ()
    is_monospaced: bool = False


def rejoined(lines: Iterable[Line]) -> list[Line]:
    """The lines, with those put together that PDFium broke at a raised or lowered mark ("Nix⁵" and
    ".")."""
    whole: list[Line] = []
    for line in lines:
        before = whole[-1] if whole else None
        if before is not None and _is_same_line(before, line):
            whole[-1] = _joined(before, line)
        else:
            whole.append(line)
    return whole


def _is_same_line(before: Line, line: Line) -> bool:
    large, small = max(before.size, line.size), min(before.size, line.size)
    step = abs(before.base - line.base)
    return (
        before.turn == line.turn
        and -_TOUCHING * large < line.left - before.right < _TOUCHING * large
        and (
            step < _SAME_BASE * before.size
            or (_DROP_CAP * large < small < _SCRIPT_SIZE * large and step < _SCRIPT_BASE * large)
        )
    )


def _joined(before: Line, line: Line) -> Line:
    words, place = line.words, len(before.words)
    if line.size < 0.8 * before.size and line.base > before.base + 0.1 * before.size:
        words = words.translate(RAISED) if words.isdigit() else words
    space = " " if line.left - before.right > _SPACE * before.size else ""
    main = line if line.size > before.size else before
    return replace(
        before,
        words=f"{before.words}{space}{words}",
        right=max(before.right, line.right),
        base=main.base,
        size=main.size,
        gaps=before.gaps
        + tuple(replace(gap, index=gap.index + place + len(space)) for gap in line.gaps),
        edges=joined_edges(before, space, line),
        is_monospaced=before.is_monospaced and line.is_monospaced,
    )


def joined_edges(before: Line, space: str, line: Line) -> Sequence[float]:
    """The edges of two lines that become one, with or without a space between them."""
    if not before.edges or not line.edges:
        return ()
    own = before.edges if space else before.edges[:-1]
    return array("f", [*own, *line.edges])


def split_at(line: Line, gap: Gap) -> tuple[Line, Line]:
    """The line before one of its gaps and the line after it."""
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


def goes_on(above: Line, line: Line) -> bool:
    """Whether a line goes on with the sentence of the one above it."""
    return begins_in_lower_case(line.words) and not is_closed(above.words)


def even_edges(left: float, right: float, count: int) -> Sequence[float]:
    """Edges of characters that are all as wide: of a word whose box alone is known."""
    return array("f", (left + (right - left) * place / count for place in range(count + 1)))
