"""Event loop in a background thread, for a server whose tests block.

The server's state belongs to the event loop of one background thread. Tests reach it only
through ``call`` and ``run``, so nothing needs a lock.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """An event loop in a thread of its own."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends what still runs, then the loop and its thread."""
        self.run(_cancel_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine that runs on the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def call(self, function: Callable[[], T]) -> T:
        """The result of a function that runs on the loop, between two of the server's steps."""
        if self._loop.is_closed():
            raise RuntimeError("the server is closed")
        outcome: Future[T] = Future()

        def step() -> None:
            try:
                outcome.set_result(function())
            except BaseException as error:  # handed over, whatever it is
                outcome.set_exception(error)

        self._loop.call_soon_threadsafe(step)
        return outcome.result()


class Changes:
    """Wakes those who wait for the state to become what they want."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        """Something changed."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Waits until ``ready()``, looking again after each change; False after ``timeout`` s."""
        try:
            async with asyncio.timeout(timeout):
                while not ready():
                    await self._event.wait()
        except TimeoutError:
            return ready()
        return True


async def _cancel_others() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
