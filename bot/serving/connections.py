"""Connections to a web server: a limited number, and none idle for long."""

import asyncio
from typing import Protocol


class Abortable(Protocol):
    """A connection that can be closed at once."""

    def abort(self) -> None: ...


class Connections:
    """The open connections. ``seconds``: how long any may wait for its first request. With more
    than ``most``, the one that has waited longest for that is closed; if there is none, the one
    whose last request is longest ago."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._silent: dict[Abortable, asyncio.TimerHandle] = {}
        self._asked: dict[Abortable, None] = {}

    def add(self, one: Abortable) -> None:
        """A connection was opened."""
        loop = asyncio.get_running_loop()
        self._silent[one] = loop.call_later(self._seconds, one.abort)
        if len(self._silent) + len(self._asked) > self._most:
            silent = next(iter(self._silent))
            least = silent if silent is not one else next(iter(self._asked))
            least.abort()

    def has_asked(self, one: Abortable) -> None:
        """A request has arrived on this connection."""
        timer = self._silent.pop(one, None)
        if timer is not None:
            timer.cancel()
        self._asked.pop(one, None)
        self._asked[one] = None  # now the last

    def waits_again(self, one: Abortable) -> None:
        """A connection has begun to send its next request."""
        if one not in self._silent:
            self._asked.pop(one, None)
            loop = asyncio.get_running_loop()
            self._silent[one] = loop.call_later(self._seconds, one.abort)

    def remove(self, one: Abortable) -> None:
        """A connection was closed."""
        self._asked.pop(one, None)
        timer = self._silent.pop(one, None)
        if timer is not None:
            timer.cancel()
