"""Binary format of Word 97 to 2003 ([MS-DOC]): characters, and the formatting that matters here.

The text is stored in pieces, in any order in the file. Formatting is stored by file offsets, in
pages of 512 bytes, as lists of codes ("sprm") with operands.
"""

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.parsers.office.old_word.lists import list_counter
from corpus.parsers.office.old_word.styles import DocStyles

_WORD_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_FIB_LENGTHS, _FIB_PLACES = 0x4C, 0x9A  # offsets: lengths of the text's parts; places of tables
_STYLES, _CHARACTERS, _PARAGRAPHS, _PIECES = 1, 12, 13, 33  # numbers of tables
_DEFINITIONS, _LISTS = 73, 74
_PAGE = 512
_COMPRESSED = 1 << 30
_OPERANDS = (
    1,
    1,
    2,
    4,
    2,
    2,
    0,
    3,
)  # bytes, by the highest three bits of a code; 0: stored in the first byte
_TABLE_DEFINITION = 0xD608
_MOST_CHARACTERS = 64_000_000

HIDDEN, DELETED, RAISED = 0x083C, 0x0800, 0x2A48
ROW_END, OUTLINE_LEVEL, LIST, LIST_LEVEL, DROP_CAP = (
    0x2417, 0x2640, 0x460B, 0x260A, 0x442C,
)  # fmt: skip


# Takes a page, the number of its runs and the position of one; returns its codes and style.
_ReadRun = Callable[[bytes, int, int], tuple[dict[int, int], int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters ``[start, end)`` of the text, stored at the file offset ``place``."""

    start: int
    end: int
    place: int
    width: int  # bytes of a character


@dataclass(frozen=True, slots=True)
class Run:
    """Formatting of the bytes ``[start, end)`` of the file: operands by code."""

    start: int
    end: int
    codes: dict[int, int]
    style: int = 0


class WordBinary:
    """The decoded streams of a document. Raises ValueError if they are not of Word 97 to 2003, and
    struct.error or IndexError if they are damaged."""

    def __init__(self, main: bytes, first_table: bytes, second_table: bytes) -> None:
        version, flags = _u16(main, 2), _u16(main, 0x0A)
        if version < _WORD_97:
            raise ValueError("it was made by Word 95 or older")
        if flags & _ENCRYPTED:
            raise ValueError("it is locked with a password")
        self._main = main
        self._table = second_table if flags & _SECOND_TABLE else first_table
        self._pieces = list(self._read_pieces())
        self._ends = [piece.end for piece in self._pieces]
        # The lengths of the main text, footnotes, headers, (none), comments, endnotes, text boxes.
        self.lengths = struct.unpack_from("<7I", main, _FIB_LENGTHS)
        self.characters = self._runs(_CHARACTERS, self._character_run)
        self.paragraphs = self._runs(_PARAGRAPHS, self._paragraph_run)
        self._starts = [run.start for run in self.paragraphs]
        self.styles = DocStyles(self._table_at(_STYLES), _codes)
        self.lists = list_counter(self._table, self._place(_DEFINITIONS), self._place(_LISTS))

    def text(self) -> list[str]:
        """All UTF-16 code units of the text, each as a string of one character."""
        found: list[str] = []
        for piece in self._pieces:
            size = (piece.end - piece.start) * piece.width
            data = self._main[piece.place : piece.place + size].ljust(size, b"\0")
            if piece.width == 1:
                found += data.decode("cp1252", "replace")
            else:
                found += map(chr, struct.unpack(f"<{piece.end - piece.start}H", data))
        return found

    def spans(self, run: Run) -> Iterator[tuple[int, int]]:
        """The ranges ``[start, end)`` of the text that a run formats."""
        for piece in self._pieces:
            first = (run.start - piece.place) // piece.width
            last = -((piece.place - run.end) // piece.width)
            start, end = max(piece.start, piece.start + first), min(piece.end, piece.start + last)
            if start < end:
                yield start, end

    def paragraph_at(self, character: int) -> Run | None:
        """The formatting of the paragraph that ends with this character."""
        number = bisect_right(self._ends, character)
        if number >= len(self._pieces):
            return None
        piece = self._pieces[number]
        place = piece.place + (character - piece.start) * piece.width
        run = self.paragraphs[bisect_right(self._starts, place) - 1] if self._starts else None
        return run if run is not None and run.start <= place < run.end else None

    def _read_pieces(self) -> Iterator[Piece]:
        data = self._table_at(_PIECES)
        place = 0
        while data[place] == 1:  # formatting of pieces
            place += 3 + _u16(data, place + 1)
        size = _u32(data, place + 1)
        data = data[place + 5 : place + 5 + size]
        count = (len(data) - 4) // 12
        bounds = struct.unpack_from(f"<{count + 1}I", data)
        if bounds[-1] > _MOST_CHARACTERS or list(bounds) != sorted(bounds):
            raise ValueError("its text is damaged")
        for number in range(count):
            where = _u32(data, 4 * (count + 1) + 8 * number + 2)
            width, place = 2, where
            if where & _COMPRESSED:
                width, place = 1, (where & ~_COMPRESSED) // 2
            yield Piece(bounds[number], bounds[number + 1], place, width)

    def _place(self, number: int) -> tuple[int, int]:
        place, size = struct.unpack_from("<2I", self._main, _FIB_PLACES + 8 * number)
        return int(place), int(size)

    def _table_at(self, number: int) -> bytes:
        place, size = self._place(number)
        return self._table[place : place + size]

    def _runs(self, number: int, read: _ReadRun) -> list[Run]:
        data = self._table_at(number)
        count = max(0, (len(data) - 4) // 8)
        found: list[Run] = []
        for page in struct.unpack_from(f"<{count}I", data, 4 * (count + 1)) if count else ():
            start = (page & 0x3FFFFF) * _PAGE
            content = self._main[start : start + _PAGE]
            if len(content) < _PAGE:
                continue
            runs = content[-1]
            bounds = struct.unpack_from(f"<{runs + 1}I", content)
            for position in range(runs):
                codes, style = read(content, runs, position)
                found.append(Run(bounds[position], bounds[position + 1], codes, style))
        return sorted(found, key=lambda run: run.start)

    def _character_run(self, page: bytes, runs: int, position: int) -> tuple[dict[int, int], int]:
        place = 2 * page[4 * (runs + 1) + position]
        return (_codes(page[place + 1 : place + 1 + page[place]]) if place else {}), 0

    def _paragraph_run(self, page: bytes, runs: int, position: int) -> tuple[dict[int, int], int]:
        place = 2 * page[4 * (runs + 1) + 13 * position]
        if not place:
            return {}, 0
        if page[place]:
            content = page[place + 1 : place + 2 * page[place]]
        else:
            content = page[place + 2 : place + 2 + 2 * page[place + 1]]
        return _codes(content[2:]), _u16(content, 0)


def _codes(data: bytes) -> dict[int, int]:
    """The operands in a list of codes, by code."""
    found: dict[int, int] = {}
    place = 0
    while place + 2 < len(data):
        code = _u16(data, place)
        place += 2
        if code == _TABLE_DEFINITION:
            break
        size = _OPERANDS[code >> 13] or data[place] + 1
        found[code] = int.from_bytes(data[place : place + min(size, 4)], "little")
        place += size
    return found


def _u16(data: bytes, place: int) -> int:
    (value,) = struct.unpack_from("<H", data, place)
    return int(value)


def _u32(data: bytes, place: int) -> int:
    (value,) = struct.unpack_from("<I", data, place)
    return int(value)
