"""Which row of a table in a sheet holds the names of its columns.

Wrong names are worse than none ("Ann Lee: Tom Fry"), so a row counts only where the file declares
it (a table, a filter, rows that stay in sight), where it is bold and the next is not, or where
words stand over numbers.
"""

from collections.abc import Sequence

from corpus.parsers.office.sheets.cells import Row

_LONGEST_NAME = 60
_LOOKED_AT = 10  # rows under it


def header_of(block: Sequence[Row], declared: frozenset[int]) -> Row | None:
    """The row with the names of the columns, in rows that stand under each other; None where there
    is none."""
    for position, row in enumerate(block):
        if len(row.cells) < 2:
            continue  # a title over the table
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
