"""Worker: a thread with an answerer of its own, which is not thread-safe; nor is its database.

Two workers answer at the same time: while one waits for a model, the other searches, ranks and
quotes. They share the models.
"""

import asyncio
import collections
import contextvars
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from bot.app import App
from bot.serving.current_answerer import CurrentAnswerer
from bot.serving.working import Mark, marked

# More would wait for Python's lock, and each has an index open.
_MOST = 2
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, eq=False)
class Queued:
    """A question that waits for its answer."""

    question: str
    mark: Mark


class Worker:
    """``queued``: its questions, in the order in which they are answered. ``load``: how much work
    it has to do, questions and other work, that in progress included."""

    def __init__(self, app: App, *, quiet: bool = False) -> None:
        """``quiet``: another worker logs what is new about the index."""
        self.current = CurrentAnswerer(app, quiet=quiet)
        self.queued: collections.deque[Queued] = collections.deque()
        self.load = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answering")

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """The result of some work in the worker's thread."""
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        self.load += 1
        try:
            return await loop.run_in_executor(self._thread, context.run, marked, work)
        finally:
            self.load -= 1

    def submit(self, work: Callable[..., _Result], *arguments: object) -> "Future[_Result]":
        """Starts some work in the worker's thread, from another thread, without marking it."""
        return self._thread.submit(work, *arguments)

    async def close(self) -> None:
        """Finishes the work in progress, and closes the index."""
        await self.run(self.current.close)
        self._thread.shutdown()


def usual_workers() -> int:
    """One for each core that the process may use, up to two."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    cores = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    return min(cores, _MOST)
