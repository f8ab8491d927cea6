"""Fetching updates from Telegram, one long poll after another."""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.telegram.journal import Json
from bot.telegram.patience import pause_of, until_stopped
from bot.telegram.reception import Reception
from corpus.errors import StorageError

_log = logging.getLogger(__name__)
POLL_SECONDS = 30
_LONGEST_PAUSE = 30.0
# A last word before the end: Telegram need not send again what is here. Only a courtesy to another
# process with another data folder, for the journal knows.
_FAREWELL_SECONDS = 1.0


async def poll(
    bot: Bot, reception: Reception, kinds: Sequence[str], stopping: asyncio.Event
) -> None:
    """Brings updates of these kinds to the reception until it is to stop. Raises InvalidToken."""
    offset = 0
    pause = 0.0
    while not stopping.is_set():
        try:
            await until_stopped(reception.room(), stopping)
            updates = await until_stopped(_fetch(bot, offset, kinds), stopping)
            if updates:
                # Only then does the next poll tell Telegram that they have arrived.
                await reception.receive(updates)
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
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await _fetch(bot, offset, kinds, seconds=0, limit=1)
        except (TelegramError, TimeoutError):
            pass


async def _fetch(
    bot: Bot, offset: int, kinds: Sequence[str], seconds: int = POLL_SECONDS, limit: int = 100
) -> list[Json]:
    """Updates as Telegram sends them: one that the library cannot read must not stand in the way
    of all others."""
    fetched: list[Json] = await bot.do_api_request(
        "getUpdates",
        api_kwargs={
            "offset": offset,
            "timeout": seconds,
            "limit": limit,
            "allowed_updates": list(kinds),
        },
        read_timeout=seconds + 15.0,
    )
    return fetched
