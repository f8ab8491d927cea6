"""Paragraph styles of a binary Word document ([MS-DOC], STSH)."""

import struct
from collections.abc import Callable

_HEADINGS = range(1, 10)  # the built-in styles "heading 1" to "heading 9"
_PARAGRAPH_STYLE = 1


class DocStyles:
    """Paragraph styles by number. Styles inherit."""

    def __init__(self, data: bytes, codes_of: Callable[[bytes], dict[int, int]]) -> None:
        self._based_on: dict[int, int] = {}
        self._codes: dict[int, dict[int, int]] = {}
        self._levels: dict[int, int] = {}
        if len(data) < 6:
            return
        size, count, base_size = struct.unpack_from("<3H", data)
        place = 2 + size
        for number in range(count):
            if place + 2 > len(data):
                break
            (length,) = struct.unpack_from("<H", data, place)
            self._read(number, data[place + 2 : place + 2 + length], base_size, codes_of)
            place += 2 + length

    def codes(self, style: int) -> dict[int, int]:
        """The formatting codes of a paragraph in this style."""
        found: dict[int, int] = {}
        for one in self._chain(style):
            found = {**self._codes.get(one, {}), **found}
        return found

    def level(self, style: int) -> int:
        """The heading level of this style, 1 to 9; 0 if it is not a heading style."""
        return next((self._levels[one] for one in self._chain(style) if one in self._levels), 0)

    def _chain(self, style: int) -> list[int]:
        """A style and those that it is based on. In damaged files these may form a cycle."""
        chain: list[int] = []
        while style in self._based_on and style not in chain:
            chain.append(style)
            style = self._based_on[style]
        return chain

    def _read(
        self, number: int, data: bytes, base_size: int, codes_of: Callable[[bytes], dict[int, int]]
    ) -> None:
        if len(data) < base_size + 2 or base_size < 10:
            return
        kind, base, parts = struct.unpack_from("<3H", data)
        if base & 0x0F != _PARAGRAPH_STYLE:
            return
        self._based_on[number] = base >> 4
        if kind & 0x0FFF in _HEADINGS:
            self._levels[number] = kind & 0x0FFF
        (length,) = struct.unpack_from("<H", data, base_size)
        place = base_size + 2 + 2 * length + 2
        if parts & 0x0F and place + 2 <= len(data):
            (size,) = struct.unpack_from("<H", data, place)
            self._codes[number] = codes_of(data[place + 4 : place + 2 + size])
