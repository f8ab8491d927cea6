"""A web server on loopback, as polite or as hostile as a test wants it."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class Page:
    """What is at a path. With an ETag or Last-Modified, it answers 304 to who has it already."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Site:
    """Pages (or what answers by itself) by path, and what was asked for, in order."""

    port: int
    pages: dict[str, Page | Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        self.pages[path] = Page(status=status, headers={"Location": target})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up on a hostile answer are what is wanted."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextlib.contextmanager
def serving() -> Iterator[Site]:
    """A site, until the end of the block."""
    site = Site(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            found = site.pages.get(self.path, Page(b"nothing here", status=404))
            with contextlib.suppress(ConnectionError, TimeoutError):
                if isinstance(found, Page):
                    self._give(found)
                else:
                    self.close_connection = True
                    found(self)

        def _give(self, page: Page) -> None:
            headers = {name.lower(): value for name, value in page.headers.items()}
            asked = site.asked[-1][1]
            known = (headers.get("etag"), headers.get("last-modified"))
            if known != (None, None) and known == (
                asked.get("if-none-match"),
                asked.get("if-modified-since"),
            ):
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(page.status)
            headers = {"content-type": page.media_type, **headers}
            headers.setdefault("content-length", str(len(page.body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = _Server(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
