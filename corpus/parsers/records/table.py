"""Tables of articles (.csv, .tsv): one a row, under a row with the fields' names.

The standard library's ``csv`` reads a row at a time; what parts the fields is told from the
beginning of the file.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.parsed import Options, Part
from corpus.parsers.records.articles import Record, readings
from corpus.text.decoding import MAX_BYTES, decode

_SAMPLE = 1 << 16
_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The articles. Raises SourceError where there is no field with a text."""
    sample = file.read(_SAMPLE)
    # Whole lines, or a character might be cut in two.
    head, encoding = decode(sample[: sample.rfind(b"\n") + 1] or sample, source)
    file.seek(0)
    total = max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")) - 1)
    file.seek(0)
    if encoding == "utf-8":
        encoding = "utf-8-sig" if sample.startswith(codecs.BOM_UTF8) else "utf-8"
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    yield from readings(_records(text, head, source), source, options, total)


def _records(
    text: io.TextIOWrapper, head: str, source: str
) -> Iterator[tuple[Record | SourceError, int]]:
    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(text, delimiter=_delimiter(head))
    try:
        names = next(rows, [])
        for number, row in enumerate(rows, start=1):
            if any(value.strip() for value in row):
                yield dict(zip(names, row, strict=False)), number
    except csv.Error as error:
        raise SourceError(source, f"row {rows.line_num} is not CSV ({error})") from None


def _delimiter(head: str) -> str:
    """What is in the first line most often, of what may part fields."""
    first = head.splitlines()[0] if head.strip() else ""
    return max(_DELIMITERS, key=first.count)
