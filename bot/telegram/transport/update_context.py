"""The update that the current task works on, as a context variable."""

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
    # What an earlier process sent for this update before it was cut off.
    _before: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before = list(self.received.sent)

    @property
    def seconds(self) -> float:
        """Since the update was received."""
        return time.time() - self.received.at

    def sent_before(self, method: str) -> str | None:
        """Telegram's response, if the call that is about to be made has been made already. Calls
        are matched by their order, because repeated work makes the same calls."""
        if not self._before or self._before[0][0] != method:
            self._before.clear()  # the work took another turn this time
            return None
        return self._before.pop(0)[1]

    def sent(self, method: str, response: str) -> None:
        """The call was made, and this was Telegram's response."""
        self.journal.sent(self.received, method, response)


CURRENT_UPDATE: ContextVar[UpdateContext | None] = ContextVar("current_update", default=None)


def record_answer(answered: bool) -> None:
    """The current update asked a question. ``answered``: whether the collection answers it."""
    context = CURRENT_UPDATE.get()
    if context is not None:
        context.asked, context.answered = True, answered
