"""Boxes on pages: where a span of a PDF's text is to be marked on the pictures of its pages."""

from dataclasses import dataclass

from corpus.character_places import Frame, Row, stretches
from corpus.span import Span

# Of the type size: how far letters reach over and under their base line.
_ABOVE, _BELOW = 0.8, 0.22


@dataclass(frozen=True, slots=True)
class PageBox:
    """A box on a page (from 1) as it is shown: its sides in shares of the page's width and height,
    from the upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


def boxes(packed: bytes | None, span: Span) -> list[PageBox]:
    """The boxes of a span of the text on its pages, one or more for each row, in the order of the
    text. Empty where places are not known."""
    found: list[PageBox] = []
    for stretch in stretches(packed, span):
        frame = stretch.frame
        for row in stretch.rows():
            first, last = max(row.start, span.start), min(row.end, span.end)
            if first < last:
                edges = row.edges[first - row.start : last - row.start + 1]
                found.append(_box(stretch.page, frame, row, min(edges), max(edges)))
    return found


def page_rows(packed: bytes | None, page: int) -> list[tuple[Span, PageBox]]:
    """The rows of a page (from 1) with their spans of the text: for a layer of text over the page's
    picture."""
    return [
        (Span(row.start, row.end), _box(page, one.frame, row, min(row.edges), max(row.edges)))
        for one in stretches(packed)
        if one.page == page
        for row in one.rows()
    ]


def _box(page: int, frame: Frame, row: Row, near: float, far: float) -> PageBox:
    """A part of a row as a box of the page as it is shown."""
    low, high = row.base - _BELOW * row.size, row.base + _ABOVE * row.size
    # Turned text: back to the page's own corners.
    left, bottom, right, top = (
        (near, low, far, high),
        (-high, near, -low, far),
        (-far, -high, -near, -low),
        (low, -far, high, -near),
    )[row.turn]
    width, height = frame.right - frame.left, frame.top - frame.bottom
    west, east = (left - frame.left) / width, (right - frame.left) / width
    north, south = (frame.top - top) / height, (frame.top - bottom) / height
    sides = (
        (west, north, east, south),
        (1 - south, west, 1 - north, east),
        (1 - east, 1 - south, 1 - west, 1 - north),
        (north, 1 - east, south, 1 - west),
    )[frame.turns]
    west, north, east, south = (round(min(1.0, max(0.0, side)), 5) for side in sides)
    return PageBox(page, west, north, east, south)
