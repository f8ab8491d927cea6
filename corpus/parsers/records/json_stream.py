"""JSON of any length, one event or object at a time.

The only module that imports ijson (BSD).
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson
from ijson.common import ObjectBuilder

Event = tuple[str, str, Any]
Builder = ObjectBuilder
FAULTS = (ijson.JSONError, UnicodeDecodeError, RecursionError)


def events(file: BinaryIO) -> Iterator[Event]:
    """The events of the parser: where it is ("messages.item.id"), what comes, and its value."""
    yield from ijson.parse(file, use_float=True)


def objects(file: BinaryIO, place: str) -> Iterator[Any]:
    """The values at a place ("articles.item")."""
    yield from ijson.items(file, place, use_float=True)
