"""Tables of articles (.csv, .tsv): one per row, below a row with the names of the fields.

The standard library's ``csv`` reads a row at a time. The encoding is found by reading the file
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
from corpus.parsers.records.articles import Record, record_parts
from corpus.parsers.records.text_file import open_text
from corpus.text.encodings.decoding import MAX_BYTES

_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"
_LONGEST_NAMES = 1 << 16
_SEP_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The articles. Raises SourceError if no field has a text."""
    total = max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")) - 1)
    text, notes = open_text(file, source)
    if not options.first:
        yield from map(Remark, notes)
    yield from record_parts(_records(text, source), source, options, total)


def _records(text: io.TextIOBase, source: str) -> Iterator[tuple[Record | SourceError, int]]:
    csv.field_size_limit(MAX_BYTES)
    first = text.readline(_LONGEST_NAMES)
    if sep := _SEP_LINE.fullmatch(first):
        rows = csv.reader(text, delimiter=sep[1])
    else:
        rows = csv.reader(chain([first], text), delimiter=_delimiter(first))
    try:
        names = next(rows, [])
        for number, row in enumerate(rows, start=1):
            if any(value.strip() for value in row):
                yield dict(zip(names, row, strict=False)), number
    except csv.Error as error:
        raise SourceError(source, f"row {rows.line_num} is not CSV ({error})") from None


def _delimiter(names: str) -> str:
    """The delimiter that is in the row of names most often, outside quotation marks."""
    return max(_DELIMITERS, key=_QUOTED.sub("", names).count)
