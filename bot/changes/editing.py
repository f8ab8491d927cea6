"""Corrections as people write them in a chat: `DOC title=… published=…`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.document import Card
from corpus.store.corrections import FIELDS

RESET = "reset"
_FIELD = re.compile(rf"(?:^|(?<=\s))({'|'.join(FIELDS)})\s?=", re.IGNORECASE)
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "»": "«"}


@dataclass(frozen=True, slots=True)
class Edit:
    """A correction that somebody asks for. ``wanted``: the document's id, or the start of it;
    ``values`` by field, as they were written, empty for "unknown"; ``reset``: undo earlier
    corrections. Without either, the document's metadata are to be shown."""

    wanted: str
    values: Mapping[str, str]
    reset: bool = False

    @property
    def is_change(self) -> bool:
        return self.reset or bool(self.values)


def edit_of(text: str) -> Edit:
    """The edit that a text describes; a value ends where the next field begins.

    >>> edit_of('3fa2 title=“Storm = wind” author=')
    Edit(wanted='3fa2', values={'title': 'Storm = wind', 'author': ''}, reset=False)
    >>> edit_of("3fa2 reset").reset
    True
    """
    marks = list(_FIELD.finditer(text))
    ends = [one.start() for one in marks[1:]] + [len(text)]
    values = {
        mark[1].lower(): _unquoted(text[mark.end() : end].strip())
        for mark, end in zip(marks, ends, strict=False)
    }
    words = text[: marks[0].start() if marks else len(text)].split()
    reset = len(words) > 1 and words[-1].lower() == RESET
    return Edit(" ".join(words[:-1] if reset else words), values, reset)


def known_lines(card: Card, as_parsed: Card) -> list[tuple[str, str, str | None]]:
    """The fields that can be corrected: name, value (empty if unknown), and, for a corrected one,
    the document's own value (else None)."""
    return [
        (
            field,
            getattr(card, field) or "",
            (getattr(as_parsed, field) or "") if field in card.corrected else None,
        )
        for field in FIELDS
    ]


def _unquoted(value: str) -> str:
    if len(value) > 1 and _QUOTES.get(value[0]) == value[-1]:
        return value[1:-1].strip()
    return value
