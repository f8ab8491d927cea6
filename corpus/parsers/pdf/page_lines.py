"""Lines of a page, assembled from its characters."""

import itertools
import math
import re
import statistics
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from corpus.parsers.pdf.accents import compose_accents
from corpus.parsers.pdf.lines import RAISED, Gap, Line, even_edges, rejoined
from corpus.parsers.pdf.page import Box
from corpus.parsers.pdf.spaces import mend_spaces

# What PDFium has for a hyphen at a line's end, where it leaves the end of the line out.
_HYPHENS = (2, 0xFFFE)
_DIGITS = frozenset("0123456789")
# A bullet in a font that does not say what its signs are. Where it says, the sign is kept.
_BULLET = re.compile("[\x03-\x08\x0e-\x1f\x7f-\x9f\uf000-\uf0ff]")
_GAP = 0.8  # wider than a space between two words of a justified line, in type sizes


class Characters(Protocol):
    """The characters of a page, by their position in its text, from 0. Lengths are in points, and
    count from the lower left of the page."""

    def codes(self) -> Sequence[int]:
        """The UTF-16 code unit of each; a line ends with CR or LF, or a hyphen of its own code."""
        ...

    def box(self, position: int) -> Box: ...

    def origin(self, position: int) -> tuple[float, float]:
        """Where it stands on its base line: x and y."""
        ...

    def size(self, position: int) -> float:
        """The type size, as it appears on the page."""
        ...

    def angle(self, position: int) -> float:
        """How far it is turned clockwise, in radians; negative where that is not known."""
        ...

    def is_monospaced(self, position: int) -> bool:
        """Whether its type is a typewriter's."""
        ...


def page_lines(characters: Characters, visible: Box) -> list[Line]:
    """The lines in the order of the text, of the characters in the visible part of the page."""
    return rejoined(_lines(characters, visible))


def _lines(characters: Characters, visible: Box) -> Iterator[Line]:
    begin = 0
    letters: list[str] = []
    for position, code in enumerate((*characters.codes(), 10)):
        if code in (10, 13):
            if line := _line(characters, begin, letters, visible):
                yield line
            begin, letters = position + 1, []
        elif code in _HYPHENS:
            letters.append("-")
            if line := _line(characters, begin, letters, visible):
                yield line
            begin, letters = position + 1, []
        else:
            letters.append(chr(code if code < 0x110000 else 0xFFFD))


def _line(characters: Characters, begin: int, letters: list[str], visible: Box) -> Line | None:
    """The line of ``letters``, the first of which is at the position ``begin``; None where nothing
    of it can be seen."""
    solid = [place for place, letter in enumerate(letters) if not letter.isspace()]
    if not solid:
        return None
    turn = _quarter_turns(characters.angle(begin + solid[0]))
    compose_accents(letters, lambda place: _ends(characters, begin + place, turn))
    solid = [place for place in solid if letters[place]]
    if not all(_is_inside(characters.box(begin + one), visible) for one in (solid[0], solid[-1])):
        solid = [one for one in solid if _is_inside(characters.box(begin + one), visible)]
        if not solid:
            return None
    # Of a few characters, as each costs a call of PDFium's.
    sample = solid[:: max(1, len(solid) // 8)]
    size = statistics.median(characters.size(begin + place) for place in sample)
    base = statistics.median(_base(characters, begin + place, turn) for place in sample)
    for place in solid:
        if letters[place] in _DIGITS and _is_raised(characters, begin + place, size, base, turn):
            letters[place] = letters[place].translate(RAISED)
    _order_ligatures(characters, begin, letters)
    first, last = solid[0], solid[-1]
    ends = {place: _ends(characters, begin + place, turn) for place in solid}
    mend_spaces(
        letters,
        solid,
        ends,
        size,
        lambda place: _ends(characters, begin + place, turn),
        lambda place: characters.is_monospaced(begin + place),
    )
    if first < last and _BULLET.match(letters[first]) and letters[first + 1].isspace():
        letters[first] = "•"
    words = _decoded(letters[first : last + 1])
    left, right = min(ends[first][0], ends[last][0]), max(ends[first][1], ends[last][1])
    edges = _edges(letters, solid, ends)
    if len(edges) != len(words) + 1:
        edges = even_edges(left, right, len(words))
    return Line(
        words,
        left=left,
        right=right,
        base=base,
        size=size,
        turn=turn,
        gaps=tuple(_gaps(characters, begin, letters, solid, size, turn)),
        edges=edges,
        is_monospaced=all(characters.is_monospaced(begin + one) for one in (*sample, last)),
    )


def _edges(
    letters: Sequence[str], solid: Sequence[int], ends: Mapping[int, tuple[float, float]]
) -> Sequence[float]:
    """The edges of a line's characters, from its first to its last that is no blank. A blank begins
    where the character before it ends."""
    first, last = solid[0], solid[-1]
    # Text that runs from right to left begins at the right of its box.
    near, far = (1, 0) if ends[first][0] > ends[last][0] else (0, 1)
    edges = array("f")
    end = 0.0
    for place in range(first, last + 1):
        if not letters[place] or "\udc00" <= letters[place] <= "\udfff":
            continue  # an accent that its letter has now; the second half of a character
        own = ends.get(place)
        edges.append(end if own is None else own[near])
        end = end if own is None else own[far]
        edges.extend(end for _ in letters[place][1:])  # a space that was missing
    edges.append(ends[last][far])
    return edges


def _order_ligatures(characters: Characters, begin: int, letters: list[str]) -> None:
    """Puts the letters of each Arabic ligature into reading order. PDFium turns lines that run from
    right to left, and with them the letters of one glyph, which have one box: "لا" became "ال"."""
    place = 0
    while place < len(letters):
        end = place + 1
        if _is_arabic(letters[place]):
            box = None
            while end < len(letters) and _is_arabic(letters[end]):
                box = box or characters.box(begin + place)
                if characters.box(begin + end) != box:
                    break
                end += 1
            letters[place:end] = letters[place:end][::-1]
        place = end


def _is_arabic(letter: str) -> bool:
    return "\u0600" <= letter <= "\u06ff"


def _decoded(letters: Sequence[str]) -> str:
    """The letters as text. Halves of surrogate pairs come one by one."""
    return "".join(letters).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _gaps(
    characters: Characters,
    begin: int,
    letters: Sequence[str],
    solid: Sequence[int],
    size: float,
    turn: int,
) -> Iterator[Gap]:
    for before, after in itertools.pairwise(solid):
        if after > before + 1:
            left = _ends(characters, begin + before, turn)[1]
            right = _ends(characters, begin + after, turn)[0]
            if right - left > _GAP * size:
                yield Gap(sum(map(len, letters[solid[0] : before + 1])), left, right)


def _is_inside(box: Box, visible: Box) -> bool:
    """Whether a character can be seen: its middle is on the visible part of the page."""
    left, bottom, right, top = box
    x, y = (left + right) / 2, (bottom + top) / 2
    return visible[0] <= x <= visible[2] and visible[1] <= y <= visible[3]


def _is_raised(characters: Characters, position: int, size: float, base: float, turn: int) -> bool:
    """Whether a digit is a footnote's mark, which is no part of the number before it: "1968" with
    a small, raised 1 is not 19681."""
    return (
        characters.size(position) < 0.8 * size
        and _base(characters, position, turn) > base + 0.1 * size
    )


def _quarter_turns(angle: float) -> int:
    """The nearest quarter turns, 0 to 3, counter-clockwise."""
    return round(-angle / (math.pi / 2)) % 4 if angle > 0 else 0


def _base(characters: Characters, position: int, turn: int) -> float:
    """The height of a character's base line, on the page held so that it can be read."""
    x, y = characters.origin(position)
    return (y, -x, -y, x)[turn]


def _ends(characters: Characters, position: int, turn: int) -> tuple[float, float]:
    """Where a character begins and ends along its line."""
    left, bottom, right, top = characters.box(position)
    return ((left, right), (bottom, top), (-right, -left), (-top, -bottom))[turn]
