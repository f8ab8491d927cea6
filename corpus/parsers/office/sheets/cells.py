"""Cells of a workbook, with the text that they display."""

import math
import re
from dataclasses import dataclass, field

from corpus.parsers.markup.trees import Element
from corpus.parsers.office.sheets.names import S, whole_number
from corpus.parsers.office.sheets.number_formats import built_in_format, shown
from corpus.parsers.office.zip_package import Package

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FIRST_CELL = re.compile(r"\$?[A-Z]{1,3}\$?(\d{1,7})")
_READ = (f"{S}col", f"{S}row", f"{S}pane", f"{S}autoFilter", f"{S}mergeCell")
_MERGED = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})\d{1,7}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BLANK = re.compile(r"\s+")
_LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty. ``is_text``: it holds words, not a number or date."""

    column: int
    text: str
    is_text: bool
    is_bold: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the sheet, and the cells that are not empty."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Content:
    """A sheet's visible rows that are not empty; the numbers of rows that a filter or frozen panes
    declare to be headers; the last column of cells that are merged over several, by their row and
    first column; and how many rows and columns are hidden."""

    rows: list[Row] = field(default_factory=list)
    header_rows: set[int] = field(default_factory=set)
    merged: dict[tuple[int, int], int] = field(default_factory=dict)
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    form: str
    is_bold: bool


class CellReader:
    """Reads the rows of a workbook's sheets."""

    def __init__(self, package: Package, place: str, workbook: Element) -> None:
        related = package.related(place)
        strings, styles = related.first("sharedStrings"), related.first("styles")
        self._strings = [
            _words(one) for one in package.elements(strings, f"{S}si")
        ] if strings else []  # fmt: skip
        self._looks = _looks(package.tree(styles)) if styles else []
        properties = workbook.find(f"{S}workbookPr")
        self._from_1904 = properties is not None and properties.get("date1904") in ("1", "true")

    def content(self, package: Package, part: str) -> Content:
        """The visible content of a sheet. It is read once: sheets may be large."""
        found = Content()
        hidden_columns: set[int] = set()
        number = 0
        for one in package.elements(part, *_READ):
            if one.tag == f"{S}autoFilter":
                found.header_rows.add(first_row(one.get("ref", "")))
                continue
            if one.tag == f"{S}mergeCell":
                if found_range := _MERGED.fullmatch(one.get("ref", "")):
                    first, last = _column(found_range[1]), _column(found_range[3])
                    if first < last:
                        found.merged[int(found_range[2]), first] = min(last, _LAST_COLUMN)
                continue
            if one.tag == f"{S}pane":
                if one.get("state") in ("frozen", "frozenSplit"):
                    found.header_rows.add(whole_number(one.get("ySplit"), 0))
                continue
            is_hidden = one.get("hidden") in ("1", "true")
            if one.tag == f"{S}col":
                if is_hidden:
                    first = whole_number(one.get("min"), 1)
                    last = min(_LAST_COLUMN, whole_number(one.get("max"), first))
                    hidden_columns.update(range(first, last + 1))
                continue
            number = whole_number(one.get("r"), number + 1)
            cells = self._cells(one)
            if is_hidden:
                found.hidden += bool(cells)
                continue
            kept = tuple(cell for cell in cells if cell.column not in hidden_columns)
            if kept:
                found.rows.append(Row(number, kept))
        found.hidden += 1 if hidden_columns and found.rows else 0
        return found

    def _cells(self, row: Element) -> list[Cell]:
        cells = []
        column = 0
        for one in row:
            if one.tag != f"{S}c":
                continue
            found = _REFERENCE.fullmatch(one.get("r", ""))
            column = _column(found[1]) if found else column + 1
            style = whole_number(one.get("s"), 0)
            look = self._looks[style] if style < len(self._looks) else _Look("General", False)
            text, is_text = self._shown(one, look.form)
            text = _BLANK.sub(" ", text).strip()
            if text:
                cells.append(Cell(column, text, is_text, look.is_bold))
        return cells

    def _shown(self, cell: Element, form: str) -> tuple[str, bool]:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(f"{S}is")
            return ("" if inline is None else _words(inline)), True
        value = cell.find(f"{S}v")
        written = "" if value is None else (value.text or "")
        if kind == "s":
            place = whole_number(written.strip(), len(self._strings))
            return (self._strings[place] if place < len(self._strings) else ""), True
        if kind == "str":
            return _unescaped(written), True
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(written.strip(), ""), False
        if kind == "e":  # "#N/A"
            return "", False
        if kind == "d":
            return written, False
        try:
            value = float(written)
        except ValueError:
            return written, False
        if not math.isfinite(value):
            return written, False
        return shown(value, form, from_1904=self._from_1904), False


def first_row(reference: str) -> int:
    """The number of the first row of a range such as "A3:D10"; 0 if it has none."""
    found = _FIRST_CELL.match(reference)
    return int(found[1]) if found else 0


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _words(item: Element) -> str:
    """The text of a string item, without phonetic text."""
    parts = []
    for one in item:
        if one.tag == f"{S}t":
            parts.append(one.text or "")
        elif one.tag == f"{S}r":
            parts += [part.text or "" for part in one.findall(f"{S}t")]
    return _unescaped("".join(parts))


def _unescaped(words: str) -> str:
    """Characters that XML cannot hold are written as "_x000D_"."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), words) if "_x" in words else words


def _looks(styles: Element) -> list[_Look]:
    """The formats that cells refer to by position."""
    forms = {
        whole_number(one.get("numFmtId"), 0): one.get("formatCode", "General")
        for one in styles.iter(f"{S}numFmt")
    }
    fonts = styles.find(f"{S}fonts")
    bold = [] if fonts is None else [_is_bold(font) for font in fonts.findall(f"{S}font")]
    looks = []
    cells = styles.find(f"{S}cellXfs")
    for one in () if cells is None else cells.findall(f"{S}xf"):
        number, font = whole_number(one.get("numFmtId"), 0), whole_number(one.get("fontId"), 0)
        form = forms.get(number) or built_in_format(number)
        looks.append(_Look(form, font < len(bold) and bold[font]))
    return looks


def _is_bold(font: Element) -> bool:
    mark = font.find(f"{S}b")
    return mark is not None and mark.get("val", "1") not in ("0", "false")
