"""Pages of PDFs: pictures with the quote's boxes; and citations to take away."""

import json
import re

import pytest

from bot.web.links import document_path, quote_path
from corpus.span import Span
from tests.bot.web.served import Served
from tests.chromium import Browser


def test_a_quote_on_its_page(served: Served) -> None:
    """From the text to the page's picture, with boxes over the words and the page's text."""
    card = served.named("Two columns")
    document = served.site.app.find(card.id)
    span = Span(200, 320)
    text = served.get(quote_path(card, span)).text
    link = re.search(r'href="(/d/[^"]+/pages/1\?quote=200-320)#quote"', text)
    assert link is not None
    page = served.get(link[1]).text
    assert '<rect class="box" id="quote"' in page
    rows = re.findall(r'<text class="row"[^>]*>([^<]*)</text>', page)
    assert rows
    words = document.text.split()
    assert rows[0].split()[0].rstrip("-") in "".join(words)
    picture = re.search(r'<img src="([^"]+)"', page)
    assert picture is not None
    found = served.get(picture[1].replace("&amp;", "&"))
    assert found.headers["content-type"] == "image/png"
    assert found.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["pages/0", "pages/99", "pages/x", "pages/1?quote=5", "pages/-1"])
def test_a_page_that_is_not_there(served: Served, path: str) -> None:
    """It is not found."""
    card = served.named("Two columns")
    assert served.get(f"{document_path(card)}/{path}").status_code == 404


def test_only_some_sizes_are_drawn(served: Served) -> None:
    """Nobody makes the server draw pictures of any size."""
    path = document_path(served.named("Two columns"))
    assert served.get(f"{path}/pages/1/picture?width=1350").status_code == 200
    for width in ("901", "100000", "nan"):
        assert served.get(f"{path}/pages/1/picture?width={width}").status_code in (404, 422)


def test_a_text_has_no_pages(served: Served) -> None:
    """Neither a link to them nor a picture."""
    card = served.named("Storms over Kent")
    assert "/pages/" not in served.get(quote_path(card, Span(0, 9))).text
    assert served.get(f"{document_path(card)}/pages/1").status_code == 404


@pytest.mark.slow
def test_the_boxes_are_in_view(served: Served, browser: Browser) -> None:
    """At any zoom, and the picture is drawn."""
    card = served.named("Two columns")
    browser.resize(800, 600)
    for width in ("", "&width=1800"):
        browser.open(f"{served.url}{document_path(card)}/pages/1?quote=300-400{width}#quote")
        assert browser.run("document.querySelector('.sheet img').naturalWidth") > 800
        assert browser.run(
            "(box => box.bottom > 0 && box.top < innerHeight && box.width > 3)"
            "(document.getElementById('quote').getBoundingClientRect())"
        )


def test_citations_are_taken_away(served: Served) -> None:
    """In every format that the page's menu offers; never as a page of its own."""
    card = served.named("Harbour news")
    text = served.site.app.find(card.id).text
    span = Span(20, 90)
    page = served.get(quote_path(card, span)).text
    links = re.findall(r'href="(/api/v1/quotes/[^"]+\?format=[\w-]+)"', page)
    assert len(links) == 7
    for link in links:
        found = served.get(link)
        assert found.status_code == 200
        assert "html" not in found.headers["content-type"]
        assert found.headers["content-disposition"].startswith("attachment; filename=")
    annotation = json.loads(served.get(next(one for one in links if "annotation" in one)).text)
    [quoted, placed] = annotation["target"]["selector"][:2]
    assert quoted["exact"] == span.of(text)
    assert (placed["start"], placed["end"]) == (20, 90)
    assert annotation["id"] == served.url + quote_path(card, span)
    assert served.get(links[0].partition("?")[0] + "?format=odt").status_code == 422
