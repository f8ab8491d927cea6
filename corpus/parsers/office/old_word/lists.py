"""Lists of a binary Word document ([MS-DOC], PlfLst and PlfLfo), from which numbers are counted."""

import struct

from corpus.parsers.office.list_counting import (
    LEVELS,
    Definition,
    Level,
    ListCounter,
    NumberedList,
)

_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    5: "ordinal", 22: "decimalZero", 23: "bullet", 255: "none",
}  # fmt: skip
_DEFINITION, _LIST = 28, 16  # bytes
_IS_SIMPLE = 0x01  # one level
_IS_LEGAL, _NO_RESTART = 0x04, 0x08
_NOTHING_FOLLOWS = 2
_STARTS, _HAS_LEVEL = 0x10, 0x20


def list_counter(table: bytes, definitions: tuple[int, int], lists: tuple[int, int]) -> ListCounter:
    """The lists in a table stream. ``definitions`` and ``lists`` are the offset and size of these
    tables. A list's id is its number, from 1."""
    counter = ListCounter()
    place, size = definitions
    if size >= 2:
        _read_definitions(counter, table, place, size)
    place, size = lists
    if size >= 4:
        _read_lists(counter, table, place)
    return counter


def _read_definitions(counter: ListCounter, table: bytes, place: int, size: int) -> None:
    (count,) = struct.unpack_from("<H", table, place)
    levels_at = place + size  # they follow the definitions
    for number in range(count):
        start = place + 2 + _DEFINITION * number
        name, flags = struct.unpack_from("<i", table, start)[0], table[start + 26]
        levels: dict[int, Level] = {}
        for index in range(1 if flags & _IS_SIMPLE else LEVELS):
            levels[index], levels_at = _level(table, levels_at)
        counter.definitions[str(name)] = Definition(levels)


def _read_lists(counter: ListCounter, table: bytes, place: int) -> None:
    (count,) = struct.unpack_from("<I", table, place)
    data_at = place + 4 + _LIST * count
    for number in range(min(count, len(table) // _LIST)):
        start = place + 4 + _LIST * number
        (name,) = struct.unpack_from("<i", table, start)
        made = NumberedList(str(name))
        data_at += 4
        for _ in range(table[start + 12]):
            first, flags = struct.unpack_from("<iI", table, data_at)
            data_at += 8
            index = flags & 0x0F
            if flags & _STARTS:
                made.starts[index] = first
            if flags & _HAS_LEVEL:
                made.levels[index], data_at = _level(table, data_at)
        counter.lists[str(number + 1)] = made


def _level(table: bytes, place: int) -> tuple[Level, int]:
    """A level, and the offset of what follows it."""
    start, form, flags = struct.unpack_from("<iBB", table, place)
    follows, character_codes, paragraph_codes = (
        table[place + 15],
        table[place + 24],
        table[place + 25],
    )
    limit = table[place + 26]
    text_at = place + 28 + character_codes + paragraph_codes
    (length,) = struct.unpack_from("<H", table, text_at)
    units = struct.unpack_from(f"<{length}H", table, text_at + 2)
    text = "".join(f"%{unit + 1}" if unit < LEVELS else chr(unit) for unit in units)
    level = Level(
        start=start,
        form=_FORMS.get(form, "decimal"),
        text=text,
        joint="" if follows == _NOTHING_FOLLOWS else " ",
        restarts_after=limit if flags & _NO_RESTART else None,
        legal=bool(flags & _IS_LEGAL),
    )
    return level, text_at + 2 + 2 * length
