"""Connections to the bot's web server, which keep ``bot.serving.connections`` informed.

aiohttp closes a connection that is idle after a request, but keeps one that never sends any. So a
few hundred half-open connections would use up all file descriptors.
"""

import asyncio
from typing import cast

from bot.serving.connections import Connections


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
