"""The update that the current task works on, as a context variable."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from bot.telegram.transport.journal.protocol import UpdateJournal
from bot.telegram.transport.journal.received import Received


class Parking(Protocol):
    """Waits for chats that Telegram limits."""

    async def park(self, chat: int, seconds: float) -> None:
        """Waits for so long, and keeps other work of the chat waiting too."""

    def parked(self, chat: int) -> float:
        """For how many seconds the chat is still to be left alone."""


@dataclass(slots=True)
class UpdateContext:
    """Work on one update. ``asked``: it was a question; ``answered``: there was an answer.
    ``paused`` is set once the work waits for a limited chat."""

    received: Received
    journal: UpdateJournal
    parking: Parking | None = None
    asked: bool = False
    answered: bool = False
    paused: asyncio.Event = field(default_factory=asyncio.Event)
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

    async def limited(self, chat: int | None, seconds: float) -> None:
        """Waits because Telegram has limited a chat (None: a call that belongs to no chat)."""
        self.paused.set()
        if chat is not None and self.parking is not None:
            await self.parking.park(chat, seconds)
        else:
            await asyncio.sleep(seconds)

    def limited_for(self, chat: int | None) -> float:
        """For how many seconds a chat is known to be limited."""
        if chat is None or self.parking is None:
            return 0.0
        return self.parking.parked(chat)

    @property
    def is_repeated(self) -> bool:
        """Whether an earlier process began to work on this update."""
        return self.received.attempts > 1


CURRENT_UPDATE: ContextVar[UpdateContext | None] = ContextVar("current_update", default=None)


def record_answer(answered: bool) -> None:
    """The current update asked a question. ``answered``: whether the collection answers it; of
    several, one is enough."""
    context = CURRENT_UPDATE.get()
    if context is not None:
        context.asked, context.answered = True, context.answered or answered


async def decided(name: str, choose: Callable[[], Awaitable[str]]) -> str:
    """A decision of the current update, made once: where work on the update is repeated after a
    crash, the decision of the first time. Only for decisions before the first message is sent."""
    context = CURRENT_UPDATE.get()
    if context is None:
        return await choose()
    before = context.sent_before(name)
    if before is not None:
        return before
    choice = await choose()
    context.sent(name, choice)
    return choice
