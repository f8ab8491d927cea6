"""Progress of long work, shown in one message that is edited."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from telegram import Message
from telegram.error import TelegramError

from bot.telegram.render.rich_text import RichText
from bot.telegram.transport.sending import change

# About as often as Telegram lets a message be edited without answering 429.
_SECONDS = 2.0


class Progress:
    """``step`` may be called from any thread, as often as wanted."""

    def __init__(self, message: Message, say: Callable[[str, int, int], str]) -> None:
        self._message = message
        self._say = say
        self._latest: tuple[str, int, int] | None = None

    def step(self, what: str, done: int, total: int) -> None:
        """Takes the name of the step, how much of it is done, and how much there is."""
        self._latest = (what, done, total)

    @contextlib.asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Shows the latest step, until the block ends."""
        task = asyncio.get_running_loop().create_task(self._show())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def end(self, body: RichText) -> None:
        """Replaces the message with the result."""
        await change(self._message.get_bot(), *_place(self._message), body, None)

    async def _show(self) -> None:
        told = None
        while True:
            await asyncio.sleep(_SECONDS)
            if self._latest is not None and self._latest != told:
                told = self._latest
                with contextlib.suppress(TelegramError):  # the end is what counts
                    body = RichText(self._say(*told))
                    await change(self._message.get_bot(), *_place(self._message), body, None)


def _place(message: Message) -> tuple[int, int]:
    return message.chat_id, message.message_id
