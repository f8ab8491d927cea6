"""Journal protocol: what the bot needs of the place where updates wait for their answers."""

import contextlib
from collections.abc import Iterable
from typing import Protocol

from bot.telegram.transport.journal.received import Json, Received


class UpdateJournal(Protocol):
    """See ``sqlite.Journal`` and ``postgres.SharedJournal``."""

    def open(self) -> list[Received]:
        """The updates that an earlier process left unanswered, in the order of their receipt.
        Raises StorageError."""
        ...

    def close(self) -> None: ...

    @property
    def moved(self) -> dict[int, int]:
        """Groups that have become supergroups: old ids and new ones."""
        ...

    def receive(self, updates: Iterable[Json]) -> list[Received]:
        """Stores the new ones among these, and returns them once they are on the disk. Raises
        StorageError; then none is stored."""
        ...

    def take_over(self) -> list[Received]:
        """Updates that another process left unanswered when it ended; they are this one's now."""
        ...

    def begin(self, one: Received) -> None: ...

    def working(self, one: Received) -> contextlib.AbstractContextManager[None]:
        """Marks the update as being worked on, until the block ends."""
        ...

    def clear_marks(self) -> None: ...

    def sent(self, one: Received, method: str, response: str) -> None: ...

    def done(self, one: Received) -> None: ...

    def move(self, old: int, new: int) -> None: ...

    def tidy(self) -> None: ...

    def __len__(self) -> int:
        """How many updates are not answered."""
        ...
