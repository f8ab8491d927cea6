"""Web ingest: pages, files by address, feeds."""

import datetime
import email.utils
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import SourceError
from corpus.ingest.ingester import Ingester
from corpus.ingest.report import Report
from corpus.ingest.web.content import FEED, ending_for
from corpus.observer import Observer
from corpus.sandbox.client import Sandbox
from corpus.store.collection import Collection
from corpus.web.fetcher import Fetcher, Limits, Response, Validators
from corpus.web.guard import Guard
from tests.web_server import Page, Site

STORM = "Storms over Kent\n\nRoads were closed on Friday. Repairs will cost 12 million pounds.\n"
TEXT = "text/plain; charset=utf-8"


class Web:
    """A collection that ingests from the test site."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.collection = Collection(folder / "data", writable=True)
        self.sandbox = sandbox
        self.failures: list[SourceError] = []
        self.notes: list[str] = []

    def _ingester(self) -> Ingester:
        self.failures.clear()
        self.notes.clear()
        return Ingester(
            self.collection,
            Observer(note=self.notes.append, failed=self.failures.append),
            self.sandbox,
            lambda _: Fetcher(Guard(private_hosts=("127.0.0.1",)), Limits(seconds=60)),
        )

    def add(self, *names: str) -> tuple[int, ...]:
        with self._ingester() as ingester:
            return counts(ingester.add(names))

    def sync(self, *, keep_missing: bool = False) -> tuple[int, ...]:
        with self._ingester() as ingester:
            return counts(ingester.sync(keep_missing=keep_missing))

    def by_source(self) -> dict[str, Document]:
        return {one.source: one for one in self.collection.documents()}


def counts(report: Report) -> tuple[int, ...]:
    return (report.added, report.updated, report.unchanged, report.failed, report.removed)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


@pytest.fixture
def web(tmp_path: Path, sandbox: Sandbox) -> Iterator[Web]:
    made = Web(tmp_path, sandbox)
    yield made
    made.collection.close()


def feed(*entries: str, title: str = "Kent Daily") -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{title}</title>'
        f"<language>en</language>{''.join(entries)}</channel></rss>"
    ).encode()


def item(link: str, title: str, summary: str, body: str = "", date: str = "") -> str:
    published = f"<pubDate>{date}</pubDate>" if date else ""
    content = f"<content:encoded><![CDATA[{body}]]></content:encoded>" if body else ""
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<description><![CDATA[{summary}]]></description>{content}{published}</item>"
    )


def test_the_source_of_a_page_is_its_address(web: Web, site: Site) -> None:
    """The given address is the source; the address after redirects is the one to cite."""
    site.pages["/storm"] = Page(STORM.encode(), TEXT)
    site.redirect("/s", "/storm")
    assert web.add(site.url("/s#top")) == (1, 0, 0, 0, 0)
    [one] = web.by_source().values()
    assert (one.source, one.url, one.text) == (site.url("/s"), site.url("/storm"), STORM)
    assert (one.title, one.publisher, one.published) == ("Storms over Kent", None, None)


def test_the_encoding_that_the_server_declares_is_used(web: Web, site: Site) -> None:
    """If it fits; otherwise the encoding is detected."""
    text = "Sturm über Kent\n\nDie Straßen wurden für Fußgänger gesperrt.\n"
    site.pages["/a"] = Page(text.encode("utf-16-le"), "text/plain; charset=utf-16-le")
    site.pages["/b"] = Page(text.encode(), "text/plain; charset=us-ascii")
    site.pages["/c"] = Page(text.encode(), "text/plain; charset=punycode")
    web.add(site.url("/a"), site.url("/b"), site.url("/c"))
    found = {one.text.removeprefix("\ufeff") for one in web.collection.documents()}
    assert found == {text}


NONE = Validators(None, None)


def test_a_feed_is_known_by_its_first_element() -> None:
    """Whatever comes before it; a page of many comments takes no longer than it is long."""
    for before in ("", "\ufeff", "<?xml version='1.0'?>\n<!-- a --><!DOCTYPE rss> \n"):
        response = Response(
            "https://a.org/x", f"{before}<rss a='1'>".encode(), "text/html", None, NONE
        )
        assert ending_for(response) == FEED, before
    many = "<!DOCTYPE html>\n" + "".join(f"<!-- note {number} -->\n" for number in range(60))
    response = Response("https://a.org/x", f"{many}<html>".encode(), "text/html", None, NONE)
    assert ending_for(response) == ".html"


@pytest.mark.parametrize("charset", ["iso-8859-1", "latin1", "punycode", "rot13", "unheard-of"])
def test_names_of_encodings_are_those_of_browsers(web: Web, site: Site, charset: str) -> None:
    """ISO-8859-1 is what Windows writes; a name that is none of an encoding says nothing."""
    text = "„Die Straßen sind gesperrt – für Fußgänger auch“, sagte der Bürgermeister.\n"
    site.pages["/a"] = Page(text.encode("cp1252"), f"text/plain; charset={charset}")
    web.add(site.url("/a"))
    assert [one.text.removeprefix("\ufeff") for one in web.collection.documents()] == [text]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page(b"GIF89a", "image/gif"), "image/gif cannot be read"),
        (Page(b"", TEXT), "sent nothing"),
        (Page(b"{}", "application/json"), "cannot be read"),
        (Page(status=404), "404"),
        (Page(status=503), "503"),
    ],
)
def test_unreadable_addresses_are_reported_and_the_rest_is_added(
    web: Web, site: Site, page: Page, reason: str
) -> None:
    """An unreadable address is not remembered for sync."""
    site.pages |= {"/bad": page, "/good": Page(STORM.encode(), TEXT)}
    assert web.add(site.url("/bad"), "ftp://example.org/", site.url("/good")) == (1, 0, 0, 2, 0)
    assert reason in str(web.failures[1])
    assert list(web.collection.sources.roots()) == [site.url("/good")]


def test_sync_updates_and_removes_a_page(web: Web, site: Site) -> None:
    """Unchanged, changed, gone; validators are sent, so that an unchanged page is not sent
    again."""
    site.pages["/"] = Page(STORM.encode(), TEXT)
    web.add(site.url("/"))
    assert web.sync() == (0, 0, 1, 0, 0)
    changed = STORM.replace("12", "15")
    site.pages["/"] = Page(changed.encode(), TEXT, headers={"ETag": '"2"'})
    assert web.sync() == (0, 1, 0, 0, 0)
    assert web.sync() == (0, 0, 1, 0, 0)
    assert site.asked[-1][1]["if-none-match"] == '"2"'
    [one] = web.by_source().values()
    assert (one.text, one.version) == (changed, 2)
    site.pages["/"] = Page(status=410)
    assert web.sync(keep_missing=True) == (0, 0, 1, 0, 0)
    assert web.sync() == (0, 0, 0, 0, 1)
    assert web.sync() == (0, 0, 0, 0, 0)


def test_pages_of_an_unreachable_server_are_kept(web: Web, site: Site) -> None:
    """The failure is reported, and other pages are read."""
    site.pages |= {"/a": Page(STORM.encode(), TEXT), "/b": Page(b"Sun.\n\nOver Kent.", TEXT)}
    web.add(site.url("/a"), site.url("/b"))
    site.pages["/a"] = Page(status=502)
    assert web.sync() == (0, 0, 1, 1, 0)
    assert "502" in str(web.failures[0])
    assert str(web.failures[0]).endswith("is kept")
    assert len(web.collection) == 2


def test_every_entry_of_a_feed_is_a_document(web: Web, site: Site) -> None:
    """With title, publisher, dates, language and link; a full text in the feed is not fetched."""
    day = email.utils.format_datetime(datetime.datetime(2022, 11, 30, 10, tzinfo=datetime.UTC))
    body = "<p>Roads were <b>closed</b> on Friday.</p><p>Repairs will cost 12 million.</p>"
    entries = item(site.url("/1"), "Storms &amp; floods", "Roads closed", body, day)
    site.pages["/feed"] = Page(feed(entries), "application/rss+xml")
    assert web.add(site.url("/feed")) == (1, 0, 0, 0, 0)
    [one] = web.by_source().values()
    assert one.text.split("\n\n") == [
        "Roads were closed on Friday.",
        "Repairs will cost 12 million.",
    ]
    assert (one.source, one.url) == (site.url("/1"), site.url("/1"))
    assert (one.title, one.publisher, one.language) == ("Storms & floods", "Kent Daily", "en")
    assert (one.published, one.updated) == ("2022-11-30T10:00:00Z", None)
    assert "/1" not in site.paths


def test_only_new_and_changed_entries_are_fetched(web: Web, site: Site) -> None:
    """Linked articles are fetched once; entries that the feed no longer lists are kept."""
    for number in (1, 2, 3):
        words = f"The {number}th storm\n\nIt closed {number * 7} roads in Kent."
        site.pages[f"/{number}"] = Page(words.encode(), TEXT)
    items = [item(site.url(f"/{number}"), f"Storm {number}", "Roads") for number in (1, 2, 3)]
    site.pages["/feed"] = Page(feed(*items[:2]), "text/xml", headers={"ETag": '"1"'})
    assert web.add(site.url("/feed")) == (2, 0, 0, 0, 0)
    assert web.by_source()[site.url("/2")].text.endswith("It closed 14 roads in Kent.")
    assert web.by_source()[site.url("/2")].publisher == "Kent Daily"
    site.asked.clear()
    assert web.sync() == (0, 0, 2, 0, 0)
    assert site.paths == ["/feed"]
    changed = item(site.url("/2"), "Storm 2, updated", "More roads")
    site.pages["/2"] = Page(b"The 2nd storm\n\nIt closed 99 roads in Kent.", TEXT)
    site.pages["/feed"] = Page(feed(changed, items[2]), "text/xml", headers={"ETag": '"2"'})
    site.asked.clear()
    assert web.sync() == (1, 1, 0, 0, 0)
    assert site.paths == ["/feed", "/robots.txt", "/2", "/3"]
    assert len(web.collection) == 3
    assert "99" in web.by_source()[site.url("/2")].text


def test_robots_txt_is_respected_behind_a_feed(web: Web, site: Site) -> None:
    """If programs may not read an article, its summary is added; without a summary, it fails."""
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private", TEXT)
    site.pages["/private/1"] = Page(STORM.encode(), TEXT)
    entries = [
        item(site.url("/private/1"), "Storm", "<p>Roads were closed on Friday.</p>"),
        item(site.url("/private/2"), "Sun", ""),
    ]
    site.pages["/feed"] = Page(feed(*entries), "application/xml")
    assert web.add(site.url("/feed")) == (1, 0, 0, 1, 0)
    [one] = web.by_source().values()
    assert one.text == "Roads were closed on Friday."
    assert "only the summary" in web.notes[0]
    assert "robots.txt" in str(web.failures[0])
    assert "/private/1" not in site.paths


def test_an_article_that_failed_is_tried_again(web: Web, site: Site) -> None:
    """At the next sync, even if the feed has not changed."""
    site.pages["/1"] = Page(status=500)
    site.pages["/feed"] = Page(
        feed(item(site.url("/1"), "Storm", "Roads")), "text/xml", headers={"ETag": '"1"'}
    )
    assert web.add(site.url("/feed")) == (0, 0, 0, 1, 0)
    site.pages["/1"] = Page(STORM.encode(), TEXT)
    assert web.sync() == (1, 0, 0, 0, 0)
    assert web.sync() == (0, 0, 1, 0, 0)


def test_articles_of_a_feed_that_is_gone_are_kept(web: Web, site: Site) -> None:
    """The missing feed is reported as a failure."""
    site.pages["/feed"] = Page(
        feed(item(site.url("/1"), "Storm", "a", "<p>Roads were closed.</p>")), "text/xml"
    )
    web.add(site.url("/feed"))
    site.pages["/feed"] = Page(status=404)
    assert web.sync() == (0, 0, 0, 1, 0)
    assert len(web.collection) == 1


def test_atom_keeps_partial_dates_and_does_not_mix_them_up(web: Web, site: Site) -> None:
    """``updated`` is not used as ``published``."""
    body = '<content type="html">&lt;p&gt;Roads were closed.&lt;/p&gt;</content>'
    entry = (
        "<entry><id>urn:1</id><title>Storm</title><updated>2022-12</updated>"
        f"<author><name>Ann Lee</name></author><summary>Roads</summary>{body}</entry>"
    )
    site.pages["/feed"] = Page(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Kent</title>{entry}</feed>'.encode(),
        "application/atom+xml",
    )
    web.add(site.url("/feed"))
    [one] = web.by_source().values()
    assert (one.published, one.updated, one.author) == (None, "2022-12", "Ann Lee")
    assert (one.source, one.url) == (site.url("/feed#urn:1"), None)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>",
        b"<rss" + b"<a>" * 100_000,
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(
            f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
        )
        + b"]><rss><channel><title>&j;</title></channel></rss>",
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
        b"<item><title>&x;</title></item></channel></rss>",
    ],
)
def test_hostile_feeds_affect_nothing_else(web: Web, site: Site, body: bytes) -> None:
    """Truncated, deeply nested, exploding, referring to files: no document, and others are
    added."""
    site.pages |= {"/feed": Page(body, "text/xml"), "/good": Page(STORM.encode(), TEXT)}
    added, _, _, failed, _ = web.add(site.url("/feed"), site.url("/good"))
    assert (added, failed) in ((1, 1), (1, 0))
    assert list(web.by_source()) == [site.url("/good")]


def test_a_removed_entry_stays_out_until_it_is_added_again(web: Web, site: Site) -> None:
    """Like removed files."""
    site.pages["/feed"] = Page(
        feed(item(site.url("/1"), "Storm", "a", "<p>Roads were closed.</p>")),
        "text/xml",
        headers={"ETag": '"1"'},
    )
    web.add(site.url("/feed"))
    [one] = web.by_source().values()
    web.collection.drop(one.id)
    assert web.sync() == (0, 0, 0, 0, 0)
    assert len(web.collection) == 0
    assert web.add(site.url("/feed")) == (1, 0, 0, 0, 0)


def test_sync_without_the_web_leaves_addresses_alone(web: Web, site: Site, tmp_path: Path) -> None:
    """No server is asked, and nothing is removed."""
    site.pages["/"] = Page(STORM.encode(), TEXT)
    web.add(site.url("/"))
    site.asked.clear()
    with Ingester(web.collection, Observer(), web.sandbox) as ingester:
        assert counts(ingester.sync(web=False)) == (0, 0, 0, 0, 0)
    assert len(web.collection) == 1
    assert not site.asked


FILES = Path(__file__).parents[2] / "files"


def test_a_page_is_its_article(web: Web, site: Site) -> None:
    """Without navigation, comments and footer; with the page's metadata and canonical address."""
    page = (FILES / "originals" / "page.html").read_text("utf-8")
    address = site.url("/2022/storm?utm_source=feed")
    page = page.replace("https://kentdaily.example/", site.url("/"))
    site.pages["/2022/storm?utm_source=feed"] = Page(page.encode())
    assert web.add(address) == (1, 0, 0, 0, 0)
    [one] = web.by_source().values()
    assert one.source == address
    assert (one.publisher, one.published) == ("Kent Daily", "2023-02-14T08:30:00+00:00")
    assert one.url is not None
    assert one.url.startswith(site.url("/"))
    assert "utm_source" not in one.url
    assert one.updated == "2023-02-15T17:05:00+00:00"
    assert not any(word in one.text for word in ("cookie", "Ten recipes", "First!", "Terms of use"))
    assert [str(boilerplate.kind) for boilerplate in one.boilerplate or ()] == ["correction notice"]


def test_a_canonical_address_on_another_site_is_ignored(web: Web, site: Site) -> None:
    """Otherwise quotes would be cited as that site's."""
    site.pages["/"] = Page(
        b'<html><head><link rel="canonical" href="https://www.bbc.co.uk/news/1">'
        b"<title>Storm</title></head><body><p>Roads were closed on Friday.</p></body></html>"
    )
    web.add(site.url("/"))
    [one] = web.by_source().values()
    assert one.url == site.url("/")


def test_files_by_address_are_parsed_by_their_format(web: Web, site: Site) -> None:
    """The format is known from the media type, the first bytes, or the end of the address."""
    site.pages |= {
        "/a": Page((FILES / "writer.pdf").read_bytes(), "application/octet-stream"),
        "/b.docx": Page((FILES / "pandoc.docx").read_bytes(), "application/octet-stream"),
        "/c": Page((FILES / "articles.jsonl").read_bytes(), "application/x-ndjson"),
        "/d.zip": Page((FILES / "mix.zip").read_bytes(), "application/zip"),
    }
    added, _, _, failed, _ = web.add(*(site.url(path) for path in site.pages))
    assert failed == 0, web.failures
    sources = list(web.by_source())
    assert added == len(sources) > 6
    assert sum(one.startswith(f"{site.url('/c')}#") for one in sources) == 3
    assert sum(one.startswith(f"{site.url('/d.zip')}/") for one in sources) > 1
    [pdf] = [one for one in web.collection.documents() if one.source == site.url("/a")]
    assert pdf.outline
    again = web.sync()  # files in an archive whose text is already there count as well
    assert (again[:2], again[2] >= added, again[3:]) == ((0, 0), True, (0, 0))


def test_articles_behind_summaries_are_fetched(web: Web, site: Site) -> None:
    """With the page's text and metadata; the feed's for fields that the page does not have."""
    site.pages["/1"] = Page(
        b'<html lang="en"><head><title>Storms over Kent</title></head><body><nav>Home</nav>'
        b"<article><h1>Storms over Kent</h1><p>Roads were closed on Friday because of a storm "
        b"that nobody had seen coming.</p><p>Repairs will cost 12 million pounds, the county said "
        b"in a report that it published on its web site.</p></article>"
        b"<footer>Terms</footer></body></html>"
    )
    day = "Wed, 30 Nov 2022 10:00:00 +0100"
    site.pages["/feed"] = Page(feed(item(site.url("/1"), "Storm!", "Roads.", date=day)), "text/xml")
    assert web.add(site.url("/feed")) == (1, 0, 0, 0, 0)
    [one] = web.by_source().values()
    assert "12 million" in one.text
    assert "Terms" not in one.text
    assert (one.title, one.publisher) == ("Storms over Kent", "Kent Daily")
    assert (one.published, one.url) == ("2022-11-30T10:00:00+01:00", site.url("/1"))


def test_sync_continues_an_interrupted_add(
    web: Web, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After Ctrl-C, what was read is kept, and sync reads the rest without being told its name."""
    monkeypatch.setattr("corpus.ingest.event_batch._SECONDS", 0.0)
    for number in (1, 2, 3):
        words = f"The {number}th storm\n\nIt closed {number * 7} roads in Kent."
        site.pages[f"/{number}"] = Page(words.encode(), TEXT)
    items = [item(site.url(f"/{number}"), f"Storm {number}", "Roads") for number in (1, 2, 3)]
    site.pages["/feed"] = Page(feed(*items), "text/xml", headers={"ETag": '"1"'})
    fetch = Fetcher.fetch

    def interrupted(fetcher: Fetcher, url: str, known: Validators | None = None) -> Response:
        if url.endswith("/3"):
            raise KeyboardInterrupt
        return fetch(fetcher, url, known)

    with monkeypatch.context() as patched:
        patched.setattr(Fetcher, "fetch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            web.add(site.url("/feed"))
    assert sorted(web.by_source()) == [site.url("/1"), site.url("/2")]
    site.asked.clear()
    assert web.sync() == (1, 0, 2, 0, 0)
    assert site.paths == ["/feed", "/robots.txt", "/3"]
