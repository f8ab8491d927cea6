"""Pages of a PDF file or a scan: their lines, what was entered on them, and how they look."""

from dataclasses import dataclass

from corpus.character_places import Frame
from corpus.parsers.pdf.lines import Line

# Left, bottom, right and top of a rectangle, in points from the lower left of the page.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its label (mostly its number), with its lines in reading order. ``has_pictures``:
    there are pictures, and little text. ``frame``: what is visible of it, in the points that its
    lines are measured in."""

    label: str
    lines: list[Line]
    has_pictures: bool
    frame: Frame | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered on a page: the value of a form field, or a note written across the page.
    ``box``: the rectangle it stands in."""

    words: str
    box: Box


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it looks: rows of ``stride`` bytes, with one grey byte for each pixel, or a red, a
    green and a blue one. ``scale``: pixels per point."""

    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float
