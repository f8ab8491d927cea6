"""The update that is being worked on, known to all that happens in the course of it."""

import time
from contextvars import ContextVar
from dataclasses import dataclass, field

from bot.telegram.transport.journal import Journal
from bot.telegram.transport.received import Received


@dataclass(slots=True)
class UpdateContext:
    """Work on one update. ``asked``: it was a question; ``answered``: there was an answer."""

    received: Received
    journal: Journal
    asked: bool = False
    answered: bool = False
    # What an earlier process sent in the course of this update, before it was cut off.
    _before: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before = list(self.received.sent)

    @property
    def seconds(self) -> float:
        """Since the update was received."""
        return time.time() - self.received.at

    def sent_before(self, method: str) -> str | None:
        """Telegram's response, if the call that is about to be made has been made already. Calls
        are told apart by their order: work that is done again does the same."""
        if not self._before or self._before[0][0] != method:
            self._before.clear()  # this time it went another way
            return None
        return self._before.pop(0)[1]

    def sent(self, method: str, response: str) -> None:
        """The call was made, and this was Telegram's response."""
        self.journal.sent(self.received, method, response)


COURSE: ContextVar[UpdateContext | None] = ContextVar("course", default=None)
