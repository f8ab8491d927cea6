"""Web server of the bot: webhook, health check and metrics.

The one module that imports aiohttp. It listens on loopback unless told otherwise. TLS is terminated
by a proxy, or here with a certificate and its key.
"""

import asyncio
import hmac
import logging
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.serving.connections import Connections
from bot.telegram.transport.journal.received import Json, is_update
from bot.telegram.transport.web.connections import Connection
from bot.telegram.transport.web.metrics import CONTENT_TYPE
from corpus.errors import PullquoteError, StorageError

_log = logging.getLogger(__name__)
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Telegram's updates are some kilobytes.
_MOST_BYTES = 1 << 20
_BACKLOG = 512
_SHUTDOWN_SECONDS = 1.0
# Telegram uses 40 connections at most, and a monitor a few.
_MOST_CONNECTIONS = 128
# From the connection to the end of the first request's headers; to the end of a body; and between
# two requests.
_HEADER_SECONDS, _BODY_SECONDS, _IDLE_SECONDS = 10.0, 20.0, 60.0
_SECONDS_BETWEEN_WARNINGS = 60.0


@web.middleware
async def _served(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Tells the connection that a request's headers have arrived."""
    protocol = request.transport.get_protocol() if request.transport is not None else None
    if isinstance(protocol, Connection):
        protocol.has_asked()
    return await handler(request)


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook: the address that Telegram calls, the secret that it sends, and the function that
    receives updates (and raises StorageError where it cannot)."""

    url: str
    secret: str
    receive: Callable[[Sequence[Json]], Awaitable[None]]


class Web:
    """The server. ``ready``: whether questions can be answered; ``metrics``: the metrics page."""

    def __init__(
        self, ready: Callable[[], bool], metrics: Callable[[], bytes], hook: Hook | None = None
    ) -> None:
        self._ready = ready
        self._metrics = metrics
        self._hook = hook
        application = web.Application(client_max_size=_MOST_BYTES, middlewares=[_served])
        for prefix in _prefixes(hook.url if hook else ""):
            application.router.add_get(f"{prefix}/healthz", self._health)
            application.router.add_get(f"{prefix}/metrics", self._page)
        if hook is not None:
            for path in paths(hook.url):
                application.router.add_post(path, self._call)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            shutdown_timeout=_SHUTDOWN_SECONDS,
            keepalive_timeout=_IDLE_SECONDS,
        )
        self._listener: asyncio.Server | None = None
        self._connections = Connections(_MOST_CONNECTIONS, _HEADER_SECONDS)
        self._warned = -_SECONDS_BETWEEN_WARNINGS

    async def start(self, listen: str, tls: ssl.SSLContext | None = None) -> None:
        """Listens at ``HOST:PORT``. Raises PullquoteError where that is not possible."""
        host, _, port = listen.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._loop_error)
        try:
            self._listener = await loop.create_server(
                self._protocol, host, int(port), ssl=tls, backlog=_BACKLOG
            )
        except OSError as error:
            raise PullquoteError(
                f"cannot listen at {listen}: {(error.strerror or str(error)).lower()}; is another "
                "program there? See PULLQUOTE_TELEGRAM_WEBHOOK_LISTEN"
            ) from None
        _log.info("listening at %s", listen)

    async def close(self) -> None:
        """Finishes open requests, and stops listening."""
        if self._listener is not None:
            self._listener.close()
        await self._runner.cleanup()

    def _loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Without a free file descriptor, no connection can be accepted. asyncio tries again every
        second, and would log a traceback each time."""
        if isinstance(context.get("exception"), OSError) and "accept" in context["message"]:
            if self._seldom():
                _log.error("no connection can be accepted: %s", context["exception"])
        else:
            loop.default_exception_handler(context)

    async def _health(self, _: web.Request) -> web.Response:
        ready = self._ready()
        return web.json_response(
            {"status": "ready" if ready else "not ready"}, status=200 if ready else 503
        )

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics(), headers={"Content-Type": CONTENT_TYPE})

    async def _call(self, request: web.Request) -> web.Response:
        """Receives an update. Telegram sends it again until it is answered with 200."""
        hook = self._hook
        assert hook is not None
        given = request.headers.get(_SECRET_HEADER, "")
        # Headers may have any bytes, which aiohttp keeps as lone surrogates.
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), hook.secret.encode()):
            if self._seldom():
                _log.warning("the webhook was called without its secret")
            return web.Response(status=401)
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                update: Any = await request.json()
        except (ValueError, RecursionError):
            return web.Response(status=400)
        except TimeoutError:
            return web.Response(status=408)
        if not is_update(update):
            return web.Response(status=400)
        try:
            await hook.receive([update])
        except StorageError as error:
            _log.error("%s. Telegram will try again", error)
            return web.Response(status=503, headers={"Retry-After": "5"})
        return web.Response()

    def _protocol(self) -> asyncio.Protocol:
        """For a new connection."""
        server = self._runner.server
        assert server is not None
        return Connection(server(), self._connections)

    def _seldom(self) -> bool:
        """Whether the last warning of this kind is a minute ago."""
        now = asyncio.get_running_loop().time()
        if now - self._warned < _SECONDS_BETWEEN_WARNINGS:
            return False
        self._warned = now
        return True


def paths(url: str) -> list[str]:
    """The paths at which a webhook of this address is called: its own, and what is left of that
    where a proxy strips a prefix.

    >>> paths("https://example.org/pullquote/hook")
    ['/pullquote/hook', '/hook']
    >>> paths("https://example.org")
    ['/']
    """
    parts = [part for part in urlsplit(url).path.split("/") if part]
    return ["/" + "/".join(parts[first:]) for first in range(len(parts))] or ["/"]


def _prefixes(url: str) -> Iterator[str]:
    """The prefixes of the other pages: none, and each folder of the webhook's path."""
    yield ""
    parts = [part for part in urlsplit(url).path.split("/") if part][:-1]
    for last in range(len(parts)):
        yield "/" + "/".join(parts[: last + 1])


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """The settings for TLS. Raises PullquoteError for files that cannot be used."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        reason = (error.strerror or str(error)).lower()
        raise PullquoteError(
            f"the certificate {certificate} and the key {key} cannot be used: {reason}; see "
            "PULLQUOTE_TELEGRAM_WEBHOOK_CERT and PULLQUOTE_TELEGRAM_WEBHOOK_KEY (PEM files)"
        ) from None
    return context


def is_self_signed(certificate: Path) -> bool:
    """Whether the certificate is self-signed: then Telegram has to be given it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(certificate)
    except (OSError, ssl.SSLError):
        return False
    return any(one.get("subject") == one.get("issuer") for one in context.get_ca_certs())
