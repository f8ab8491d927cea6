"""Sheets of a workbook: names, parts and declared header rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.parsers.markup.trees import Element
from corpus.parsers.office.sheets.names import S, whole_number
from corpus.parsers.office.zip_package import Package

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FIRST_CELL = re.compile(r"\$?[A-Z]{1,3}\$?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. ``header_rows``: the numbers of rows that are declared to be headers."""

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
    """The first rows of tables and filters, and the last frozen row."""
    for place in package.related(part).all("table"):
        table = package.tree(place)
        if table.get("headerRowCount", "1") != "0":
            yield from _first_row(table)
    for one in package.elements(part, f"{S}pane", f"{S}autoFilter"):
        if one.tag == f"{S}autoFilter":
            yield from _first_row(one)
        elif one.get("state") in ("frozen", "frozenSplit"):
            yield whole_number(one.get("ySplit"), 0)


def _first_row(element: Element) -> Iterator[int]:
    found = _FIRST_CELL.match(element.get("ref", ""))
    if found:
        yield int(found[1])
