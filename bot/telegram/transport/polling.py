"""Fetching updates from Telegram, one long poll after another."""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from telegram.error import InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.telegram.transport.connection import Request
from bot.telegram.transport.dispatcher import Dispatcher
from bot.telegram.transport.received import Json
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


async def poll(
    request: Request,
    bot_url: str,
    dispatcher: Dispatcher,
    kinds: Sequence[str],
    stopping: asyncio.Event,
) -> None:
    """Gives updates of these kinds to the dispatcher until stopped. Raises InvalidToken."""

    async def fetch(offset: int, seconds: int = POLL_SECONDS, limit: int = 100) -> list[Json]:
        # Not parsed here: one update that the library cannot parse must not block all others.
        wanted = {
            "offset": offset,
            "timeout": seconds,
            "limit": limit,
            "allowed_updates": json.dumps(list(kinds)),
        }
        address = f"{bot_url}/getUpdates?{urlencode(wanted)}"
        fetched: Any = await request.post(address, read_timeout=seconds + _SLACK_SECONDS)
        return list(fetched)

    offset = 0
    pause = 0.0
    while not stopping.is_set():
        try:
            await until_stopped(dispatcher.room(), stopping)
            updates = await until_stopped(fetch(offset), stopping)
            if updates:
                # Only then does the next poll tell Telegram that they have arrived.
                await dispatcher.receive(updates)
                offset = max(int(update["update_id"]) for update in updates) + 1
            pause = 0.0
        except InvalidToken:
            raise
        except TimedOut:
            pause = 0.0 if pause == 0 else pause  # a poll that nobody ended; the next one, at once
        except RetryAfter as error:
            pause = pause_of(error)
        except (TelegramError, StorageError) as error:
            if isinstance(error, StorageError):
                _log.error("%s. Trying again until it works", error)
            pause = 1.0 if pause == 0 else min(_LONGEST_PAUSE, 1.5 * pause)
        if pause:
            await until_stopped(asyncio.sleep(pause), stopping)
    if offset:
        try:
            async with asyncio.timeout(_CONFIRM_SECONDS):
                await fetch(offset, seconds=0, limit=1)
        except (TelegramError, TimeoutError):
            pass
