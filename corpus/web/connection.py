"""Connections that are guarded and have an end: the one file that imports httpcore2.

httpcore2 (BSD, what huggingface-hub's httpx2 stands on, so it is there anyway) has the seam that
is needed: it asks a "network backend" for each connection and reads through the streams that it
gets. So every connection goes to an address that the guard looked at, while TLS and the Host header
still go by the name; and every read ends when the time for the whole request does, the header's
bytes too, where urllib3 and http.client know only a limit for each read. Proxies that the
environment names are not used: behind one, nobody here could see which machine is reached.
"""

import contextlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore2 as httpcore

from corpus.address import Address
from corpus.errors import SourceError
from corpus.web.guard import Guard

Headers = list[tuple[bytes, bytes]]


class OutOfTime(Exception):
    """The time for a whole request is over."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a server says before the body: header names in small letters, the first of each."""

    status: int
    headers: dict[str, str]


class _Clock:
    def __init__(self) -> None:
        self._end = 0.0

    def start(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left


class _Stream(httpcore.NetworkStream):
    """A stream whose every read and write ends with the clock."""

    def __init__(self, stream: httpcore.NetworkStream, clock: _Clock) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._clock.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._clock.left())
        return _Stream(secured, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Network(httpcore.NetworkBackend):
    """Connects to what the guard allows."""

    def __init__(self, guard: Guard, clock: _Clock) -> None:
        self._guard, self._clock = guard, clock
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._guard.addresses(host, port, self._clock.left())
        for number, address in enumerate(addresses, start=1):
            # A share of what is left, so that an address that never answers leaves time for the
            # next one.
            share = self._clock.left() / (len(addresses) - number + 1)
            try:
                stream = self._inner.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                return _Stream(stream, self._clock)
        raise httpcore.ConnectError("no address")


class Connections:
    """Guarded connections, kept open from one request to the next. For one thread."""

    def __init__(self, guard: Guard) -> None:
        self._clock = _Clock()
        self._pool = httpcore.ConnectionPool(
            network_backend=_Network(guard, self._clock), max_connections=4, keepalive_expiry=10
        )

    def start(self, seconds: float) -> None:
        """From now on, everything together may take so long."""
        self._clock.start(seconds)

    @contextlib.contextmanager
    def get(
        self, address: Address, headers: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[Head, Iterator[bytes]]]:
        """Asks for what is at an address: the answer's head, and its body as it comes in.

        Raises SourceError, also while the body is read.
        """
        url = httpcore.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        host = address.origin.partition("://")[2]
        sent = [("Host", host), *headers]
        try:
            with self._pool.stream("GET", url, headers=sent) as response:
                fields: dict[str, str] = {}
                for name, value in response.headers:
                    fields.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
                yield Head(response.status, fields), response.iter_stream()
        except SourceError as error:
            # The guard's refusal names the server; whoever reads it gave an address.
            named = error.source == address.host
            raise (SourceError(address, error.reason) if named else error) from None
        except (OutOfTime, httpcore.TimeoutException):
            raise SourceError(address, "the server took too long; try again later") from None
        except httpcore.ConnectError as error:
            raise SourceError(address, _reason(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ValueError):
            raise SourceError(
                address, "the server broke off, or does not speak HTTP; try again later"
            ) from None

    def close(self) -> None:
        self._pool.close()


def _reason(error: Exception) -> str:
    if "CERTIFICATE" in str(error).upper():
        return "the server's certificate cannot be trusted (expired, of another name, or unknown)"
    if "SSL" in str(error) or "TLS" in str(error):
        return "no secure connection can be made to the server; is it an http address?"
    return "the server cannot be reached; check the address and the connection"
