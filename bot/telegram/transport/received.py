"""A received update that is not answered yet."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Received:
    """``at``: when it arrived, in seconds since 1970. ``attempts``: how often work on it has begun.
    ``sent``: the messages that went out while working on it, as (method, Telegram's response)."""

    update: Json
    at: float
    attempts: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.update["update_id"])
