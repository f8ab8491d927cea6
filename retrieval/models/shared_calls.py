"""Calls from several threads, made together: those that wait while one is running become one."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_Given = TypeVar("_Given")
_Found = TypeVar("_Found")


class SharedCalls(Generic[_Given, _Found]):
    """A function from items to a result for each, which runs in one thread at a time. What other
    threads ask for meanwhile is given to it at once: a model takes hardly longer for ten texts
    than for one. It must not matter to an item which others there are."""

    def __init__(self, work: Callable[[Sequence[_Given]], Sequence[_Found]]) -> None:
        self._work = work
        self._running = threading.Lock()
        self._waiting: list[_Call[_Given, _Found]] = []
        self._guard = threading.Lock()

    def __call__(self, given: Sequence[_Given]) -> list[_Found]:
        """The results of these items. Raises what the function raises, for any of the items that it
        was given at once."""
        own: _Call[_Given, _Found] = _Call(given)
        with self._guard:
            self._waiting.append(own)
        with self._running:
            if not own.done:  # else by the thread before
                self._run()
        if own.error is not None:
            raise own.error
        return own.found

    def _run(self) -> None:
        with self._guard:
            calls, self._waiting = self._waiting, []
        try:
            found = self._work([item for call in calls for item in call.given])
        except BaseException as error:
            for call in calls:
                call.error, call.done = error, True
            return
        first = 0
        for call in calls:
            last = first + len(call.given)
            call.found, call.done = list(found[first:last]), True
            first = last


@dataclass(slots=True)
class _Call(Generic[_Given, _Found]):
    given: Sequence[_Given]
    found: list[_Found] = field(default_factory=list)
    error: BaseException | None = None
    done: bool = False
