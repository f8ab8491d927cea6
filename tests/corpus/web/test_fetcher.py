"""Fetcher: redirects, validators, compression, limits, hostile servers."""

import gzip
import socket
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from corpus.address import Address
from corpus.errors import GoneError, RefusedError, SourceError
from corpus.web.decompression import Decompressor
from corpus.web.fetcher import Fetcher, Limits, Validators
from corpus.web.guard import Guard
from tests.web_server import Page, Site


def test_a_response_is_returned_as_it_was_sent(fetcher: Fetcher, site: Site) -> None:
    """Body, charset, media type, and the address after redirects; no cookies are sent."""
    site.pages["/a"] = Page("Grüße".encode("latin-1"), "text/plain; charset=ISO-8859-1")
    site.redirect("/b", "a#top")
    found = fetcher.fetch(site.url("/b"))
    assert found.body.decode(found.charset or "") == "Grüße"
    assert (found.address, found.media_type, found.is_new) == (site.url("/a"), "text/plain", True)
    assert "pullquote" in site.asked[0][1]["user-agent"].lower()
    assert "cookie" not in site.asked[1][1]


@pytest.mark.parametrize(("length", "fits"), [(5, True), (6, False)])
def test_redirects_are_limited(fetcher: Fetcher, site: Site, length: int, fits: bool) -> None:
    """Five are followed, six are not."""
    for number in range(length):
        site.redirect(f"/{number}", f"/{number + 1}", 301 + number % 3)
    site.pages[f"/{length}"] = Page(b"there")
    if fits:
        assert fetcher.fetch(site.url("/0")).body == b"there"
    else:
        with pytest.raises(SourceError, match="redirected more than 5 times"):
            fetcher.fetch(site.url("/0"))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "https://", "//"])
def test_a_redirect_to_anything_but_a_web_address_is_refused(
    fetcher: Fetcher, site: Site, target: str
) -> None:
    """Files, other protocols, and addresses without a server."""
    site.redirect("/", target)
    with pytest.raises(SourceError):
        fetcher.fetch(site.url("/"))


def test_an_unchanged_page_is_not_sent_again(fetcher: Fetcher, site: Site) -> None:
    """ETag and Last-Modified are sent back to the server."""
    day = "Wed, 30 Nov 2022 10:00:00 GMT"
    site.pages["/"] = Page(b"one", headers={"ETag": 'W/"1"', "Last-Modified": day})
    first = fetcher.fetch(site.url("/"))
    assert first.validators == Validators('W/"1"', day)
    again = fetcher.fetch(site.url("/"), first.validators)
    assert (again.is_new, again.body, again.validators) == (False, b"", first.validators)
    site.pages["/"] = Page(b"two", headers={"ETag": 'W/"2"', "Last-Modified": day})
    assert fetcher.fetch(site.url("/"), first.validators).body == b"two"


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, GoneError), (410, GoneError), (403, RefusedError), (401, RefusedError)],
)
def test_a_refusal_is_an_error_of_its_own(
    fetcher: Fetcher, site: Site, status: int, error: type[SourceError]
) -> None:
    """404 and 410 are GoneError, other refusals RefusedError."""
    site.pages["/"] = Page(status=status)
    with pytest.raises(error, match=str(status)) as caught:
        fetcher.fetch(site.url("/"))
    assert type(caught.value) is error


@pytest.mark.parametrize("status", [500, 503, 429, 204, 206, 304, 302])
def test_a_temporary_failure_is_not_a_refusal(fetcher: Fetcher, site: Site, status: int) -> None:
    """A plain SourceError: the page may still be there."""
    site.pages["/"] = Page(status=status)
    with pytest.raises(SourceError, match=str(status)) as caught:
        fetcher.fetch(site.url("/"))
    assert type(caught.value) is SourceError


def test_an_unreachable_server_is_not_gone(fetcher: Fetcher) -> None:
    """A refused connection is a plain SourceError."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(SourceError, match="cannot be reached") as caught:
        fetcher.fetch(f"http://127.0.0.1:{port}/")
    assert type(caught.value) is SourceError


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("gzip", lambda data: gzip.compress(data[:10]) + gzip.compress(data[10:])),
        ("gzip", lambda data: gzip.compress(data) + bytes(100)),
        ("identity", bytes),
    ],
)
def test_compressed_responses(fetcher: Fetcher, site: Site, encoding: str, pack: object) -> None:
    """gzip, also of several members or with padding behind it, and deflate with and without a zlib
    header, are decompressed."""
    assert callable(pack)
    site.pages["/"] = Page(pack(b"storm " * 1000), headers={"Content-Encoding": encoding})
    assert fetcher.fetch(site.url("/")).body == b"storm " * 1000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_invalid_or_unknown_compression(fetcher: Fetcher, site: Site, encoding: str) -> None:
    """A response that cannot be decompressed is a SourceError."""
    site.pages["/"] = Page(b"plain words", headers={"Content-Encoding": encoding})
    with pytest.raises(SourceError, match="compressed"):
        fetcher.fetch(site.url("/"))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_response_that_is_cut_off(fetcher: Fetcher, site: Site, encoding: str) -> None:
    """Half a page is not taken for the page, wherever it is cut off."""
    whole = (gzip.compress if encoding == "gzip" else zlib.compress)(b"storm " * 50)
    for length in range(1, len(whole)):
        site.pages["/"] = Page(whole[:length], headers={"Content-Encoding": encoding})
        with pytest.raises(SourceError, match="cut off"):
            fetcher.fetch(site.url("/"))
    site.pages["/"] = Page(b"", headers={"Content-Encoding": encoding})
    assert fetcher.fetch(site.url("/")).body == b""


@pytest.mark.parametrize("size", [1, 2, 7])
def test_a_compressed_response_in_small_chunks(size: int) -> None:
    """However the network cuts it, between its members too."""
    data = b"storm " * 50
    for encoding, packed in (
        ("gzip", gzip.compress(data[:10]) + gzip.compress(data[10:])),
        ("deflate", zlib.compress(data)),
        ("deflate", zlib.compress(data, wbits=-15)),
        ("identity", data),
    ):
        decompressor = Decompressor(Address.of("https://example.org"), encoding)
        found = [
            decompressor.add(packed[place : place + size], 10_000)
            for place in range(0, len(packed), size)
        ]
        decompressor.finish()
        assert b"".join(found) == data, encoding


def test_a_decompression_bomb(site: Site) -> None:
    """Decompression stops at the size limit."""
    site.pages["/"] = Page(
        gzip.compress(bytes(200_000_000), 1), headers={"Content-Encoding": "gzip"}
    )
    with (
        Fetcher(Guard(private_hosts=("127.0.0.1",))) as fetcher,
        pytest.raises(SourceError, match="10 MiB"),
    ):
        fetcher.fetch(site.url("/"))


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"a" * 10_000)


def _lying(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000000")
    handler.end_headers()
    handler.wfile.write(b"a")


def _slow_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"a")
        time.sleep(0.1)


def _slow_head(handler: BaseHTTPRequestHandler) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1000:
        handler.wfile.write(bytes([letter]))
        time.sleep(0.1)


def _endless_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X: " + b"a" * 1000 + b"\r\n")


def _nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\x01\x02 what?\r\n\r\n")


def _nothing(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def _cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half an article")
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (_endless, "MiB"), (_lying, "MiB"), (_slow_body, "too long"), (_slow_head, "too long"),
        (_endless_head, "closed"), (_nonsense, "closed"), (_nothing, "closed"),
        (_cut_off, "closed"),
    ],
)  # fmt: skip
def test_hostile_servers(site: Site, hostile: object, reason: str) -> None:
    """Endless, too large, too slow, invalid, silent: each is an error within the time limit."""
    assert callable(hostile)
    site.pages["/"] = hostile
    site.pages["/well"] = Page(b"well")
    # The next request, too, has to be answered within the time limit, on whatever machine.
    limits = Limits(size=100_000, seconds=2 if reason == "too long" else 60)
    begun = time.monotonic()
    with Fetcher(Guard(private_hosts=("127.0.0.1",)), limits) as fetcher:
        with pytest.raises(SourceError, match=reason):
            fetcher.fetch(site.url("/"))
        assert time.monotonic() - begun < 50
        # The next request works.
        assert fetcher.fetch(site.url("/well")).body == b"well"


def test_proxies_of_the_environment_are_not_used(
    fetcher: Fetcher, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a proxy, the guard could not check which machine is reached."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = Page(b"straight")
    assert fetcher.fetch(site.url("/")).body == b"straight"


def test_a_server_without_tls_is_reported(tmp_path: object) -> None:
    """An https address whose server does not speak TLS has an error message of its own."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with (
            Fetcher(Guard(private_hosts=("127.0.0.1",)), Limits(seconds=60)) as fetcher,
            pytest.raises(SourceError, match="secure connection"),
        ):
            fetcher.fetch(f"https://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
