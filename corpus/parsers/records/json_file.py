"""JSON (.json): a list of articles, or a Telegram export (``result.json``).

ijson 3 (BSD) reads a file of any length an object at a time; the standard library would hold all of
it, five to ten times its size in memory. A list of articles is the file itself, or the first list
of objects in it under a name such as "articles".
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus.errors import ForeignError, SourceError
from corpus.parsers.parsed import Options, Part
from corpus.parsers.records.articles import Record, readings
from corpus.parsers.records.json_stream import FAULTS, events, objects
from corpus.parsers.records.telegram_export import posts

_LISTS = ("articles", "items", "data", "results", "entries", "posts", "records", "documents")


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The articles, or the posts. Raises SourceError where it is neither."""
    try:
        place = _place(file)
        file.seek(0)
        if place is None:
            raise ForeignError(
                source, "neither a list of articles nor a Telegram export can be seen in it"
            )
        if place == "telegram":
            yield from posts(events(file), source, options)
        else:
            yield from readings(_records(objects(file, place), source), source, options, None)
    except FAULTS as error:
        # The rest of it draws an arrow to the place.
        said = str(error).partition("\n")[0]
        raise SourceError(source, f"not JSON, or damaged ({said})") from None


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
            yield SourceError(f"{source}#{number}", "it is no object"), number
