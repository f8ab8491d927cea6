"""Header rows: finds the rows of a table that hold the column names.

Wrong names are worse than none ("Ann Lee: Tom Fry"), so a row counts only if the file declares it
(by a table, a filter or frozen rows), if it is bold and the next row is not, or if it has words
above numbers. Titles above it have fewer cells. Two more rows may be part of the names: one above
whose cells are merged over several columns ("2023" over "Metres" and "Days"), and one of units
below, which has words above nothing but numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.parsers.office.sheets.cells import Cell, Row

_LONGEST_NAME = 60
_LONGEST_UNIT = 20
_LOOKED_AT = 10  # rows below it


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, and the number of the last row that they are in."""

    names: Mapping[int, str]
    last: int


def header_of(
    block: Sequence[Row], declared: frozenset[int], merged: Mapping[tuple[int, int], int]
) -> Header | None:
    """The header in a block of consecutive rows; None if there is none. ``merged``: the last column
    of cells that reach over several, by their row and first column."""
    for position, row in enumerate(block):
        if len(row.cells) < 2:
            continue  # a title above the table
        above = block[position - 1] if position else None
        named = _with_groups(row, above, merged) or row
        under = block[position + 1 : position + 1 + _LOOKED_AT]
        units = _units(named, under)
        data = under[1:] if units else under
        is_header = (
            _can_be(named) and bool(data) and (row.number in declared or _looks_so(named, data))
        )
        if is_header:
            names = {cell.column: cell.text for cell in named.cells}
            for unit in units:
                names[unit.column] = " ".join((names.get(unit.column, ""), unit.text)).strip()
            return Header(names, row.number + bool(units))
        is_above = bool(under) and len(row.cells) < len(under[0].cells)
        if row.number not in declared and not (
            is_above or any(one.number in declared for one in under)
        ):
            return None
    return None


def _with_groups(row: Row, above: Row | None, merged: Mapping[tuple[int, int], int]) -> Row | None:
    """The row with the names of merged cells above before its own; None if there are none."""
    if above is None:
        return None
    groups = {
        column: cell.text
        for cell in above.cells
        if (above.number, cell.column) in merged
        for column in range(cell.column, merged[above.number, cell.column] + 1)
    }
    own = {cell.column for cell in row.cells}
    if len(own & groups.keys()) < 2 or (own <= groups.keys() and len(set(groups.values())) < 2):
        return None  # a title over the whole table
    # A name beside the groups stands in the upper row alone, or is merged with the cell below.
    cells = [
        replace(cell, text=f"{groups[cell.column]} {cell.text}") if cell.column in groups else cell
        for cell in row.cells
    ]
    cells += [cell for cell in above.cells if cell.column not in own | groups.keys()]
    return Row(row.number, tuple(sorted(cells, key=lambda cell: cell.column)))


def _units(row: Row, under: Sequence[Row]) -> tuple[Cell, ...]:
    """The cells of the row of units right below, if it is one: words above nothing but numbers."""
    if len(under) < 2:
        return ()
    columns = {cell.column for cell in row.cells}
    below = [cell for one in under[1:] for cell in one.cells]
    numbers = {cell.column for cell in below if not cell.is_text}
    words = {cell.column for cell in below if cell.is_text}
    are_units = all(
        cell.is_text
        and len(cell.text) <= _LONGEST_UNIT
        and any(character.isalpha() or character in "%‰°€$£" for character in cell.text)
        and cell.column in columns & numbers - words
        for cell in under[0].cells
    )
    return under[0].cells if are_units else ()


def _can_be(row: Row) -> bool:
    names = [cell.text for cell in row.cells]
    return (
        all(cell.is_text and len(cell.text) <= _LONGEST_NAME for cell in row.cells)
        and len(set(names)) == len(names)
    )  # fmt: skip


def _looks_so(row: Row, under: Sequence[Row]) -> bool:
    columns = {cell.column for cell in row.cells}
    below = [cell for one in under for cell in one.cells if cell.column in columns]
    is_bold = all(cell.is_bold for cell in row.cells) and not any(
        cell.is_bold for cell in under[0].cells
    )
    numbers = {cell.column for cell in below if not cell.is_text}
    words = {cell.column for cell in below if cell.is_text}
    return (is_bold and bool(below)) or bool(numbers - words)
