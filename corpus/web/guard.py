"""Which machines may be reached: those of the public internet, unless told otherwise.

A page, a feed or a redirect can name any address, and what runs here may reach machines that its
author cannot: this computer, a router, a cloud's metadata service. So a name is resolved first,
the addresses it has are looked at, and the connection is made to one that was looked at, not to
the name: what the name means a moment later makes no difference.
"""

import socket
import threading
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from corpus.errors import SourceError

Resolve = Callable[[str, int], list[str]]

_PUBLIC_IPV6 = IPv6Network("2000::/3")
# Of IANA's special-purpose registries, what Python's ``is_global`` does not know in all versions.
_SPECIAL = [ip_network(one) for one in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16")]
# A translator hands these on to the IPv4 address in their last 32 bits (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, and so does the IPv4 address that may
    be wrapped in it.

    >>> is_public("93.184.215.14"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return False
        inner = _wrapped(found)
        if inner is None:
            return found in _PUBLIC_IPV6 and _is_global(found)
        found = inner
    return _is_global(found)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address to which a packet would go in the end."""
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_unspecified)
        and not any(address in network for network in _SPECIAL)
    )


class Guard:
    """Turns a server's name into IP addresses that may be connected to."""

    def __init__(self, *, allow_private: bool = False, resolve: Resolve | None = None) -> None:
        self._allow_private = allow_private
        self._resolve = resolve or _resolved

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """The IP addresses of a name, all of them allowed. One that is not is enough to refuse:
        a server that is partly ours is not one of theirs. Raises SourceError."""
        found = _in_time(lambda: self._resolve(host, port), host, seconds)
        if not found:
            raise SourceError(host, "no such server")
        if not self._allow_private:
            for one in found:
                if not is_public(one):
                    raise SourceError(
                        host,
                        f"leads to {one}, which is no public address; --allow-private "
                        "reads it all the same, if you trust what you add",
                    )
        return found


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _in_time(work: Callable[[], list[str]], host: str, seconds: float) -> list[str]:
    """The system's resolver knows no time limit: it is left behind where it takes too long."""
    found: list[str] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            found.extend(work())
        except (OSError, UnicodeError, ValueError) as error:
            faults.append(error)

    thread = threading.Thread(target=run, daemon=True, name="resolving")
    thread.start()
    thread.join(max(0.0, seconds))
    if thread.is_alive():
        raise SourceError(host, "looking up the server took too long; try again later")
    if faults:
        raise SourceError(
            host, "no such server, or no network; check the address and the connection"
        )
    return found
