"""Guard: only public addresses are reached."""

import threading

import pytest

from corpus.errors import SourceError
from corpus.web.fetcher import Fetcher, Limits
from corpus.web.guard import Guard, is_public
from tests.web_server import Site

PRIVATE = """
127.0.0.1 127.8.9.1 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
100.64.0.1 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1
255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1 ff02::1 2001:db8::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b:1::1
3fff::1 2002:7f00:1:: 2002:c0a8:101::1 2001:0:7f00:1::1 100::1 4000::1 not-an-address
"""
PUBLIC = "93.184.215.14 1.1.1.1 2606:4700::1111 ::ffff:93.184.215.14 64:ff9b::5db8:d70e"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_addresses(address: str) -> None:
    """Private, local, reserved and multicast addresses, also embedded in IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses(address: str) -> None:
    """Also embedded in IPv6."""
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]",
     "[::ffff:127.0.0.1]", "0"],
)  # fmt: skip
def test_no_spelling_of_this_machine_gets_through(host: str, site: Site) -> None:
    """The guard checks the address that the system resolves a spelling to."""
    with Fetcher() as fetcher, pytest.raises(SourceError):
        fetcher.fetch(f"http://{host}:{site.port}/")
    assert not site.asked


def test_one_private_address_among_public_ones_is_enough() -> None:
    """A name with a public and a private address is refused."""
    guard = Guard(resolve=lambda host, port: ["93.184.215.14", "192.168.0.1"])
    with pytest.raises(SourceError, match=r"192\.168\.0\.1") as caught:
        guard.addresses("example.org", 80, 1)
    assert caught.value.code == "private-address"


def test_the_checked_address_is_the_one_that_is_reached(site: Site) -> None:
    """A name is resolved once per connection, so a second answer cannot replace the checked one."""
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    resolved: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        resolved.append(host)
        return answers[min(len(resolved), len(answers)) - 1]

    # The first answer is public, and not reachable from here; the second would reach the site.
    with (
        Fetcher(Guard(resolve=resolve), Limits(seconds=0.5)) as fetcher,
        pytest.raises(SourceError),
    ):
        fetcher.fetch(f"http://rebinding.example:{site.port}/")
    assert resolved == ["rebinding.example"]
    assert not site.asked


def test_the_server_still_gets_its_name(site: Site) -> None:
    """The connection is made to an IP address, but the Host header has the name."""
    guard = Guard(private_hosts=("kent.example",), resolve=lambda host, port: ["127.0.0.1"])
    with Fetcher(guard) as fetcher, pytest.raises(SourceError):
        fetcher.fetch(f"http://kent.example:{site.port}/")
    assert site.asked[0][1]["host"] == f"kent.example:{site.port}"


def test_every_redirect_is_checked(site: Site) -> None:
    """A redirect to a private address is refused, even from a server that may be in a private
    network itself."""
    site.redirect("/", f"http://inside.example:{site.port}/secret")

    def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "outside.example" else ["10.0.0.1"]

    guard = Guard(private_hosts=("outside.example",), resolve=resolve)
    with (
        Fetcher(guard) as fetcher,
        pytest.raises(SourceError, match=r"http://inside\.example.*/secret: .*10\.0\.0\.1"),
    ):
        fetcher.fetch(f"http://outside.example:{site.port}/")
    assert site.paths == ["/"]


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "100.100.100.200",
        "fd00:ec2::254",
        "192.0.0.192",
    ],
)
def test_metadata_services_are_never_reached(address: str) -> None:
    """Not even by a host that may be in a private network."""
    guard = Guard(private_hosts=("wiki.example",), resolve=lambda host, port: [address])
    with pytest.raises(SourceError, match="never read"):
        guard.addresses("wiki.example", 80, 1)


def test_a_host_that_may_be_private_is_known_however_it_is_written() -> None:
    """In capitals, or with the final dot."""
    guard = Guard(private_hosts=("wiki.example",), resolve=lambda host, port: ["10.0.0.1"])
    for name in ("wiki.example", "WIKI.example", "wiki.example."):
        assert guard.addresses(name, 80, 1) == ["10.0.0.1"]
    with pytest.raises(SourceError, match="not a public address"):
        guard.addresses("news.wiki.example", 80, 1)


def test_a_hanging_resolver_times_out() -> None:
    """Resolving a name counts against the time limit."""

    given_up = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        given_up.wait(60)
        return ["93.184.216.34"]

    with pytest.raises(SourceError, match="too long"):
        Guard(resolve=resolve).addresses("slow.example", 80, 0.1)
    given_up.set()
