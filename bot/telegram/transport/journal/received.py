"""A received update that is not answered yet."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
# Of SQLite's integers.
_MOST_ID = (1 << 63) - 1


@dataclass(slots=True)
class Received:
    """``at``: when it arrived, in seconds since 1970. ``attempts``: how often work on it has begun.
    ``crashes``: how often the process ended while its code was running. ``sent``: the messages that
    went out while working on it, as (method, Telegram's response)."""

    update: Json
    at: float
    attempts: int = 0
    crashes: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


def is_update(value: object) -> bool:
    """Whether this is a JSON object with the id of an update."""
    number = value.get("update_id") if isinstance(value, dict) else None
    return type(number) is int and 0 < number <= _MOST_ID
