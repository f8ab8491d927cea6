"""Settings of `pullquote serve`."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode

# The default address of the pages.
WEB_LISTEN = "127.0.0.1:8090"
# Shorter tokens can be guessed.
_SHORTEST_TOKEN = 16
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


class WebSettings(BaseSettings):
    """Where the pages are served, who may read them, and who may change the collection."""

    web_listen: str = WEB_LISTEN
    public_url: str = ""
    web_token_file: Path | None = None
    web_token: SecretStr | None = Field(default=None, validate_default=True)
    web_admin_token_file: Path | None = None
    web_admin_token: SecretStr | None = Field(default=None, validate_default=True)
    web_user_header: str = ""
    web_admins: Annotated[frozenset[str], NoDecode] = frozenset()
    web_proxies: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.0/8", "::1")
    web_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    web_per_minute: float = Field(default=60, ge=0)

    @field_validator("web_listen")
    @classmethod
    def _is_a_listening_address(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not _HOST.fullmatch(host) or not port.isdecimal() or not 0 <= int(port) < 65536:
            raise ValueError("a listening address looks like 127.0.0.1:8090")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_a_public_address(cls, value: str) -> str:
        address = urlsplit(value)  # or raises ValueError
        if value and (address.scheme not in ("http", "https") or not address.hostname):
            raise ValueError("an address looks like https://quotes.example.org")
        if address.username or address.password or address.fragment or address.query:
            raise ValueError("give an address with a host and a path, and nothing else")
        if address.port == 0:
            raise ValueError("port 0 is no port")
        return value.rstrip("/")

    @field_validator("web_token_file", "web_admin_token_file")
    @classmethod
    def _web_token_can_be_read(cls, value: Path | None) -> Path | None:
        if value is not None:
            secret_in(value)
        return value

    @field_validator("web_token", "web_admin_token", mode="before")
    @classmethod
    def _web_token_from_its_file(cls, value: Any, info: ValidationInfo) -> Any:
        file = info.data.get(f"{info.field_name}_file")
        if file is None:
            return value
        if value is not None:
            raise ValueError(
                f"give either this or PULLQUOTE_{str(info.field_name).upper()}_FILE, not both"
            )
        return secret_in(file)

    @field_validator("web_token", "web_admin_token")
    @classmethod
    def _is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        given = "" if value is None else value.get_secret_value()
        if value is not None and (
            len(given) < _SHORTEST_TOKEN or not given.isascii() or not given.isprintable()
        ):
            raise ValueError(
                f"a token has at least {_SHORTEST_TOKEN} printable ASCII characters; "
                "`openssl rand -hex 24` makes one"
            )
        return value

    @field_validator("web_user_header")
    @classmethod
    def _is_a_header(cls, value: str) -> str:
        if value and not _HEADER.fullmatch(value):
            raise ValueError("the name of a header looks like X-Forwarded-User")
        return value

    @field_validator("web_admins", "web_proxies", "web_hosts", mode="before")
    @classmethod
    def _split_names(cls, value: Any) -> Any:
        return (
            [one for one in re.split(r"[,;\s]+", value) if one] if isinstance(value, str) else value
        )

    @field_validator("web_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(f"{one} is not an address or a network (10.0.0.0/24)") from None
        return value

    @field_validator("web_hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not _HOST.fullmatch(one):
                raise ValueError(f"{one} is not the name of a host (without a port)")
        return tuple(one.lower() for one in value)


def secret_in(file: Path) -> str:
    """The secret in a file, without blanks around it. Raises ValueError."""
    try:
        return file.expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(f"{file} cannot be read: {(reason or str(error)).lower()}") from None
