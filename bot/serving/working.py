"""Marks for code that works on a request, in whatever thread it runs.

A front end that wants to know which request the process was working on when it died sets
``WORKING``. What only waits, for a thread or for the network, is not marked.
"""

import asyncio
import functools
import types
from collections.abc import Callable, Coroutine, Generator
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Any, TypeVar

_Result = TypeVar("_Result")
Mark = Callable[[], AbstractContextManager[object]]
# The mark of the current request.
WORKING: ContextVar[Mark] = ContextVar("working", default=nullcontext)


def marked(work: Callable[[], _Result]) -> _Result:
    """Runs a function with the mark. Call it in the request's context, as ``to_thread`` does."""
    with WORKING.get()():
        return work()


async def in_thread(work: Callable[..., _Result], *arguments: Any) -> _Result:
    """Runs a function in some thread, with the mark of the current request."""
    return await asyncio.to_thread(marked, functools.partial(work, *arguments))


@types.coroutine
def marked_steps(work: Coroutine[Any, Any, _Result], mark: Mark) -> Generator[Any, Any, _Result]:
    """Awaits a coroutine with the mark set while its code runs, and not while it waits."""
    step: Callable[[Any], Any] = work.send
    given: Any = None
    while True:
        try:
            with mark():
                waiting_for = step(given)
        except StopIteration as end:
            result: _Result = end.value
            return result
        try:
            given = yield waiting_for
            step = work.send
        except BaseException as error:  # cancelled: the coroutine is told
            given, step = error, work.throw
