"""Reader of the journal's former file format, JSON Lines, which is imported once and deleted.

Each line is a JSON array: ``["received", UPDATE, TIME]``, ``["begun", ID]``,
``["sent", ID, METHOD, RESPONSE]``, ``["done", FIRST, LAST]`` or ``["moved", OLD, NEW]``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.telegram.transport.journal.received import Received

# No more ids were ever remembered, however wide a "done" range is.
_MAX_RANGE = 10_000


@dataclass(slots=True)
class OldJournal:
    """Pending updates by id, ids of answered ones (oldest first), and groups that moved."""

    pending: dict[int, Received] = field(default_factory=dict)
    done: dict[int, None] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)


def read_old_journal(path: Path) -> OldJournal:
    """Reads the file; a line that a kill or a full disk cut short is skipped. Raises OSError."""
    found = OldJournal()
    for kind, values in _lines(path):
        try:
            _apply(found, kind, values)
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _lines(path: Path) -> Iterator[tuple[str, list[Any]]]:
    for line in path.read_bytes().splitlines():
        try:
            kind, *values = json.loads(line)
        except (ValueError, TypeError):
            continue  # Telegram was never told that this update arrived, so it sends it again
        yield kind, values


def _apply(found: OldJournal, kind: str, values: list[Any]) -> None:
    match kind, values:
        case "received", [update, at]:
            found.pending[int(update["update_id"])] = Received(update, float(at))
        case "begun", [number] if number in found.pending:
            found.pending[number].attempts += 1
        case "sent", [number, method, response] if number in found.pending:
            found.pending[number].sent.append((method, response))
        case "done", [first, last]:
            for number in range(max(first, last - _MAX_RANGE), last + 1):
                found.pending.pop(number, None)
                found.done[number] = None
        case "moved", [old, new]:
            found.moved[int(old)] = int(new)
