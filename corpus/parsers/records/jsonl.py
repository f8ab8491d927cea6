"""JSON Lines (.jsonl): one article per line, read one at a time, so a file may have any length."""

import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.parsed import Options, Part, Remark
from corpus.parsers.records.articles import Record, record_parts
from corpus.parsers.records.text_file import open_text
from corpus.text.encodings.decoding import MAX_BYTES

_CHUNK = 1 << 20


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The articles. Raises SourceError if the first has no text."""
    total = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))
    text, notes = open_text(file, source)
    if not options.first:
        yield from map(Remark, notes)
    yield from record_parts(_records(text, source), source, options, total)


def _records(text: io.TextIOBase, source: str) -> Iterator[tuple[Record | SourceError, int]]:
    number = 0
    while line := text.readline(MAX_BYTES):
        number += 1
        if line.strip():
            yield _record(line, f"{source}#{number}"), number


def _record(line: str, name: str) -> Record | SourceError:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return SourceError(name, f"the line is not JSON ({error})")
    if not isinstance(record, dict):
        return SourceError(name, "the line is not a JSON object")
    return record
