"""Connections to the pages' server: slow ones are closed.

uvicorn closes a connection that is idle between two requests, but waits forever for the rest of a
request's headers, and for a client to read its response. Each such connection would keep a file
descriptor.
"""

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.serving.connections import Connections

MOST_CONNECTIONS = 512
# From a request's first byte (or the connection) to the end of its headers; and for reading what
# was sent.
HEADER_SECONDS, READ_SECONDS = 10.0, 30.0


class BoundedProtocol(H11Protocol):
    """HTTP of one connection, which ends when its client is too slow."""

    limits: ClassVar[Connections]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unread: asyncio.TimerHandle | None = None

    def abort(self) -> None:
        """Closes the connection at once."""
        self.limits.remove(self)
        self.transport.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.limits.add(self)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self.limits.waits_again(self)
        else:
            self.limits.has_asked(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.limits.remove(self)
        self._read()
        super().connection_lost(error)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self._unread or self.loop.call_later(READ_SECONDS, self.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._read()

    def _read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


def bounded_protocol(
    most: int = MOST_CONNECTIONS, seconds: float = HEADER_SECONDS
) -> type[BoundedProtocol]:
    """The protocol of one server, whose connections count together."""

    class Protocol(BoundedProtocol):
        limits = Connections(most, seconds)

    return Protocol
