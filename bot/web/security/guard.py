"""Guard: what every request has to pass, and the headers of every response.

A page of another site can make a browser send requests here (forgery), and can give its own name
this computer's address in order to read the responses (DNS rebinding). So the names in `Host` are
listed, what other sites send is refused, and forms that change something carry a token.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.problems import Problem
from bot.web.security.access import VISITOR, Access, Role, Visitor
from bot.web.security.rate_limit import RateLimits, household

_LOCAL = frozenset(("localhost", "127.0.0.1", "[::1]"))
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
# Paths that need no role; and those that make work.
_OPEN = ("/static/", "/login", "/healthz")
_COSTLY = ("/api/v1/ask", "/api/v1/verify", "/verify", "/login", "/add", "/mcp")
_VISITOR_SECONDS = 365 * 24 * 3600
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Forms need their own origin; other sites learn nothing, for addresses hold questions.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a body may be, in bytes, and how long it may take, in seconds."""

    most: int
    seconds: float

    def check_announced(self, headers: Headers) -> None:
        """Raises Problem for a body that says itself that it is too long."""
        announced = headers.get("content-length", "0")
        if announced.isdecimal() and int(announced[:20]) > self.most:
            raise self._too_long()

    def applied(self, receive: Receive) -> Receive:
        """``receive`` for a body that is neither too long nor too slow. Raises Problem."""
        received = 0
        deadline: float | None = None
        done = False

        async def bounded() -> Message:
            nonlocal received, deadline, done
            if done:  # only the connection's end is waited for
                return await receive()
            deadline = deadline or asyncio.get_running_loop().time() + self.seconds
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise Problem(408, "the request took too long to arrive", code="too-slow") from None
            received += len(message.get("body", b""))
            done = message["type"] != "http.request" or not message.get("more_body", False)
            if received > self.most:
                raise self._too_long()
            return message

        return bounded

    def _too_long(self) -> Problem:
        return Problem(413, f"at most {self.most:,} bytes can be sent here", code="too-long")


_BODY, _UPLOAD = Bounds(1 << 20, 20.0), Bounds(64 << 20, 600.0)
Respond = Callable[[Problem, Scope], ASGIApp]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of this server. ``hosts``: without ports; ``origin`` and ``prefix`` (of paths):
    those of the public address."""

    hosts: frozenset[str]
    origin: str = ""
    prefix: str = ""

    @classmethod
    def of(cls, listen: str, public_url: str, more: tuple[str, ...]) -> "Names":
        hosts = {*_LOCAL, *more, listen.rpartition(":")[0].lower()}
        origin = prefix = ""
        if public_url:
            address = urlsplit(public_url)
            origin = f"{address.scheme}://{address.netloc}".lower()
            prefix = address.path.rstrip("/")
            hosts.add(_without_port(address.netloc.lower()))
        return cls(frozenset(hosts), origin, prefix)

    def has(self, host: str) -> bool:
        """Whether a `Host` header names this server. A page that was fetched by an address in
        figures cannot be another site's, so these are allowed."""
        name = _without_port(host.lower()).rstrip(".")
        return name in self.hosts or name.endswith(".localhost") or _is_address(name)

    def is_own(self, origin: str, host: str) -> bool:
        """Whether a page of this origin is ours."""
        given = origin.lower()
        if self.origin and given == self.origin:
            return True
        return given in (f"http://{host.lower()}", f"https://{host.lower()}")


class Guard:
    """Middleware around the application. ``respond`` shows a problem."""

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        names: Names,
        limits: RateLimits,
        respond: Respond,
        *,
        is_secure: bool,
    ) -> None:
        self._app = app
        self._access = access
        self._names = names
        self._limits = limits
        self._respond = respond
        self._is_secure = is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = _without_prefix(scope, self._names.prefix)
        connection = HTTPConnection(scope)
        peer = connection.client.host if connection.client else None
        visitor = self._access.visitor(connection.headers, connection.cookies, peer)
        scope.setdefault("state", {})["visitor"] = visitor
        fresh = ""
        if len(connection.cookies.get(VISITOR, "")) != len(self._access.new_visitor()):
            fresh = self._access.new_visitor()
            connection.cookies[VISITOR] = fresh
        scope["state"]["cookies"] = dict(connection.cookies)
        sending = self._with_headers(send, fresh)
        uploads = str(scope["path"]) == "/add" and visitor.is_admin
        bounds = _UPLOAD if uploads else _BODY
        try:
            self._check(scope, connection.headers, visitor)
            bounds.check_announced(connection.headers)
        except Problem as problem:
            await self._respond(problem, scope)(scope, receive, sending)
            return
        # A request is cancelled where the server stops before it is answered: no fault to log.
        with contextlib.suppress(asyncio.CancelledError):
            await self._app(scope, bounds.applied(receive), sending)

    def _check(self, scope: Scope, headers: Headers, visitor: Visitor) -> None:
        """Raises Problem."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._names.has(hosts[0]):
            raise Problem(
                421,
                "this server does not go by that name; the setting PULLQUOTE_WEB_HOSTS or "
                "PULLQUOTE_PUBLIC_URL lists its names",
                code="unknown-host",
            )
        origin = headers.get("origin")
        changes = scope["method"] not in _SAFE
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if (origin is not None and not self._names.is_own(origin, hosts[0])) or (
            changes and foreign
        ):
            raise Problem(403, "requests from other sites are refused", code="foreign-origin")
        path = str(scope["path"])
        if path.startswith("/static/") or path == "/healthz":
            return
        costly = path.startswith(_COSTLY) or (path == "/" and b"q=" in scope["query_string"])
        limit = self._limits.answers if costly else self._limits.pages
        wait = limit.seconds_to_wait(visitor.user or household(visitor.address))
        if wait:
            raise Problem(429, "too many requests; wait a little", code="rate-limit", wait=wait)
        if visitor.role is Role.NOBODY and not path.startswith(_OPEN):
            raise Problem(401, "log in with a token first", code="unauthenticated")

    def _with_headers(self, send: Send, visitor: str) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "private, no-cache")
                if visitor and headers.get("content-type", "").startswith("text/html"):
                    headers.append("Set-Cookie", self.cookie(VISITOR, visitor, _VISITOR_SECONDS))
            await send(message)

        return sending

    def cookie(self, name: str, value: str, seconds: int) -> str:
        """A cookie that no script can read, and that no other site's request carries."""
        return cookie(name, value, seconds, is_secure=self._is_secure)


def cookie(name: str, value: str, seconds: int, *, is_secure: bool) -> str:
    """The value of `Set-Cookie`. With ``seconds`` 0, the cookie is deleted."""
    secure = "; Secure" if is_secure else ""
    return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def _without_prefix(scope: Scope, prefix: str) -> Scope:
    """The request without the prefix of the public address, which a proxy may have left."""
    path = str(scope["path"])
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        return {**scope, "path": path[len(prefix) :] or "/", "raw_path": None}
    return scope


def _without_port(host: str) -> str:
    """
    >>> _without_port("[::1]:80"), _without_port("example.org:80"), _without_port("[::1]")
    ('[::1]', 'example.org', '[::1]')
    """
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() and not name.endswith(":") else host


def _is_address(name: str) -> bool:
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
