"""HTTP sender: posts a body to an address under the same guard and time limit as fetching.

Redirects are not followed: what is sent is for the address that the user named, and no other.
"""

from collections.abc import Sequence

from corpus.address import Address
from corpus.errors import GoneError, RefusedError, SourceError
from corpus.web.connection import Connections
from corpus.web.guard import Guard

_SECONDS = 10.0


class Sender:
    """Sends to addresses, one at a time. Close it. ``private_host``: a server that may be in a
    private network."""

    def __init__(self, private_host: str | None = None, guard: Guard | None = None) -> None:
        hosts = () if private_host is None else (private_host,)
        self._connections = Connections(guard or Guard(private_hosts=hosts))

    def post(self, url: str, body: bytes, headers: Sequence[tuple[str, str]]) -> None:
        """Posts the body. Raises GoneError where nobody wants it any more (410), RefusedError where
        the server refuses it, SourceError where it may be tried again."""
        self._connections.start(_SECONDS)
        address = Address.of(url)
        with self._connections.post(address, headers, body) as (head, _):
            status = head.status
        if status == 410:
            raise GoneError(address, "the server wants no more messages (status 410)")
        if status == 429 or status >= 500:
            raise SourceError(address, f"the server cannot accept it now (status {status})")
        if not 200 <= status < 300:
            raise RefusedError(address, f"the server refuses it (status {status})")

    def close(self) -> None:
        self._connections.close()

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
