"""Connections to the web server: at most so many, and none without a request for long.

aiohttp closes a connection that is idle after a request, but lets one wait for ever that never
sends any. So a few hundred half-open connections would use up all file descriptors.
"""

import asyncio
from typing import cast


class Connections:
    """The open connections. ``seconds``: how long any may wait for its first request. With more
    than ``most``, the one that has waited longest for that is closed; if there is none, the one
    whose last request is longest ago."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._silent: dict[Connection, asyncio.TimerHandle] = {}
        self._asked: dict[Connection, None] = {}

    def add(self, one: "Connection") -> None:
        """A connection was opened."""
        loop = asyncio.get_running_loop()
        self._silent[one] = loop.call_later(self._seconds, one.abort)
        if len(self._silent) + len(self._asked) > self._most:
            silent = next(iter(self._silent))
            least = silent if silent is not one else next(iter(self._asked))
            least.abort()

    def has_asked(self, one: "Connection") -> None:
        """A request has arrived on this connection."""
        timer = self._silent.pop(one, None)
        if timer is not None:
            timer.cancel()
        self._asked.pop(one, None)
        self._asked[one] = None  # now the last

    def remove(self, one: "Connection") -> None:
        """A connection was closed."""
        self._asked.pop(one, None)
        timer = self._silent.pop(one, None)
        if timer is not None:
            timer.cancel()


class Connection(asyncio.Protocol):
    """Passes everything on to aiohttp's protocol, and keeps ``connections`` informed."""

    def __init__(self, protocol: asyncio.Protocol, connections: Connections) -> None:
        self._protocol = protocol
        self._connections = connections
        self._transport: asyncio.Transport | None = None

    def has_asked(self) -> None:
        """The headers of a request have arrived."""
        self._connections.has_asked(self)

    def abort(self) -> None:
        """Closes the connection."""
        self._connections.remove(self)
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._protocol.connection_made(transport)
        self._connections.add(self)

    def data_received(self, data: bytes) -> None:
        self._protocol.data_received(data)

    def eof_received(self) -> bool | None:
        return self._protocol.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.remove(self)
        self._protocol.connection_lost(error)

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()
