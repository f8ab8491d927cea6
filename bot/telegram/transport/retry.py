"""Waits and retries that end at shutdown."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram.error import InvalidToken, RetryAfter, TelegramError

_Result = TypeVar("_Result")
_LONGEST_PAUSE = 30.0


async def until_stopped(work: Awaitable[_Result], stopping: asyncio.Event) -> _Result | None:
    """The result of the work; None if the bot is to stop before it is done: then it is cancelled.
    Raises what the work raises."""
    task = asyncio.ensure_future(work)
    stop = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait([task, stop], return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for one in (task, stop):
            if not one.done():
                one.cancel()
        await asyncio.wait([task, stop])


async def until_done(
    call: Callable[[], Awaitable[_Result]], stopping: asyncio.Event
) -> _Result | None:
    """The result of a call to Telegram, which is made until it succeeds; None if the bot is to stop
    before. Raises InvalidToken."""
    pause = 1.0
    while not stopping.is_set():
        try:
            return await until_stopped(call(), stopping)
        except InvalidToken:
            raise
        except RetryAfter as error:
            await until_stopped(asyncio.sleep(pause_of(error)), stopping)
        except TelegramError:
            await until_stopped(asyncio.sleep(pause), stopping)
            pause = min(_LONGEST_PAUSE, 1.5 * pause)
    return None


def pause_of(error: RetryAfter) -> float:
    """For how many seconds Telegram wants no calls."""
    wanted = error.retry_after
    return wanted.total_seconds() if isinstance(wanted, timedelta) else float(wanted)
