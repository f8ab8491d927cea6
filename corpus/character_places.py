"""Places of characters on pages: where each letter of a PDF's text stands, as it is stored.

A parser gives them as stretches of text on one page, each made of rows. They are stored packed,
beside the text: about a byte for each character. Each stretch is compressed by itself, so that a
quote's places are found without unpacking a whole book.
"""

import itertools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.span import Span

_VERSION = 1
_UNITS = 10  # a point
_MOST_CHUNK = 1 << 24  # bytes of a stretch, unpacked
_MOST_STRETCHES = 1 << 20
_FARTHEST = 1 << 24  # in units; no page is so large


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page, in points, and how many quarter turns clockwise it is turned to
    be shown."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Characters of the text from ``start`` on that stand on one row.

    ``edges``, one more than characters: where each begins along the row, and where the last ends.
    They grow from left to right, or shrink where the text runs from right to left. ``base`` and
    ``size`` are the row's base line and type size, ``turn`` is in quarter turns counter-clockwise;
    edges and base of turned text count as if the page were held so that it can be read.
    """

    start: int
    edges: Sequence[float]
    base: float
    size: float
    turn: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.edges) - 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that follow one another in the text and stand on one page (from 1)."""

    page: int
    frame: Frame
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class PackedStretch:
    """A stretch as it is stored. ``start`` and ``end``: its span of the text."""

    start: int
    end: int
    page: int
    frame: Frame
    chunk: bytes

    def rows(self) -> list[Row]:
        """Its rows; empty where they cannot be read."""
        try:
            data = zlib.decompressobj().decompress(self.chunk, _MOST_CHUNK)
            return _unpacked_rows(data, self)
        except (zlib.error, ValueError):
            return []


def pack(stretches: Iterable[Stretch]) -> bytes | None:
    """The places to be stored; None where there are none."""
    head = bytearray()
    chunks: list[bytes] = []
    place = 0
    for stretch in stretches:
        rows = [row for row in stretch.rows if len(row.edges) > 1]
        if not rows:
            continue
        chunk = _chunk(rows)
        frame = stretch.frame
        sides = (_units(one) for one in (frame.left, frame.bottom, frame.right, frame.top))
        _put(head, rows[0].start - place, rows[-1].end - rows[0].start, stretch.page)
        _put(head, *map(_folded, sides), frame.turns % 4, len(chunk))
        chunks.append(chunk)
        place = rows[-1].end
    if not chunks:
        return None
    lead = bytearray()
    _put(lead, _VERSION, len(chunks), len(head))
    return bytes(lead + head) + b"".join(chunks)


def checked(packed: bytes, length: int) -> bytes:
    """The same bytes, if they can be the places of a text of this length. Raises ValueError."""
    found = list(_unpacked_head(packed))
    if not found or found[-1].end > length:
        raise ValueError("places outside the text")
    return packed


def stretches(packed: bytes | None, span: Span | None = None) -> Iterator[PackedStretch]:
    """The stretches that a span of the text touches, or all, in the order of the text. A page may
    have several: a paragraph that goes on over the page comes before the first page's notes. None
    of what cannot be read."""
    if not packed:
        return
    try:
        found = list(_unpacked_head(packed))
    except ValueError:
        return
    for one in found:
        if span is None or (one.start < span.end and span.start < one.end):
            yield one


def _chunk(rows: Sequence[Row]) -> bytes:
    """Rows as numbers: each row's shape, and then all steps between edges, which are alike."""
    shapes, steps = bytearray(), bytearray()
    place, base, first = rows[0].start, 0, 0
    _put(shapes, len(rows))
    for row in rows:
        edges = [_units(edge) for edge in row.edges]
        level = _units(row.base)
        _put(shapes, row.start - place, len(edges) - 1, row.turn % 4, _units(row.size))
        _put(shapes, _folded(level - base), _folded(edges[0] - first))
        _put(steps, *(_folded(two - one) for one, two in itertools.pairwise(edges)))
        place, base, first = row.end, level, edges[0]
    return zlib.compress(bytes(shapes + steps), 9)


def _unpacked_head(packed: bytes) -> Iterator[PackedStretch]:
    numbers = _numbers(packed)
    version, count, _ = (next(numbers)[0] for _ in range(3))
    if version != _VERSION or count > _MOST_STRETCHES:
        raise ValueError("places of an unknown kind")
    rows, after = [], 0
    for _ in range(count):
        values = []
        for _ in range(9):
            value, after = next(numbers)
            values.append(value)
        rows.append(values)
    place = 0
    for gap, length, page, left, bottom, right, top, turns, size in rows:
        start, end = place + gap, place + gap + length
        sides = [_unfolded(one) / _UNITS for one in (left, bottom, right, top)]
        frame = Frame(sides[0], sides[1], sides[2], sides[3], turns)
        if not length or not page or turns > 3 or frame.left >= frame.right:
            raise ValueError("an impossible page")
        if frame.bottom >= frame.top or after + size > len(packed):
            raise ValueError("an impossible page")
        yield PackedStretch(start, end, page, frame, packed[after : after + size])
        place, after = end, after + size


def _unpacked_rows(data: bytes, stretch: PackedStretch) -> list[Row]:
    numbers = (value for value, _ in _numbers(data))
    count = next(numbers)
    if count > len(data):
        raise ValueError("more rows than there can be")
    shapes = [[next(numbers) for _ in range(6)] for _ in range(count)]
    rows: list[Row] = []
    place, base, first = stretch.start, 0, 0
    for gap, length, turn, size, level, edge in shapes:
        place, base, first = place + gap, base + _unfolded(level), first + _unfolded(edge)
        edges = [first, *(_unfolded(next(numbers)) for _ in range(length))]
        along = [one / _UNITS for one in itertools.accumulate(edges)]
        row = Row(place, along, base / _UNITS, size / _UNITS, turn)
        if row.end > stretch.end or turn > 3:
            raise ValueError("a row outside its stretch")
        rows.append(row)
        place = row.end
    return rows


def _units(points: float) -> int:
    """A length in whole units. One that no page has (a damaged file's) is cut."""
    if points != points:
        return 0
    return round(max(-_FARTHEST, min(_FARTHEST, points * _UNITS)))


def _folded(number: int) -> int:
    """A number without its sign: small ones stay small."""
    return 2 * number if number >= 0 else -2 * number - 1


def _unfolded(number: int) -> int:
    return number // 2 if number % 2 == 0 else -(number + 1) // 2


def _put(target: bytearray, *numbers: int) -> None:
    """Writes numbers in groups of seven bits, the lowest first (LEB128)."""
    for number in numbers:
        while number > 127:
            target.append(number & 127 | 128)
            number >>= 7
        target.append(number)


def _numbers(data: bytes) -> Iterator[tuple[int, int]]:
    """The numbers in bytes, each with the place after it. Raises ValueError at their end."""
    value = shift = 0
    for place, byte in enumerate(data, 1):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value, place
            value = shift = 0
        elif shift > 56:
            break
    raise ValueError("cut off, or no number")
