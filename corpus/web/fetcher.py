"""HTTP fetcher with limits on size, time and redirects.

Each redirect is a new request under the same rules. Cookies are not kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from corpus.address import Address
from corpus.errors import GoneError, RefusedError, SourceError
from corpus.web.connection import Connections, Head
from corpus.web.decompression import Decompressor
from corpus.web.guard import Guard

_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}
_NOT_MODIFIED = 304
_ACCEPT = "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one fetch: bytes (as sent, and also decompressed), seconds, redirects."""

    size: int = 10 * 1024 * 1024
    seconds: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Validators:
    """HTTP validators: a response's ETag and Last-Modified, which a later request sends back to ask
    whether anything has changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response. ``address``: the address after redirects. ``is_new``: False if nothing has
    changed since the request's validators; ``body`` is then empty. ``charset``: as the server
    declares it, which may be wrong."""

    address: str
    body: bytes
    media_type: str
    charset: str | None
    validators: Validators
    is_new: bool = True


class Fetcher:
    """Fetches addresses, one at a time. Close it."""

    def __init__(self, guard: Guard | None = None, limits: Limits | None = None) -> None:
        self._connections = Connections(guard or Guard())
        self._limits = limits or Limits()

    def fetch(self, url: str, known: Validators | None = None) -> Response:
        """The response from an address. With ``known``, the body is sent only if it has changed
        since.

        Raises GoneError if the server says that nothing is there, RefusedError if it refuses,
        SourceError for every other failure.
        """
        self._connections.start(self._limits.seconds)
        address = Address.of(url)
        for _ in range(self._limits.redirects + 1):
            answer = self._get(address, known or Validators())
            if isinstance(answer, Response):
                return answer
            address = answer
        raise SourceError(
            url, f"redirected more than {self._limits.redirects} times; give the final address"
        )

    def _get(self, address: Address, known: Validators) -> Response | Address:
        """The response, or the address that it redirects to."""
        with self._connections.get(address, _headers(known)) as (head, chunks):
            if head.status in _REDIRECTS and "location" in head.headers:
                return address.joined(head.headers["location"])
            media_type, charset = _content_type(head.headers.get("content-type", ""))
            validators = Validators(head.headers.get("etag"), head.headers.get("last-modified"))
            if head.status == _NOT_MODIFIED and known != Validators():
                return Response(str(address), b"", media_type, charset, known, is_new=False)
            _check_status(address, head)
            body = self._body(address, head, chunks)
            return Response(str(address), body, media_type, charset, validators)

    def _body(self, address: Address, head: Head, chunks: Iterator[bytes]) -> bytes:
        declared = head.headers.get("content-length", "")
        most = self._limits.size
        if declared.isascii() and declared.isdigit() and int(declared) > most:
            raise _too_large(address, most)
        sent = 0
        decompressor = Decompressor(address, head.headers.get("content-encoding", "identity"))
        parts: list[bytes] = []
        size = 0
        for chunk in chunks:
            sent += len(chunk)
            part = decompressor.add(chunk, most + 1 - size)
            parts.append(part)
            size += len(part)
            if max(size, sent) > most:
                raise _too_large(address, most)
        decompressor.finish()
        return b"".join(parts)

    def close(self) -> None:
        self._connections.close()

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@cache
def user_agent() -> str:
    """The User-Agent header."""
    try:
        number = version("pullquote")
    except PackageNotFoundError:  # run from a checkout
        number = "0"
    return f"Pullquote/{number} (personal search over documents; reads robots.txt)"


def _headers(known: Validators) -> list[tuple[str, str]]:
    headers = [
        ("User-Agent", user_agent()),
        ("Accept", _ACCEPT),
        ("Accept-Encoding", "gzip, deflate"),
    ]
    if known.etag:
        headers.append(("If-None-Match", known.etag))
    if known.last_modified:
        headers.append(("If-Modified-Since", known.last_modified))
    return headers


def _check_status(address: Address, head: Head) -> None:
    if head.status in _GONE:
        raise GoneError(address, f"the server says that nothing is there (status {head.status})")
    if head.status == 429 or head.status >= 500:
        raise SourceError(
            address, f"the server cannot answer now (status {head.status}); try again later"
        )
    if head.status >= 400:
        raise RefusedError(
            address,
            f"the server refuses access (status {head.status}); "
            "open the page in a browser, save it, and add the file",
        )
    if head.status != 200:
        raise SourceError(address, f"the server answers with status {head.status}, not with a page")


def _content_type(header: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type header.

    >>> _content_type('text/html; Charset="UTF-8"')
    ('text/html', 'utf-8')
    """
    kind, *parameters = header.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), value.strip().strip("\"'").lower() or None
    return kind.strip().lower(), None


def _too_large(address: Address, most: int) -> SourceError:
    return SourceError(address, f"more than {most >> 20} MiB; download it and add the file")
