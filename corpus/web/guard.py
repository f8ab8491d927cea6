"""Guard against private addresses (server-side request forgery).

Servers of the public internet may be reached, and private ones that the user named.

A page, a feed or a redirect can name any address, and this program may reach machines that the
page's author cannot: this computer, a router, a cloud's metadata service. So a server's name is
resolved first, its IP addresses are checked, and the connection is made to a checked IP address,
not to the name, which might resolve differently a moment later (DNS rebinding).
"""

import socket
import threading
from collections.abc import Callable, Container
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from corpus.errors import SourceError

Resolve = Callable[[str, int], list[str]]

_PUBLIC_IPV6 = IPv6Network("2000::/3")
# Special-purpose networks (IANA) that ``is_global`` misses in some versions of Python.
_SPECIAL = [ip_network(one) for one in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16")]
# Of clouds whose metadata service is not link-local: Alibaba, AWS, Oracle.
_METADATA = [
    ip_network(one) for one in ("100.100.100.200/32", "fd00:ec2::254/128", "192.0.0.192/32")
]
_NEVER_BECAUSE = "only services of the machine itself are there"
# NAT64 forwards these to the IPv4 address in their last 32 bits (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is public. Of an IPv6 address that embeds an IPv4 address, whether that
    one is.

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
        inner = _embedded(found)
        if inner is None:
            return found in _PUBLIC_IPV6 and _is_global(found)
        found = inner
    return _is_global(found)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets would reach in the end, if any."""
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
    the machine's own keys; also where it is embedded in an IPv6 address.

    >>> is_never_reached("169.254.169.254"), is_never_reached("10.0.0.1")
    (True, False)
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return True
    inner = _embedded(found) if isinstance(found, IPv6Address) else None
    return any(
        one.is_link_local or any(one in network for network in _METADATA)
        for one in (found, inner)
        if one is not None
    )


class Guard:
    """Resolves a server's name to IP addresses that may be connected to."""

    def __init__(
        self, *, private_hosts: Container[str] = (), resolve: Resolve | None = None
    ) -> None:
        """``private_hosts``: names, in lower case, that may lead into private networks. What their
        pages link to or redirect to may not, unless it is one of them."""
        self._private_hosts = private_hosts
        self._resolve = resolve or _resolved

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """The IP addresses of a name. Raises SourceError if any of them is not allowed: a public
        server has no private address beside its public one."""
        found = _in_time(lambda: self._resolve(host, port), host, seconds)
        if not found:
            raise SourceError(host, "no such server")
        may_be_private = host.lower().rstrip(".") in self._private_hosts
        for one in found:
            if is_never_reached(one):
                raise SourceError(host, f"resolves to {one}, which is never read: {_NEVER_BECAUSE}")
            if not may_be_private and not is_public(one):
                raise SourceError(
                    host, f"resolves to {one}, which is not a public address", "private-address"
                )
        return found


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _in_time(work: Callable[[], list[str]], host: str, seconds: float) -> list[str]:
    """Runs ``work`` in a thread, and gives up on it after ``seconds``: the system's resolver has no
    time limit of its own."""
    found: list[str] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            found.extend(work())
        except (OSError, UnicodeError, ValueError) as error:
            faults.append(error)

    thread = threading.Thread(target=run, daemon=True, name="resolve")
    thread.start()
    thread.join(max(0.0, seconds))
    if thread.is_alive():
        raise SourceError(host, "looking up the server took too long; try again later")
    if faults:
        raise SourceError(
            host, "no such server, or no network; check the address and the connection"
        )
    return found
