"""Which machines may be reached."""

import time

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
def test_addresses_that_are_not_of_the_internet(address: str) -> None:
    """Private, local, reserved and multicast ones, also wrapped in IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_addresses_of_the_internet(address: str) -> None:
    """All others may be reached."""
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]",
     "[::ffff:127.0.0.1]", "0"],
)  # fmt: skip
def test_no_spelling_of_this_machine_gets_through(host: str, site: Site) -> None:
    """Whatever the system takes for an address is looked at as the address it is."""
    with Fetcher() as fetcher, pytest.raises(SourceError):
        fetcher.fetch(f"http://{host}:{site.port}/")
    assert not site.asked


def test_one_private_address_among_public_ones_is_enough() -> None:
    """A name that leads here as well as there is refused."""
    guard = Guard(resolve=lambda host, port: ["93.184.215.14", "192.168.0.1"])
    with pytest.raises(SourceError, match=r"192\.168\.0\.1.*--allow-private"):
        guard.addresses("example.org", 80, 1)


def test_the_address_that_was_looked_at_is_the_one_that_is_reached(site: Site) -> None:
    """A name is resolved once for a connection: there is no second answer to be caught by."""
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    resolved: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        resolved.append(host)
        return answers[min(len(resolved), len(answers)) - 1]

    # The first answer is public, and nothing listens there from here; the second would reach
    # the site.
    with (
        Fetcher(Guard(resolve=resolve), Limits(seconds=0.5)) as fetcher,
        pytest.raises(SourceError),
    ):
        fetcher.fetch(f"http://rebinding.example:{site.port}/")
    assert resolved == ["rebinding.example"]
    assert not site.asked


def test_the_name_is_still_told_to_the_server(site: Site) -> None:
    """Though the connection is made to an address, the Host header has the name."""
    guard = Guard(private_hosts=("kent.example",), resolve=lambda host, port: ["127.0.0.1"])
    with Fetcher(guard) as fetcher, pytest.raises(SourceError):
        fetcher.fetch(f"http://kent.example:{site.port}/")
    assert site.asked[0][1]["host"] == f"kent.example:{site.port}"


def test_every_redirect_is_looked_at(site: Site) -> None:
    """A server that sends us to a private address is refused there, even if it may be in a private
    network itself: that was said of it alone."""
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
    with pytest.raises(SourceError, match="no public address"):
        guard.addresses("news.wiki.example", 80, 1)


def test_a_resolver_that_hangs_is_left_behind() -> None:
    """Looking a name up counts against the time, though the system knows no limit for it."""

    def resolve(host: str, port: int) -> list[str]:
        time.sleep(5)
        return []

    begun = time.monotonic()
    with pytest.raises(SourceError, match="too long"):
        Guard(resolve=resolve).addresses("slow.example", 80, 0.1)
    assert time.monotonic() - begun < 4
