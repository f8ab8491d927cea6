"""Fetching updates from Telegram, one long poll after another."""

import asyncio
import json
import logging
from collections.abc import Sequence
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

    async def fetch(offset: int, seconds: int = POLL_SECONDS, limit: int = 100) -> list[Json]:
        # Not parsed here: one update that the library cannot parse must not block all others.
        wanted = {
            "offset": offset,
            "timeout": seconds,
            "limit": limit,
            "allowed_updates": json.dumps(list(kinds)),
        }
        address = f"{bot_url}/getUpdates?{urlencode(wanted)}"
        try:
            fetched: Any = await request.post(address, read_timeout=seconds + _SLACK_SECONDS)
        except (LookupError, TypeError, ValueError, AttributeError):
            fetched = None  # JSON, but not an answer of Telegram's
        if not isinstance(fetched, list):
            raise _OddAnswerError("it is not a list of updates")
        return fetched

    offset = 0
    pause = 0.0
    is_odd = False
    while not stopping.is_set():
        try:
            fetched = await until_stopped(fetch(offset), stopping) or []
            updates = [update for update in fetched if is_update(update)]
            if updates:
                # Only then does the next poll tell Telegram that they have arrived.
                await dispatcher.receive(updates)
                offset = max(update["update_id"] for update in updates) + 1
            if len(updates) < len(fetched):
                raise _OddAnswerError("some updates have no id; they are skipped")
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
            pause = 1.0 if pause == 0 else min(_LONGEST_PAUSE, 1.5 * pause)
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
