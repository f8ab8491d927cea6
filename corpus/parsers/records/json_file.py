"""JSON (.json): a list of articles, or a Telegram export (``result.json``).

ijson 3 (BSD) reads a file of any length one object at a time; the standard library would need five
to ten times the file's size in memory. The list of articles is the file itself, or the first list
of objects under a name such as "articles".
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.errors import ForeignError, SourceError
from corpus.parsers.parsed import Options, Part, Remark
from corpus.parsers.records.articles import Record, record_parts
from corpus.parsers.records.json_stream import FAULTS, events, objects
from corpus.parsers.records.telegram_export import posts
from corpus.parsers.records.text_file import as_utf8, open_text

_LISTS = ("articles", "items", "data", "results", "entries", "posts", "records", "documents")


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The articles, or the posts. Raises SourceError if it is neither."""
    text, notes = open_text(file, source)
    if not options.first:
        yield from map(Remark, notes)
    try:
        place = _place(as_utf8(text))
        text.seek(0)
        if place is None:
            raise ForeignError(source, "it has no list of articles, and is not a Telegram export")
        if place == "telegram":
            yield from posts(events(as_utf8(text)), source, options)
        else:
            records = _records(objects(as_utf8(text), place), source)
            yield from record_parts(records, source, options, None)
    except FAULTS as error:
        # The rest of the message draws an arrow to the place.
        first_line = str(error).partition("\n")[0]
        raise SourceError(source, f"not JSON, or damaged ({first_line})") from None


def _place(file: BinaryIO) -> str | None:
    """Where in the file its articles are."""
    found: str | None = None
    for prefix, event, _ in events(file):
        if prefix in ("messages", "chats.list") and event == "start_array":
            return "telegram"
        if prefix == "item" and event == "start_map":
            return "item"
        if prefix in _LISTS and event == "start_array":
            found = prefix
        elif found and prefix == f"{found}.item":
            if event == "start_map":
                return f"{found}.item"
            found = None
    return None


def _records(values: Iterator[Any], source: str) -> Iterator[tuple[Record | SourceError, int]]:
    for number, record in enumerate(values, start=1):
        if isinstance(record, dict):
            yield record, number
        else:
            yield SourceError(f"{source}#{number}", "it is not an object"), number
