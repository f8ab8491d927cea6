"""Spreadsheets (.xlsx): one paragraph per row, with the names of the columns.

A row is written as one would read it aloud: "Place: East Farleigh; Height in metres: 4.71". Column
names and values are from the file; only the colons and semicolons are added. If a table has no
column names, tabs separate the cells. Numbers are written as their cells display them. Hidden
sheets, rows and columns are left out, and a note says so.

Parsed from the XML with lxml (BSD), which HTML needs already. openpyxl 3.1 (MIT) takes 1.4 s to
import, python-calamine 0.9 (MIT) 7 ms; but both return 0.125 for a cell that displays 12.5%.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.outline import Kind
from corpus.parsers.office.sheets.cells import CellReader, Content, Row
from corpus.parsers.office.sheets.headers import header_of
from corpus.parsers.office.sheets.workbook import sheets
from corpus.parsers.office.zip_package import Package, core_properties
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The workbook's text. Raises SourceError."""
    package = Package(file, source)
    place = package.main_part("xl/workbook.xml")
    workbook = package.tree(place)
    reader = CellReader(package, place, workbook)
    builder = TextBuilder()
    hidden_sheets = hidden_rows = 0
    first_row: Row | None = None
    for sheet in sheets(package, place, workbook):
        if sheet.is_hidden:
            hidden_sheets += 1
            continue
        content = reader.content(package, sheet.part)
        hidden_rows += content.hidden
        first_row = first_row or next(iter(content.rows), None)
        builder.outline_entry(Kind.CHAPTER, sheet.name)
        _write(builder, content, sheet.header_rows)
    if not builder:
        raise SourceError(source, "there is no text in it")
    metadata, notes = checked_metadata(core_properties(package))
    notes += [
        f"hidden {what} left out: {count}"
        for count, what in ((hidden_sheets, "sheets"), (hidden_rows, "rows and columns"))
        if count
    ]
    found = builder.reading(metadata, notes)
    if metadata.title is None and first_row is not None and len(first_row.cells) > 1:
        found = replace(found, metadata=metadata)  # column names are not a title
    yield found


def _write(builder: TextBuilder, content: Content, header_rows: frozenset[int]) -> None:
    declared = header_rows | content.header_rows
    numbered = itertools.count()
    for _, group in itertools.groupby(content.rows, key=lambda row: row.number - next(numbered)):
        block = list(group)  # rows without an empty row between them
        header = header_of(block, declared, content.merged)
        for row in block:
            names = header.names if header is not None and row.number > header.last else None
            builder.outline_entry(Kind.ROW, str(row.number))
            builder.paragraph(_plain(row) if names is None else _labelled(row, names))


def _plain(row: Row) -> str:
    return "\t".join(cell.text for cell in row.cells)


def _labelled(row: Row, names: Mapping[int, str]) -> str:
    if len(row.cells) == 1:
        return row.cells[0].text
    return "; ".join(
        f"{_label(names[cell.column])} {cell.text}" if cell.column in names else cell.text
        for cell in row.cells
    )


def _label(name: str) -> str:
    return name if name.endswith((":", "?", "=")) else f"{name}:"
