"""Graceful shutdown: signals, and the deadline after them."""

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)


@contextlib.contextmanager
def signals(stop: Callable[[], None]) -> Iterator[None]:
    """Calls ``stop`` in the event loop on SIGINT and SIGTERM."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in numbers:
            loop.add_signal_handler(number, stop)
    except NotImplementedError:  # Windows
        for number in numbers:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        yield
        return
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancels a task, and waits for its end."""
    task.cancel()
    await asyncio.wait([task])


def exit_after(seconds: float) -> None:
    """Ends the process after this time, if it still runs: a thread in the middle of a slow question
    cannot be interrupted, and service managers do not wait."""

    def end() -> None:
        _log.warning("exiting although some work has not finished")
        logging.shutdown()
        os._exit(0)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
