"""Access: who asks, and what they may do.

Somebody is known by a token (in a session's cookie, or as `Authorization: Bearer`), or by the
header that a reverse proxy sets once it knows its user. Without either, the server is for the
people who use this computer: they may do everything. As soon as a request may have come from
further away, they may only read.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from bot.web.security.keys import Keys
from bot.web_settings import WebSettings

SESSION, VISITOR = "pullquote-session", "pullquote-visitor"
SESSION_SECONDS = 30 * 24 * 3600
_SESSION_PURPOSE, _FORM_PURPOSE = "session", "form"
# Set by proxies: a request that has one was not made on this computer.
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
_LONGEST_NAME = 256
_VISITOR_LENGTH = 43


class Role(IntEnum):
    """What somebody may do. Admins may change the collection."""

    NOBODY = 0
    READER = 1
    ADMIN = 2


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who makes a request. ``name``: tells people apart (for feedback); ``user``: as the
    proxy calls them, if it does. ``address``: where the request comes from, for rate limits.
    ``by_cookie``: whether a browser might send a request in their name without their knowledge."""

    role: Role
    name: str
    address: str
    user: str | None = None
    by_cookie: bool = True
    has_session: bool = False

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN


class Access:
    """Knows visitors. ``is_public``: whether the server can be reached from other computers."""

    def __init__(self, settings: WebSettings, keys: Keys, *, is_public: bool) -> None:
        self._keys = keys
        self._is_public = is_public
        # Only digests are compared, so that no secret is kept where it might be shown.
        self._tokens: dict[Role, bytes] = {}
        for role, token in (
            (Role.READER, settings.web_token),
            (Role.ADMIN, settings.web_admin_token),
        ):
            if token is not None:
                self._tokens[role] = _digest(token.get_secret_value())
        self._header = settings.web_user_header.lower()
        self._admins = settings.web_admins
        self._proxies = [ip_network(one) for one in settings.web_proxies]

    @property
    def is_restricted(self) -> bool:
        """Whether people have to be known in order to read."""
        return Role.READER in self._tokens or bool(self._header)

    @property
    def has_tokens(self) -> bool:
        """Whether there is something to log in with."""
        return bool(self._tokens)

    def visitor(
        self, headers: Mapping[str, str], cookies: Mapping[str, str], peer: str | None
    ) -> Visitor:
        """Who makes a request with these headers (names in lower case), from this address."""
        trusted = self._is_proxy(peer)
        address = self._address(headers, peer) if trusted else peer or ""
        cookie = cookies.get(VISITOR, "")
        name = f"visitor:{cookie}" if len(cookie) == _VISITOR_LENGTH else f"address:{address}"
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            role = self._role_of(token.strip())
            return Visitor(role, name, address, by_cookie=False)
        user = headers.get(self._header, "").strip() if self._header and trusted else ""
        if user and len(user) <= _LONGEST_NAME:
            role = Role.ADMIN if user in self._admins else Role.READER
            return Visitor(role, f"user:{user}", address, user)
        session = self._session_role(cookies.get(SESSION, ""))
        if session is not Role.NOBODY:
            return Visitor(session, name, address, has_session=True)
        return Visitor(self._role_without_name(headers, peer), name, address)

    def session(self, token: str) -> str | None:
        """The cookie of a new session; None for a wrong token."""
        role = self._role_of(token)
        if role is Role.NOBODY:
            return None
        parts = (role.name, str(int(time.time()) + SESSION_SECONDS), secrets.token_urlsafe(16))
        return ".".join((*parts, self._signature(role, parts)))

    def new_visitor(self) -> str:
        """A cookie for somebody who has none."""
        return secrets.token_urlsafe(32)

    def form_token(self, cookies: Mapping[str, str]) -> str:
        """The token of forms that change something: other sites cannot know it."""
        return self._keys.signature(_FORM_PURPOSE, cookies.get(VISITOR, ""))

    def is_form_token(self, given: str, cookies: Mapping[str, str]) -> bool:
        """Whether a form was sent from one of our pages, to the browser that sends it."""
        cookie = cookies.get(VISITOR, "")
        return bool(cookie) and self._keys.is_signature(given, _FORM_PURPOSE, cookie)

    def _role_without_name(self, headers: Mapping[str, str], peer: str | None) -> Role:
        if self.is_restricted:
            return Role.NOBODY
        near = peer is not None and _is_loopback(peer) and not self._is_public
        if Role.ADMIN in self._tokens or not near or any(one in headers for one in _FORWARDED):
            return Role.READER
        return Role.ADMIN

    def _role_of(self, token: str) -> Role:
        found = Role.NOBODY
        for role, digest in self._tokens.items():
            if hmac.compare_digest(_digest(token), digest):
                found = max(found, role)
        return found

    def _session_role(self, cookie: str) -> Role:
        parts = cookie.split(".")
        if len(parts) != 4 or not parts[1].isdecimal() or len(parts[1]) > 12:
            return Role.NOBODY
        role = Role.__members__.get(parts[0], Role.NOBODY)
        if role not in self._tokens or int(parts[1]) < time.time():
            return Role.NOBODY
        # A token that is changed ends the sessions that began with it.
        known = self._keys.is_signature(
            parts[3], _SESSION_PURPOSE, self._tokens[role].hex(), *parts[:3]
        )
        return role if known else Role.NOBODY

    def _signature(self, role: Role, parts: Iterable[str]) -> str:
        return self._keys.signature(_SESSION_PURPOSE, self._tokens[role].hex(), *parts)

    def _is_proxy(self, peer: str | None) -> bool:
        address = _parsed(peer or "")
        return address is not None and any(address in one for one in self._proxies)

    def _address(self, headers: Mapping[str, str], peer: str | None) -> str:
        """The address before the last proxy that we trust."""
        for one in reversed(headers.get("x-forwarded-for", "").split(",")):
            if _parsed(one.strip()) is None:
                break
            if not self._is_proxy(one.strip()):
                return one.strip()
        return peer or ""


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _is_loopback(address: str) -> bool:
    found = _parsed(address)
    return found is not None and found.is_loopback
