"""JSON Lines (.jsonl): an article a line, read one at a time, however long the file."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.parsed import Options, Part
from corpus.parsers.records.articles import Record, readings
from corpus.text.decoding import MAX_BYTES

_CHUNK = 1 << 20


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The articles. Raises SourceError where the first has no text."""
    total = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))
    file.seek(0)
    yield from readings(_records(file, source), source, options, total)


def _records(file: BinaryIO, source: str) -> Iterator[tuple[Record | SourceError, int]]:
    number = 0
    while line := file.readline(MAX_BYTES):
        number += 1
        if line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield _record(line, f"{source}#{number}"), number


def _record(line: bytes, name: str) -> Record | SourceError:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return SourceError(name, "the line is not UTF-8")
    except (ValueError, RecursionError) as error:
        return SourceError(name, f"the line is not JSON ({error})")
    if not isinstance(record, dict):
        return SourceError(name, "the line is no JSON object")
    return record
