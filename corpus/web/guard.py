"""Guard against private addresses: which machines may be reached.

Those of the public internet, and private ones that the user named.

A page, a feed or a redirect can name any address, and what runs here may reach machines that its
author cannot: this computer, a router, a cloud's metadata service. So a name is resolved first,
the addresses it has are looked at, and the connection is made to one that was looked at, not to
the name: what the name means a moment later makes no difference.
"""

import socket
import threading
from collections.abc import Callable, Container
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from corpus.errors import SourceError

Resolve = Callable[[str, int], list[str]]

_PUBLIC_IPV6 = IPv6Network("2000::/3")
# Of IANA's special-purpose registries, what Python's ``is_global`` does not know in all versions.
_SPECIAL = [ip_network(one) for one in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16")]
# Of clouds whose metadata service is not link-local: Alibaba, AWS, Oracle.
_METADATA = [
    ip_network(one) for one in ("100.100.100.200/32", "fd00:ec2::254/128", "192.0.0.192/32")
]
_NEVER_BECAUSE = "only services of the machine itself are there"
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


def is_never_reached(address: str) -> bool:
    """Whether an IP address is link-local, or that of a cloud's metadata service, which hands out
    the machine's own keys; also where it is wrapped in an IPv6 address.

    >>> is_never_reached("169.254.169.254"), is_never_reached("10.0.0.1")
    (True, False)
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return True
    inner = _wrapped(found) if isinstance(found, IPv6Address) else None
    return any(
        one.is_link_local or any(one in network for network in _METADATA)
        for one in (found, inner)
        if one is not None
    )


class Guard:
    """Turns a server's name into IP addresses that may be connected to."""

    def __init__(
        self, *, private_hosts: Container[str] = (), resolve: Resolve | None = None
    ) -> None:
        """``private_hosts``: names, in lower case, that may lead into private networks. What their
        pages link to or redirect to may not, unless it is one of them."""
        self._private_hosts = private_hosts
        self._resolve = resolve or _resolved

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """The IP addresses of a name, all of them allowed. One that is not is enough to refuse:
        a server that is partly ours is not one of theirs. Raises SourceError."""
        found = _in_time(lambda: self._resolve(host, port), host, seconds)
        if not found:
            raise SourceError(host, "no such server")
        may_be_private = host.lower().rstrip(".") in self._private_hosts
        for one in found:
            if is_never_reached(one):
                raise SourceError(host, f"leads to {one}, which is never read: {_NEVER_BECAUSE}")
            if not may_be_private and not is_public(one):
                raise SourceError(
                    host,
                    f"leads to {one}, which is no public address; `pullquote add` with "
                    "--allow-private reads addresses of a server that is named there",
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
