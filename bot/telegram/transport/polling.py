"""Fetching updates from Telegram, one long poll after another."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from telegram.error import InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.telegram.transport.connection import Request
from bot.telegram.transport.journal.received import Json, is_update
from bot.telegram.transport.queue.dispatcher import Dispatcher
from bot.telegram.transport.retry import pause_of, until_stopped
from corpus.errors import StorageError

_log = logging.getLogger(__name__)
POLL_SECONDS = 30
# How much later than that an empty poll may end.
_SLACK_SECONDS = 15.0
_LONGEST_PAUSE = 30.0
# A last poll confirms what was received, so that Telegram does not send it again. Only another
# process with another data folder needs this: the journal recognises repeated updates.
_CONFIRM_SECONDS = 1.0


class _OddAnswerError(Exception):
    """Telegram's answer is not what its documentation says."""


async def poll(
    request: Request,
    bot_url: str,
    dispatcher: Dispatcher,
    kinds: Sequence[str],
    stopping: asyncio.Event,
) -> None:
    """Gives updates of these kinds to the dispatcher until stopped. Raises InvalidToken."""
    updates = _Updates(request, f"{bot_url}/getUpdates", json.dumps(list(kinds)))
    pause = 0.0
    is_odd = False
    while not stopping.is_set():
        try:
            await updates.receive(dispatcher, stopping)
            is_odd = False
            pause = 0.0
        except InvalidToken:
            raise
        except TimedOut:
            pause = 0.0 if pause == 0 else pause  # an empty poll; the next one at once
        except RetryAfter as error:
            pause = pause_of(error)
        except _OddAnswerError as error:
            if not is_odd:
                _log.error("an answer to getUpdates cannot be used: %s. Trying again", error)
            is_odd = True
            pause = _longer(pause)
        except (TelegramError, StorageError) as error:
            if isinstance(error, StorageError):
                _log.error("%s. Trying again until it works", error)
            pause = _longer(pause)
        if pause:
            await until_stopped(asyncio.sleep(pause), stopping)
    await updates.confirm()


def _longer(pause: float) -> float:
    return 1.0 if pause == 0 else min(_LONGEST_PAUSE, 1.5 * pause)


@dataclass(slots=True)
class _Updates:
    """Updates at Telegram; those before ``offset`` have been received."""

    request: Request
    address: str
    kinds: str
    offset: int = 0

    async def receive(self, dispatcher: Dispatcher, stopping: asyncio.Event) -> None:
        """One long poll, whose updates the dispatcher gets."""
        fetched = await until_stopped(self._fetch(), stopping) or []
        updates = [update for update in fetched if is_update(update)]
        if updates:
            # Only then does the next poll tell Telegram that they have arrived.
            await dispatcher.receive(updates)
            self.offset = max(update["update_id"] for update in updates) + 1
        if len(updates) < len(fetched):
            raise _OddAnswerError("some updates have no id; they are skipped")

    async def confirm(self) -> None:
        """A last poll, which confirms what was received."""
        if self.offset:
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_CONFIRM_SECONDS):
                    await self._fetch(seconds=0, limit=1)

    async def _fetch(self, seconds: int = POLL_SECONDS, limit: int = 100) -> list[Json]:
        # Not parsed here: one update that the library cannot parse must not block all others.
        wanted = {
            "offset": self.offset,
            "timeout": seconds,
            "limit": limit,
            "allowed_updates": self.kinds,
        }
        address = f"{self.address}?{urlencode(wanted)}"
        try:
            fetched: Any = await self.request.post(address, read_timeout=seconds + _SLACK_SECONDS)
        except (LookupError, TypeError, ValueError, AttributeError):
            fetched = None  # JSON, but not an answer of Telegram's
        if not isinstance(fetched, list):
            raise _OddAnswerError("it is not a list of updates")
        return fetched
