"""What is an address, and which ones are the same."""

import pytest

from corpus.address import Address, comparable
from corpus.errors import SourceError


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://EXAMPLE.org:443/A?b=1#c", "https://example.org/A?b=1"),
        ("http://example.org:8080/ä ö", "http://example.org:8080/%C3%A4%20%C3%B6"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:2800::1]/", "http://[2606:2800::1]/"),
        ("https://example.org/a%20b?q=%26", "https://example.org/a%20b?q=%26"),
    ],
)
def test_an_address_has_one_form(given: str, normal: str) -> None:
    """Addresses that mean the same are written the same."""
    assert str(Address.of(given)) == normal
    assert str(Address.of(normal)) == normal


@pytest.mark.parametrize(
    "given",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "javascript://x",
        "https://", "http://:80/", "http://example.org:99999/", "http://[::1/", "//example.org",
        "https://example.org/" + "a" * 3000, "http://\ud800.example/",
    ],
)  # fmt: skip
def test_nothing_else_is_fetched(given: str) -> None:
    """Other schemes, and what is no address, are refused with a reason."""
    with pytest.raises(SourceError):
        Address.of(given)


def test_a_password_is_neither_taken_nor_shown() -> None:
    """An address with one is refused, and the error does not repeat it."""
    with pytest.raises(SourceError, match="password") as caught:
        Address.of("https://ann:hunter2@example.org/")
    assert "hunter2" not in str(caught.value)


def test_scheme_and_slash_make_no_other_article() -> None:
    """What a canonical address is compared by leaves out what says nothing; a query stays."""
    assert comparable("http://www.example.org/a/") == comparable("https://example.org/a#b")
    assert comparable("https://example.org/a?id=1") != comparable("https://example.org/a?id=2")
    assert comparable("urn:isbn:123") is None
    assert comparable(None) is None
