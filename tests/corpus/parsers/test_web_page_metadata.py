"""Web pages: title, author, dates, publisher and address, as far as a page declares them."""

from pathlib import Path

import pytest

from corpus.document import Metadata
from corpus.parsers.markup.html import parse_page

PAGES = Path(__file__).parents[1] / "files" / "html"


def declared(name: str) -> Metadata:
    return parse_page((PAGES / name).read_bytes(), name).metadata


def metadata_of(head: str = "", body: str = "") -> Metadata:
    page = f"<html><head><title>T</title>{head}</head><body>{body}<p>Words.</p></body></html>"
    return parse_page(page.encode(), "page").metadata


def json_ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    ("name", "title", "author", "published"),
    [
        ("encyclopedia.html", "Lake Orrin", "Contributors", "2004-03-02T10:00:00Z"),
        ("site-name-in-h1.html", "Council buys the old mill", None, None),
        ("broken-jsonld.html", "Weir opened", "Ida Strand", "2021-05-04"),
        ("nested-main-entity.html", "Weir opened", "Ida Strand", "2021-05-04"),
        ("two-dates.html", "Weir opened", "Ida Strand", "2024-12-06T22:00:40Z"),
        ("entities-in-jsonld.html", "Pier & Ferry: “We needed this”", "Ann O'Lee", "2024-03-01"),
        ("jsonld-in-cdata.html", "Pier opened", "Ann Lee", "2024-03-01"),
        ("jsonld-in-bare-cdata.html", "Pier opened", "Ann Lee", "2024-03-01"),
        ("newline-in-jsonld.html", "Pier opened", "Ann Lee", "2024-03-01"),
    ],
)
def test_pages_are_known_by_what_they_declare(
    name: str, title: str, author: str | None, published: str | None
) -> None:
    """In JSON-LD of every shape, else by heading and title."""
    found = declared(name)
    assert (found.title, found.author, found.published) == (title, author, published)


@pytest.mark.parametrize(
    "data",
    [
        '[{"@type":"Organization","name":"X"},{"@type":"NewsArticle","headline":"H",'
        '"author":"Ann Lee","datePublished":"2024-03-01"}]',
        '{"@graph":[{"@type":"WebPage","name":"H | X"},{"@type":["Article","NewsArticle"],'
        '"headline":"H","author":[{"name":"Ann Lee"}],"datePublished":"2024-03-01"}]}',
        '{"@graph":[{"@type":"Article","headline":"H","author":{"@id":"#a"},'
        '"dateCreated":"2024-03-01"},{"@id":"#a","@type":"Person","name":"Ann Lee"}]}',
        '{"@type":"WebPage","mainEntityOfPage":{"@type":"BlogPosting","headline":"H",'
        '"creator":{"name":"Ann Lee"},"datePublished":"2024-03-01"}}',
        '<!-- {"@type":"Article","headline":"H","author":"By Ann Lee",\n"articleBody":"a\tb\x01",'
        '"datePublished":"2024-03-01"}; -->',
    ],
    ids=["list", "graph", "reference", "nested", "comment"],
)
def test_json_ld_of_every_shape_is_understood(data: str) -> None:
    """Lists, graphs, references, nested entities, raw control characters, wrapped in a comment."""
    found = metadata_of(json_ld(data))
    assert (found.title, found.author, found.published) == ("H", "Ann Lee", "2024-03-01")


def test_broken_json_ld_does_not_hide_the_next_block() -> None:
    """Nor what meta tags say."""
    good = json_ld('{"@type":"Article","headline":"H"}')
    tags = '<meta name="author" content="Ann Lee">'
    found = metadata_of(json_ld('{"@type":') + json_ld("[" * 100_000) + good + tags)
    assert (found.title, found.author) == ("H", "Ann Lee")


@pytest.mark.parametrize(
    "markup",
    [
        '<time itemprop="datePublished" datetime="2024-03-01">1 March</time>',
        '<span itemprop="datePublished" content="2024-03-01">1 March</span>',
        '<meta itemprop="datePublished" content="2024-03-01">',
        '<p itemprop="name datePublished">2024-03-01</p>',
        '<span itemprop="dateCreated" content="2024-03-01"></span>',
        '<time pubdate datetime="2024-03-01">1 March</time>',
        '<time class="entry published" datetime="2024-03-01">1 March</time>',
        '<abbr class="published" title="2024-03-01">1 March</abbr>',
        '<span class="entry-date"><time datetime="2024-03-01">1 March</time></span>',
        '<meta property="article:published_time" content="2024-03-01">',
        '<meta name="DC.date.issued" content="2024-03-01">',
    ],
)
def test_a_declared_date_is_read_wherever_it_stands(markup: str) -> None:
    """Microdata on any element, microformats, meta tags."""
    assert metadata_of(body=markup).published == "2024-03-01"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>On 2024-03-01 it rained.</p>",
        '<aside><time class="published" datetime="2024-03-01">1 March</time></aside>',
        '<div class="related"><time class="published" datetime="2024-03-01">1 March</time></div>',
        '<div class="comment"><span class="author">Bo</span></div>',
        '<time datetime="2024-03-01">1 March</time>',
        '<p class="published">Yesterday</p>',
    ],
)
def test_what_is_not_declared_of_the_article_stays_unknown(markup: str) -> None:
    """Dates in the text, of other articles, of comments; words that are no date."""
    found = metadata_of(body=markup)
    assert (found.published, found.author) == (None, None)


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="byline">By Ann Lee</p>',
        '<p class="byline">Ann Lee</p>',
        '<p class="story-byline">By <a href="/ann">Ann Lee</a> | 4 March 2024, 10:00</p>',
        '<a rel="author" href="/ann">Ann Lee</a>',
        '<span itemprop="author"><span itemprop="name">Ann Lee</span>, reporter</span>',
        '<span class="author">Von Ann Lee</span>',
        '<div class="article-author"><span>Ann Lee</span> <span>4 March 2024</span></div>',
        '<meta name="author" content="by Ann Lee">',
        '<meta property="article:author" content="https://social.example/ann">'
        '<p class="byline">Ann Lee</p>',
    ],
)
def test_an_author_is_named_without_by(markup: str) -> None:
    """Bylines with and without the word, links and microdata; dates after a name are no name."""
    assert metadata_of(body=markup).author == "Ann Lee"


@pytest.mark.parametrize(
    ("title", "body", "head", "expected"),
    [
        ("Pier opened | Orr News", "<h1>Pier opened</h1>", "", "Pier opened"),
        ("Pier opened | Orr News", "", '<meta property="og:site_name" content="Orr News">',
         "Pier opened"),
        ("Orr News", "<h1>Orr News</h1><h1>Pier opened</h1>",
         '<meta property="og:site_name" content="Orr News">', "Pier opened"),
        ("Fees - The Orr book", "<h1>The Orr book</h1><h1>Fees</h1>", "", "Fees"),
        ("Pier opened", "<h1>Information and resources</h1>", "", "Pier opened"),
        ("Pier opened", '<h1 style="display:none">Menu</h1>', "", "Pier opened"),
        ("Pier &amp; Ferry", "", "", "Pier & Ferry"),
        ("T", "", '<meta property="og:title" content="Pier &amp;amp; Ferry">', "Pier & Ferry"),
    ],
)  # fmt: skip
def test_a_title_is_the_articles_and_not_the_sites(
    title: str, body: str, head: str, expected: str
) -> None:
    """By the heading that the title shares its words with."""
    page = f"<html><head><title>{title}</title>{head}</head><body>{body}<p>Words.</p></body></html>"
    assert parse_page(page.encode(), "page").metadata.title == expected


@pytest.mark.parametrize(
    "head",
    [
        "<!-- saved from url=(0029)https://orr.example/pier -->",
        "<!--\n Page saved with SingleFile \n url: https://orr.example/pier \n saved: today -->",
        '<link rel="canonical" href="https://orr.example/pier">',
        '<base href="https://orr.example/"><link rel="canonical" href="/pier">',
        '<meta property="og:url" content="https://orr.example/pier">',
    ],
)
def test_the_address_is_the_canonical_one(head: str) -> None:
    """Or that which the page was saved from."""
    assert metadata_of(head).url == "https://orr.example/pier"


def test_a_date_that_is_none_gives_way_to_one_that_is() -> None:
    """JSON-LD with a date in words does not hide the tag that has it in ISO 8601."""
    words = json_ld('{"@type":"Article","headline":"H","datePublished":"last spring"}')
    tag = '<meta property="article:published_time" content="2024-03-01">'
    assert metadata_of(words + tag).published == "2024-03-01"


def test_broken_addresses_break_nothing() -> None:
    """Neither as an author nor as a link."""
    found = metadata_of(
        '<meta name="author" content="http://[ann"><link rel="canonical" href="http://[orr">',
        '<h1><a href="http://[orr">T</a></h1><p class="byline">Ann Lee</p>',
    )
    assert (found.title, found.author, found.url) == ("T", "Ann Lee", None)
