"""Header rows: finds the row of a table that holds the column names.

Wrong names are worse than none ("Ann Lee: Tom Fry"), so a row counts only if the file declares it
(by a table, a filter or frozen rows), if it is bold and the next row is not, or if it has words
above numbers.
"""

from collections.abc import Sequence

from corpus.parsers.office.sheets.cells import Row

_LONGEST_NAME = 60
_LOOKED_AT = 10  # rows below it


def header_of(block: Sequence[Row], declared: frozenset[int]) -> Row | None:
    """The header row in a block of consecutive rows; None if there is none."""
    for position, row in enumerate(block):
        if len(row.cells) < 2:
            continue  # a title above the table
        under = block[position + 1 : position + 1 + _LOOKED_AT]
        is_header = (
            _can_be(row) and bool(under) and (row.number in declared or _looks_so(row, under))
        )
        if is_header:
            return row
        if row.number not in declared and not any(one.number in declared for one in under):
            return None
    return None


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
