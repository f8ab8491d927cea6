"""Settings of `pullquote serve`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from bot.setting_values import Secret, listed, listening_address, number, secret_file

# The default address of the pages.
WEB_LISTEN = "127.0.0.1:8090"
# Shorter tokens can be guessed.
_SHORTEST_TOKEN = 16
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


def _public_address(text: str) -> str:
    address = urlsplit(text)  # or raises ValueError
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ValueError("an address looks like https://quotes.example.org")
    if address.username or address.password or address.fragment or address.query:
        raise ValueError("give an address with a host and a path, and nothing else")
    if address.port == 0:
        raise ValueError("port 0 is no port")
    return text.rstrip("/")


def _web_token(text: str) -> Secret:
    if len(text) < _SHORTEST_TOKEN or not text.isascii() or not text.isprintable():
        raise ValueError(
            f"a token has at least {_SHORTEST_TOKEN} printable ASCII characters; "
            "`openssl rand -hex 24` makes one"
        )
    return Secret(text)


def _header(text: str) -> str:
    if not _HEADER.fullmatch(text):
        raise ValueError("the name of a header looks like X-Forwarded-User")
    return text


def _networks(text: str) -> tuple[str, ...]:
    # Imported here: most commands serve nothing.
    from ipaddress import ip_network

    for one in listed(text):
        try:
            ip_network(one)
        except ValueError:
            raise ValueError(f"{one} is not an address or a network (10.0.0.0/24)") from None
    return listed(text)


def _hosts(text: str) -> tuple[str, ...]:
    for one in listed(text):
        if not _HOST.fullmatch(one):
            raise ValueError(f"{one} is not the name of a host (without a port)")
    return listed(text.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Where the pages are served, who may read them, and who may change the collection."""

    web_listen: Annotated[str, listening_address(WEB_LISTEN, 0, _HOST)] = WEB_LISTEN
    public_url: Annotated[str, _public_address] = ""
    web_token_file: Annotated[Path | None, secret_file] = None
    web_token: Annotated[Secret | None, _web_token] = None
    web_admin_token_file: Annotated[Path | None, secret_file] = None
    web_admin_token: Annotated[Secret | None, _web_token] = None
    web_user_header: Annotated[str, _header] = ""
    web_admins: Annotated[frozenset[str], lambda text: frozenset(listed(text))] = frozenset()
    web_proxies: Annotated[tuple[str, ...], _networks] = ("127.0.0.0/8", "::1")
    web_hosts: Annotated[tuple[str, ...], _hosts] = ()
    web_per_minute: Annotated[float, number(0)] = 60
