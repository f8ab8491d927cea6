"""Web addresses: parsing and normal form."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from corpus.errors import SourceError

SCHEMES = ("http", "https")
_PORTS = {"http": 80, "https": 443}
_BEGINS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_LONGEST = 2000
# Not percent-encoded in a path or query: the reserved characters of RFC 3986, and "%" itself.
_KEPT = "/%:@!$&'()*+,;=~-._?[]"


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address in normal form: no fragment, no default port, an ASCII host name,
    and a percent-encoded path.

    >>> str(Address.of("HTTP://Example.ORG:80/a b#end"))
    'http://example.org/a%20b'
    """

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def of(cls, named: str) -> "Address":
        """The address in normal form. Raises SourceError if it is not an address, or must not be
        fetched."""
        named = named.strip()
        if len(named) > _LONGEST:
            raise SourceError(named[:80] + "…", f"an address has at most {_LONGEST} characters")
        try:
            parts = urlsplit(named)
            port = parts.port
            host = parts.hostname or ""
        except ValueError as error:
            raise SourceError(hidden(named), f"not a web address: {error}") from None
        scheme = parts.scheme.lower()
        if scheme not in SCHEMES:
            raise SourceError(hidden(named), f"only {' and '.join(SCHEMES)} addresses can be read")
        if parts.username is not None or parts.password is not None:
            raise SourceError(
                hidden(named),
                "an address with a user name or password would be stored and shown; "
                "save the page and add the file",
            )
        if port == 0 or not host:
            raise SourceError(hidden(named), "not a web address: it names no server")
        target = quote(parts.path or "/", safe=_KEPT)
        if parts.query:
            target += "?" + quote(parts.query, safe=_KEPT)
        return cls(scheme, _ascii(host, named), port or _PORTS[scheme], target)

    def joined(self, reference: str) -> "Address":
        """The address that a link on this page leads to. Raises SourceError."""
        try:
            return Address.of(urljoin(str(self), reference.strip()))
        except ValueError as error:
            raise SourceError(self, f"a link on it is not a web address: {error}") from None

    @property
    def origin(self) -> str:
        """The server: ``https://example.org``, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        suffix = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{suffix}"

    def __str__(self) -> str:
        return self.origin + self.target


def is_address(named: str) -> bool:
    """Whether this is meant as an address, and not as the name of a file."""
    return _BEGINS.match(named) is not None


def hidden(named: str) -> str:
    """The address without user name and password, for display."""
    return re.sub(r"(?<=://)[^/?#]*@", "", named)


def host_of(url: str | None) -> str | None:
    """The server's name in an address, without "www."; None if there is none.

    >>> host_of("https://www.example.org/a")
    'example.org'
    """
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def comparable(url: str | None) -> str | None:
    """A key that is equal for addresses of the same article: scheme, fragment and a slash at the
    end are ignored. None if it is not an address.

    >>> comparable("http://example.org/a/#top") == comparable("https://example.org/a")
    True
    """
    try:
        parts = urlsplit(url or "")
        host = host_of(url)
    except ValueError:
        return None
    if not host or parts.scheme not in SCHEMES:
        return None
    return urlunsplit(("", host, parts.path.rstrip("/"), parts.query, ""))


def _ascii(host: str, named: str) -> str:
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    # Imported here: nearly all names are ASCII.
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise SourceError(hidden(named), f"{host!r} is not a valid server name") from None
