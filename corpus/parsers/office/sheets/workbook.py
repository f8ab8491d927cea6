"""Sheets of a workbook: names, parts and declared header rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.parsers.markup.trees import Element
from corpus.parsers.office.sheets.cells import first_row
from corpus.parsers.office.sheets.names import S
from corpus.parsers.office.zip_package import Package

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. ``header_rows``: the numbers of the first rows of its tables."""

    name: str
    part: str
    is_hidden: bool
    header_rows: frozenset[int]


def sheets(package: Package, place: str, workbook: Element) -> Iterator[Sheet]:
    """The sheets with cells, in tab order."""
    related = package.related(place)
    with_cells = frozenset(related.all("worksheet"))
    for one in workbook.iter(f"{S}sheet"):
        part = related.by_id.get(one.get(f"{_R}id", ""))
        if part in with_cells and part is not None:
            is_hidden = one.get("state", "visible") != "visible"
            rows = frozenset() if is_hidden else frozenset(_header_rows(package, part))
            yield Sheet(one.get("name", ""), part, is_hidden, rows)


def _header_rows(package: Package, part: str) -> Iterator[int]:
    for place in package.related(part).all("table"):
        table = package.tree(place)
        if table.get("headerRowCount", "1") != "0":
            yield first_row(table.get("ref", ""))
