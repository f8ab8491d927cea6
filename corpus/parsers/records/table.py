"""Tables of articles (.csv, .tsv): one per row, below a row with the names of the fields.

Titles and notes may stand above that row, and units below it; they are left out. The standard
library's ``csv`` reads a row at a time. The encoding is found by reading the file
through once; the delimiter is taken from the row of names, or from a first line like ``sep=;``,
which Excel writes and understands.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.parsed import Options, Part, Remark
from corpus.parsers.records.articles import Record, is_text, record_parts
from corpus.parsers.records.text_file import open_text
from corpus.text.encodings.decoding import MAX_BYTES

_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"
_LONGEST_NAMES = 1 << 16
# Titles and notes above the row of names, and rows of units and the like below it, at most.
_MOST_ABOVE = 12
_SEP_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The articles. Raises SourceError if no field has a text."""
    total = max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")) - 1)
    text, notes = open_text(file, source)
    if not options.first:
        yield from map(Remark, notes)
    yield from record_parts(_records(text, source, options), source, options, total)


def _records(
    text: io.TextIOBase, source: str, options: Options
) -> Iterator[tuple[Record | SourceError, int]]:
    csv.field_size_limit(MAX_BYTES)
    first = text.readline(_LONGEST_NAMES)
    delimiter = ""
    if sep := _SEP_LINE.fullmatch(first):
        delimiter = sep[1]
        first = text.readline(_LONGEST_NAMES)
    head = _head(first, text, delimiter, options)
    first = head[0]
    rows = csv.reader(chain(head, text), delimiter=delimiter or _delimiter(first))
    try:
        names = next(rows, [])
        place = next((place for place, name in enumerate(names) if is_text(name, options)), None)
        for number, row in enumerate(rows, start=1):
            if not any(value.strip() for value in row):
                continue
            has_begun = place is None or any(row[place : place + 1]) or number > _MOST_ABOVE
            if has_begun:
                place = None
                yield dict(zip(names, row, strict=False)), number
    except csv.Error as error:
        raise SourceError(source, f"row {rows.line_num} is not CSV ({error})") from None


def _head(first: str, text: io.TextIOBase, delimiter: str, options: Options) -> list[str]:
    """The first lines, from that with the names of the fields on. Lines above it have fewer cells,
    unless the user named the field; if there is no such line, the first has the names."""
    head = [first]
    while len(head) <= _MOST_ABOVE and head[-1] and head[-1].count('"') % 2 == 0:
        line = head[-1]
        used = delimiter or _delimiter(line)
        names = _cells(line, used)
        if any(is_text(name, options) for name in names):
            is_wider = all(len(_cells(above, used)) < len(names) for above in head[:-1])
            if is_wider or "text" in options.fields:
                return [line]
            break
        head.append(text.readline(_LONGEST_NAMES))
    return head


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a line that are not empty."""
    return [one for one in next(csv.reader([line], delimiter=delimiter), []) if one.strip()]


def _delimiter(names: str) -> str:
    """The delimiter that is in the row of names most often, outside quotation marks."""
    return max(_DELIMITERS, key=_QUOTED.sub("", names).count)
