"""The server of the pages: what it needs to start, and how it stops."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_address

import uvicorn

from bot.advice import explain
from bot.app import App
from bot.changes.additions import Additions
from bot.changes.uploads import Uploads
from bot.serving.async_answerer import AsyncAnswerer
from bot.settings import Settings, SettingsError
from bot.web.application import build_application
from bot.web.connections import HEADER_SECONDS, MOST_CONNECTIONS, bounded_protocol
from bot.web.security.access import Access
from bot.web.security.keys import Keys
from bot.web.site import Site
from corpus.errors import PullquoteError

_log = logging.getLogger(__name__)
_BACKLOG = 512
_IDLE_SECONDS, _FINISH_SECONDS = 30, 5
_LONGEST_HEADERS = 32 * 1024
_INDEX_CHECK_SECONDS = 1.0
_NOBODY_KNOWN = (
    "{listen} can be reached from other computers, and nothing says who may ask; set "
    "PULLQUOTE_WEB_TOKEN, or PULLQUOTE_WEB_USER_HEADER behind a proxy that knows its users, or "
    "listen at 127.0.0.1"
)


def serve(settings: Settings, note: Callable[[str], None]) -> None:
    """Serves the pages until SIGINT or SIGTERM; ``note`` gets their address. Raises
    SettingsError where others could reach them unasked, PullquoteError."""
    public = is_public(settings.web_listen)
    keys = Keys.of(settings.data_dir)
    access = Access(settings, keys, is_public=public)
    if public and not access.is_restricted:
        raise SettingsError(_NOBODY_KNOWN.format(listen=settings.web_listen))
    if settings.public_url and not access.is_restricted:
        note(
            f"everyone who can reach {settings.public_url} may ask and read; PULLQUOTE_WEB_TOKEN "
            "or PULLQUOTE_WEB_USER_HEADER restricts that"
        )
    server = WebServer(build_site(settings, access, keys))
    asyncio.run(server.run(lambda address: note(f"Pullquote is at {address} (Ctrl-C stops)")))


def build_site(settings: Settings, access: Access, keys: Keys) -> Site:
    """Builds the objects behind the pages."""
    additions = Additions(
        lambda: App(settings, _log.info), Uploads(settings.data_dir / "uploads"), _log.info
    )
    app = App(settings, _log.warning)
    return Site(settings, app, AsyncAnswerer(app), access, keys, additions)


class _Server(uvicorn.Server):
    """uvicorn's server. A signal ends it, and not the process before everything is closed.
    ``on_stop`` is called before it waits for the requests in progress."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if os.name != "posix" or threading.current_thread() is not threading.main_thread():
            with super().capture_signals():
                yield
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


class WebServer:
    """The server of one site. ``header_seconds``: how long a client may take to send a request's
    headers."""

    def __init__(
        self, site: Site, most: int = MOST_CONNECTIONS, header_seconds: float = HEADER_SECONDS
    ) -> None:
        self._site = site
        # Where it listens, once it does.
        self.port = 0
        self._server = _Server(
            uvicorn.Config(
                build_application(site),
                http=bounded_protocol(most, header_seconds),
                ws="none",
                loop="asyncio",
                lifespan="on",
                log_config=None,
                # Its warnings are about each malformed request: anybody could fill the log.
                log_level=logging.ERROR,
                # Addresses hold questions.
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=_IDLE_SECONDS,
                timeout_graceful_shutdown=_FINISH_SECONDS,
                h11_max_incomplete_event_size=_LONGEST_HEADERS,
            ),
            site.answerer.stop_preparing,
        )

    async def run(self, note: Callable[[str], None]) -> None:
        """Serves until SIGINT, SIGTERM or ``stop``; ``note`` gets the address. Raises
        PullquoteError."""
        answerer = self._site.answerer
        # Before the port is opened: without an index there is nothing to answer from.
        await answerer.open()
        try:
            with _listener(self._site.settings.web_listen) as listener:
                self.port = listener.getsockname()[1]
                note(_address(self._site.settings, self.port))
                watching = asyncio.create_task(_watch_index(self._site))
                await self._server.serve([listener])
                watching.cancel()
        finally:
            await answerer.close()

    def stop(self) -> None:
        """Ends ``run``, once the requests in progress are answered."""
        self._server.should_exit = True


async def _watch_index(site: Site) -> None:
    """Opens a new index while nobody waits, rather than at the next question."""
    while True:
        try:
            if not site.counts.waiting:
                await site.answerer.refresh()
                await site.find_examples()
        except PullquoteError as error:
            _log.warning("no example questions: %s", explain(error))
        await asyncio.sleep(_INDEX_CHECK_SECONDS)


def _listener(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        family = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, int(port)))
        listener.listen(_BACKLOG)
    except OSError as error:
        raise PullquoteError(
            f"cannot listen at {listen}: {(error.strerror or str(error)).lower()}; is another "
            "program there? See PULLQUOTE_WEB_LISTEN"
        ) from None
    return listener


def _address(settings: Settings, port: int) -> str:
    host = settings.web_listen.rpartition(":")[0]
    return settings.public_url or f"http://{host}:{port}/"


def is_public(listen: str) -> bool:
    """Whether other computers can reach what listens there."""
    host = listen.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host.lower() != "localhost"
