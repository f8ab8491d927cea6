"""Web addresses: normal form, refusals, comparison."""

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
def test_an_address_has_one_normal_form(given: str, normal: str) -> None:
    """Equivalent addresses have the same normal form."""
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
def test_other_schemes_are_refused(given: str) -> None:
    """Also what is not an address; the error gives a reason."""
    with pytest.raises(SourceError):
        Address.of(given)


def test_an_address_with_a_password_is_refused() -> None:
    """The error does not repeat the password."""
    with pytest.raises(SourceError, match="password") as caught:
        Address.of("https://ann:hunter2@example.org/")
    assert "hunter2" not in str(caught.value)


def test_scheme_and_final_slash_do_not_distinguish_articles() -> None:
    """A query does."""
    assert comparable("http://www.example.org/a/") == comparable("https://example.org/a#b")
    assert comparable("https://example.org/a?id=1") != comparable("https://example.org/a?id=2")
    assert comparable("urn:isbn:123") is None
    assert comparable(None) is None
