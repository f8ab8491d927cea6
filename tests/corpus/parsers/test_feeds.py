"""Feeds: entries with their text, dates and links."""

import io
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.parsers.markup.feed import parse
from corpus.parsers.parsed import Options, ParsedDocument, Remark

FEEDS = Path(__file__).parents[1] / "files" / "html"


def entries(data: bytes, source: str = "feed.rss") -> list[ParsedDocument]:
    parts = parse(io.BytesIO(data), source, Options())
    return [part for part in parts if isinstance(part, ParsedDocument)]


def rss(item: str, channel: str = "") -> bytes:
    feed = f"<title>Orr</title>{channel}<item>{item}</item>"
    return f'<rss version="2.0"><channel>{feed}</channel></rss>'.encode()


def test_a_date_keeps_the_day_that_was_written() -> None:
    """Half past midnight in a zone east of Greenwich is not the day before."""
    [one] = entries((FEEDS / "night.rss").read_bytes())
    assert one.metadata.published == "2021-09-06T00:30:00+02:00"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Mon, 06 Sep 2021 00:30:00 GMT", "2021-09-06T00:30:00Z"),
        ("Mon, 06 Sep 2021 00:30:00 EST", "2021-09-06T00:30:00-05:00"),
        ("2021-09-06", "2021-09-06"),
        ("2021-09-06T00:30:00+02:00", "2021-09-06T00:30:00+02:00"),
        ("soon", None),
    ],
)
def test_dates_of_every_form(written: str, stored: str | None) -> None:
    """ISO 8601 as it stands, a mail's date with its zone, what is no date is unknown."""
    item = f"<title>A</title><description>Text.</description><pubDate>{written}</pubDate>"
    [one] = entries(rss(item))
    assert one.metadata.published == stored


def test_relative_links_are_resolved() -> None:
    """Against the feed's own address, else that of the site it belongs to."""
    data = (FEEDS / "relative-links.rss").read_bytes()
    [one] = entries(data)
    assert (one.metadata.url, one.is_excerpt) == ("https://example.org/news/pier", True)
    [one] = entries(data, "https://harbour.example/feeds/all.rss")
    assert one.metadata.url == "https://harbour.example/news/pier"


def test_a_link_that_leads_nowhere_is_none() -> None:
    """A relative link without anything to resolve it against, or to a mailbox."""
    for link in ("/news/pier", "mailto:ann@orr.example", "http://[broken"):
        [one] = entries(rss(f"<title>A</title><link>{link}</link><description>Text.</description>"))
        assert one.metadata.url is None


def test_an_entrys_html_is_paragraphs() -> None:
    """Escaped or not, with entities in its title; what is hidden is not stored."""
    item = (
        "<title>Pier &amp;amp; Ferry</title><description>&lt;p&gt;One&lt;br&gt;two.&lt;/p&gt;"
        "&lt;p style='display:none'&gt;Hidden.&lt;/p&gt;&lt;p&gt;Three.&lt;/p&gt;</description>"
    )
    [one] = entries(rss(item))
    assert one.text == "One\ntwo.\n\nThree."
    assert one.metadata.title == "Pier & Ferry"


def test_what_is_no_feed_is_refused() -> None:
    """With its name."""
    with pytest.raises(SourceError, match=r"notes\.rss"):
        entries(b"Just words.", "notes.rss")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("", "utf-8"), ("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("punycode", "utf-8"),
     ("iso-8859-1", "utf-8"), ("", "cp1252"), ("koi8-r", "utf-8")],
)  # fmt: skip
def test_letters_are_right(declared: str, encoding: str) -> None:
    """In the encoding that the feed declares, or is in."""
    text = "Die Fähre fährt um neun Uhr über den Fluß – „bald“."
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    feed = rss(f"<title>A</title><description>{text}</description>").decode()
    [one] = entries((head + feed).encode(encoding))
    assert one.text == text


def test_a_stray_byte_does_not_spoil_a_feed() -> None:
    """It is shown as missing, and the user is told."""
    text = "Die Fähre fährt um neun Uhr über den Fluß nach Süden. Foto: M?ller."
    data = rss(f"<title>A</title><description>{text}</description>").replace(b"M?", b"M\xfc")
    remark, _, document = parse(io.BytesIO(data), "feed.rss", Options())
    assert remark == Remark("1 byte does not fit into utf-8, shown as \ufffd")
    assert isinstance(document, ParsedDocument)
    assert document.text == text.replace("?", "\ufffd")
