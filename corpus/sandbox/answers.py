"""Answers of the parsers' process, checked: the process may have been taken over by a file."""

import base64
from typing import Any

from corpus.character_places import checked
from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.outline import Kind, OutlineEntry
from corpus.parsers.parsed import Opened, PagePicture, ParsedDocument, Part, Remark
from corpus.parsers.pdf.png import size_of
from corpus.sandbox.isolation import Isolation


class InvalidAnswer(ValueError):
    """An answer that is none; its text says what it lacks."""


def part_in(answer: dict[str, Any], source: str) -> Part:
    """The part of a file in an answer. Raises InvalidAnswer."""
    try:
        if "opened" in answer:
            return Opened(str(answer["opened"]), answer["total"] and int(answer["total"]))
        if "remark" in answer:
            return Remark(str(answer["remark"]))
        if "failed" in answer:
            name = str(answer["name"])
            return SourceError(f"{source}{name}" if name else source, str(answer["failed"]))
        text = str(answer["text"])
        return ParsedDocument(
            text,
            Metadata(**{name: value and str(value) for name, value in answer["metadata"].items()}),
            [str(note) for note in answer["notes"]],
            tuple(_outline_entry(row, len(text)) for row in answer["outline"]),
            str(answer["name"]),
            bool(answer["is_excerpt"]),
            _places(answer["places"], len(text)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidAnswer(type(error).__name__) from None


def _places(packed: str | None, length: int) -> bytes | None:
    """Places of characters. They are unpacked when they are needed, with limits of their own."""
    return checked(base64.b64decode(packed, validate=True), length) if packed else None


def picture_in(answer: dict[str, Any]) -> PagePicture:
    """The picture in an answer. Raises InvalidAnswer."""
    try:
        file = base64.b64decode(answer["png"], validate=True)
        width, height = size_of(file)
        return PagePicture(file, width, height, int(answer["pages"]))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidAnswer("no picture") from error


def isolation_in(answer: dict[str, Any]) -> Isolation:
    """How the process says that it is isolated."""
    return Isolation(int(answer.get("files", 0)), bool(answer.get("calls", False)))


def _outline_entry(row: list[Any], length: int) -> OutlineEntry:
    start, end, kind, label, level = row
    if not 0 <= int(start) <= int(end) <= length:
        raise ValueError(row)
    return OutlineEntry(int(start), int(end), Kind(kind), str(label), int(level))
