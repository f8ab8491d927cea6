"""Slow clients: they are closed, and others are served meanwhile."""

import contextlib
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.web.served import Served, bag_of_words, serving

_MANY = 1_000


@pytest.fixture(scope="module")
def impatient(collection: Path) -> Iterator[Served]:
    """A server that waits a second for headers."""
    with bag_of_words(), serving(collection, header_seconds=1.0) as running:
        yield running


def is_closed(client: socket.socket, patience: float = 60.0) -> bool:
    """Whether the server ends the connection."""
    client.settimeout(patience)
    try:
        while client.recv(65536):
            pass
        return True
    except ConnectionError:
        return True
    except TimeoutError:
        return False


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: local"])
def test_half_a_request_is_closed(impatient: Served, sent: bytes) -> None:
    """A client that never ends its headers."""
    with socket.create_connection(("127.0.0.1", impatient.port)) as client:
        client.sendall(sent)
        assert is_closed(client)


def test_headers_that_trickle_are_closed(impatient: Served) -> None:
    """A byte now and then does not prolong the time, also not for a connection's next request."""
    with socket.create_connection(("127.0.0.1", impatient.port)) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200 OK" in client.recv(65536)
        with contextlib.suppress(ConnectionError):
            for _ in range(600):
                client.sendall(b"G")
                time.sleep(0.1)
                client.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    if not client.recv(1000):
                        return
                client.setblocking(True)
            pytest.fail("the connection stayed open")


def test_long_headers_are_refused(impatient: Served) -> None:
    """Headers have a bounded size."""
    with socket.create_connection(("127.0.0.1", impatient.port)) as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000)
        assert is_closed(client)


def test_malformed_requests_do_not_fill_the_log(
    impatient: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """They are refused, without a line for each."""
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", impatient.port)) as client:
            client.sendall(b"\x16\x03\x01\x00\xa5\x01\x00\x00\r\n\r\n")
            assert b"400 Bad Request" in client.recv(65536)
    assert not caplog.records


def test_a_thousand_slow_connections_keep_nobody_waiting(impatient: Served) -> None:
    """Somebody who asks meanwhile is answered, and all slow ones are closed in the end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * _MANY + 300
    if hard < needed:
        pytest.skip("this user may not have as many open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))
    clients: list[socket.socket] = []
    try:
        for _ in range(_MANY):
            client = socket.create_connection(("127.0.0.1", impatient.port))
            clients.append(client)
            with contextlib.suppress(ConnectionError):
                client.sendall(b"GET /slow HTTP/1.1\r\nHost: ")
        found = impatient.get("/api/v1/ask?question=Who+slept+in+the+school")
        assert found.status_code == 200
        assert all(is_closed(client) for client in clients)
    finally:
        for client in clients:
            client.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
