"""HTTP connections with an address guard and a time limit; the only module that imports httpcore2.

httpcore2 (BSD; installed anyway, since huggingface-hub depends on it through httpx2) opens every
connection through a replaceable "network backend", and reads through the streams that it returns.
So every connection goes to an IP address that the guard has checked, while TLS and the Host header
still use the server's name. And every read, those of the response header included, counts against
one time limit for the whole request, where urllib3 and http.client limit only each single read.
Proxies named in the environment are not used: behind a proxy, the guard could not check which
machine is reached.
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
    """The time limit of a request has passed."""


@dataclass(frozen=True, slots=True)
class Head:
    """A response's status and headers: names in lower case; of repeated headers, the first."""

    status: int
    headers: dict[str, str]


class _Deadline:
    """The time at which the current request must end."""

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
    """A stream whose reads and writes time out at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Network(httpcore.NetworkBackend):
    """Connects only to addresses that the guard allows."""

    def __init__(self, guard: Guard, deadline: _Deadline) -> None:
        self._guard, self._deadline = guard, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._guard.addresses(host, port, self._deadline.left())
        for number, address in enumerate(addresses, start=1):
            # A share of the time left: if this address never answers, there is time for the next.
            share = self._deadline.left() / (len(addresses) - number + 1)
            try:
                stream = self._inner.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                return _Stream(stream, self._deadline)
        raise httpcore.ConnectError("no address")


class Connections:
    """A pool of guarded connections. Not thread-safe."""

    def __init__(self, guard: Guard) -> None:
        self._deadline = _Deadline()
        self._pool = httpcore.ConnectionPool(
            network_backend=_Network(guard, self._deadline), max_connections=4, keepalive_expiry=10
        )

    def start(self, seconds: float) -> None:
        """Starts the time limit of the next requests, all of them together."""
        self._deadline.start(seconds)

    def get(
        self, address: Address, headers: Sequence[tuple[str, str]]
    ) -> contextlib.AbstractContextManager[tuple[Head, Iterator[bytes]]]:
        """Sends a GET request: the response's head, and its body in chunks as they arrive.

        Raises SourceError, also while the body is read.
        """
        return self._request("GET", address, headers, None)

    def post(
        self, address: Address, headers: Sequence[tuple[str, str]], body: bytes
    ) -> contextlib.AbstractContextManager[tuple[Head, Iterator[bytes]]]:
        """Sends a POST request; else as ``get``."""
        return self._request("POST", address, [*headers, ("Content-Length", str(len(body)))], body)

    @contextlib.contextmanager
    def _request(
        self,
        method: str,
        address: Address,
        headers: Sequence[tuple[str, str]],
        body: bytes | None,
    ) -> Iterator[tuple[Head, Iterator[bytes]]]:
        url = httpcore.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        host = address.origin.partition("://")[2]
        sent = [("Host", host), *headers]
        try:
            with self._pool.stream(method, url, headers=sent, content=body) as response:
                fields: dict[str, str] = {}
                for name, value in response.headers:
                    fields.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
                yield Head(response.status, fields), response.iter_stream()
        except SourceError as error:
            # The guard names only the server; the user gave the whole address.
            named = error.source == address.host
            if not named:
                raise
            raise SourceError(address, error.reason, error.code, **error.data) from None
        except (OutOfTime, httpcore.TimeoutException):
            raise SourceError(address, "the server took too long; try again later") from None
        except httpcore.ConnectError as error:
            raise SourceError(address, _reason(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ValueError):
            raise SourceError(
                address, "the server closed the connection, or does not speak HTTP; try again later"
            ) from None

    def close(self) -> None:
        self._pool.close()


def _reason(error: Exception) -> str:
    if "CERTIFICATE" in str(error).upper():
        return (
            "the server's certificate is not trusted "
            "(expired, for another name, or from an unknown issuer)"
        )
    if "SSL" in str(error) or "TLS" in str(error):
        return "no secure connection to the server is possible; is it an http address?"
    return "the server cannot be reached; check the address and the connection"
