"""The pages in a real browser: quotes in view, keyboard, hostile texts, nothing from elsewhere."""

import random
from pathlib import Path
from urllib.parse import quote as escaped

import pytest

from bot.web.links import document_path, quote_path
from corpus.span import Span
from tests.bot.web.conftest import HOSTILE
from tests.bot.web.served import Served
from tests.chromium import Browser

pytestmark = pytest.mark.slow

_IN_VIEW = """(() => {
    const box = document.getElementById('quote').getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.left >= 0 && box.right <= innerWidth;
})()"""
_FIRST_PAGE_BYTES = 100_000


def test_the_first_question(served: Served, browser: Browser) -> None:
    """Typed with nothing but a keyboard; the answer is marked, and its link leads to the place."""
    browser.resize(1280, 800)
    browser.open(f"{served.url}/")
    assert browser.run("document.activeElement.id") == "q"
    browser.type("Who slept in the school?")
    browser.events.clear()
    browser.press("Enter")
    browser.wait_for("Page.loadEventFired")
    assert browser.run("document.querySelector('blockquote mark').textContent") == (
        "Fifty-two families slept in the school."
    )
    address = browser.run("document.querySelector('.cite a').href")
    browser.open(address)
    assert browser.run("document.getElementById('quote').textContent").startswith("Fifty-two")
    assert browser.run(_IN_VIEW)


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_a_permanent_link_has_its_quote_in_view(
    served: Served, browser: Browser, width: int
) -> None:
    """At any place of text, HTML, PDF and a long book; the mark is exactly the words."""
    browser.resize(width, 700)
    chance = random.Random(width)
    cards = [one for one in served.cards() if "hostile" not in one.source]
    for card in cards:
        text = served.site.app.find(card.id).text
        for _ in range(4):
            start = chance.randrange(len(text) - 6)
            span = Span(start, min(len(text), start + chance.randrange(6, 120)))
            if not span.of(text)[0].strip() or not span.of(text)[-1].strip():
                continue
            browser.open(served.url + quote_path(card, span))
            assert browser.run(_IN_VIEW), (card.name, span)
            marked = browser.run(
                "[...document.querySelectorAll('mark')].map(one => one.textContent).join('')"
            )
            assert "".join(marked.split()) == "".join(span.of(text).split())


def test_the_browser_has_the_stored_text(served: Served, browser: Browser) -> None:
    """The text of the article is the stored text, part after part."""
    for card in served.cards():
        text = served.site.app.find(card.id).text
        shown = ""
        part = 1
        while len(shown) < len(text):
            browser.open(f"{served.url}{document_path(card)}?part={part}")
            shown += browser.run("document.getElementById('text').textContent")
            part += 1
        assert shown == text, card.name


@pytest.mark.parametrize(
    "path", ["/", "/?q=Who+slept+in+the+school", "/sources", "/verify", "/add"]
)
@pytest.mark.parametrize("width", [320, 360, 1600])
def test_nothing_is_wider_than_the_screen(
    served: Served, browser: Browser, path: str, width: int
) -> None:
    """Nobody has to scroll sideways."""
    browser.resize(width, 700)
    browser.open(served.url + path)
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")


def test_all_is_reached_by_keyboard(served: Served, browser: Browser) -> None:
    """Tab goes through all links, fields and buttons in their order, and the focus is seen."""
    browser.resize(1280, 800)
    browser.open(f"{served.url}/sources")
    count = browser.run(
        "[...document.querySelectorAll("
        "'a[href], button, input:not([type=hidden]), select, summary')]"
        ".filter(one => one.tabIndex >= 0).length"
    )
    reached = []
    for _ in range(count):
        browser.press("Tab")
        reached.append(
            browser.run(
                "(() => { const one = document.activeElement; one.dataset.reached = 1;"
                " return getComputedStyle(one).outlineStyle })()"
            )
        )
    assert browser.run("document.querySelectorAll('[data-reached]').length") == count
    assert "none" not in reached


def test_the_selection_gets_a_link(served: Served, browser: Browser) -> None:
    """Words that are selected have their permanent link, in code points, beyond an emoji too."""
    card = served.named("Storms over Kent")
    browser.resize(1280, 800)
    browser.open(served.url + document_path(card))
    browser.run(
        """(() => {
            const block = [...document.querySelectorAll('[data-start]')].at(-1);
            const words = block.firstChild;
            const start = words.data.indexOf('All of them');
            getSelection().setBaseAndExtent(words, start, words, start + 'All of them '.length);
        })()"""
    )
    browser.settle()
    assert not browser.run("document.getElementById('selection').hidden")
    text = served.site.app.find(card.id).text
    start = text.index("All of them")
    wanted = quote_path(card, Span(start, start + len("All of them")))
    assert (
        browser.run("document.querySelector('#selection a').href") == f"{served.url}{wanted}#quote"
    )


def test_what_is_printed(served: Served, browser: Browser) -> None:
    """The quotes with their sources, and nothing that is there to be pressed."""
    browser.resize(800, 1000)
    browser.open(f"{served.url}/?q=Which+sentence+tells+of+the+river")
    shown = (
        "[...document.querySelectorAll('form, summary, nav, .more, blockquote, .cite, h1')]"
        ".filter(one => one.checkVisibility()).map(one => one.className || one.localName)"
    )
    on_screen = set(browser.run(shown))
    browser.call("Emulation.setEmulatedMedia", media="print")
    try:
        printed = set(browser.run(shown))
    finally:
        browser.call("Emulation.setEmulatedMedia", media="")
    assert {"ask", "more", "summary"} <= on_screen
    assert printed == {"blockquote", "cite", "question"}


def test_hostile_texts_do_nothing(served: Served, browser: Browser) -> None:
    """In titles, texts, file names, addresses, questions and drafts; no script runs, and nothing
    that is loaded comes from elsewhere."""
    browser.resize(1280, 800)
    paths = ["/sources", "/sources?sort=added&search=%22%3E%3Cscript%3E", "/nothing/%3Cscript%3E"]
    for card in served.cards():
        if "hostile" in card.source or "onerror" in card.source:
            text = served.site.app.find(card.id).text
            paths += [document_path(card), quote_path(card, Span(0, len(text)))]
    for text in HOSTILE:
        paths += [f"/?q=hostile+text+{escaped(text)}", f"/verify?text={escaped(text)}"]
        paths += [f"/login?next={escaped(text)}", f"/?q=x&since={escaped(text)}"]
    for path in paths:
        browser.open(served.url + path)
        assert browser.run("document.title") not in ("hacked", "1"), path
        assert browser.run("document.querySelectorAll('svg, img, iframe, style').length") == 0
        hrefs = browser.run("[...document.querySelectorAll('a')].map(one => one.protocol)")
        assert set(hrefs) <= {"http:", "https:"}, path
        assert all(one.startswith(served.url) for one in browser.requests()), path
        refused = [one for one in browser.events if one["method"] == "Log.entryAdded"
                   and "Security" in one["params"]["entry"]["text"]]  # fmt: skip
        assert not refused, refused


def test_the_first_page_is_small(served: Served, browser: Browser) -> None:
    """All that it loads, from this server alone."""
    for path in ("/", "/?q=Who+slept+in+the+school"):
        browser.open(served.url + path)
        addresses = set(browser.requests())
        assert all(one.startswith(served.url) for one in addresses)
        assert sum(len(served.get(one).content) for one in addresses) < _FIRST_PAGE_BYTES


def test_pages_work_without_scripts(served: Served, browser: Browser) -> None:
    """A quote is found, marked and in view."""
    browser.resize(800, 700)
    card = served.named("A long book")
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.events.clear()
        span = Span(100_000, 100_060)
        browser.call("Page.navigate", url=served.url + quote_path(card, span))
        browser.wait_for("Page.loadEventFired")
        found = browser.call("DOM.getDocument")["root"]["nodeId"]
        mark = browser.call("DOM.querySelector", nodeId=found, selector="#quote")["nodeId"]
        assert mark
        # Scrolling comes with the frames after the load; each look draws one.
        for _ in range(50):
            browser.call("Page.captureScreenshot")
            top = browser.call("DOM.getBoxModel", nodeId=mark)["model"]["content"][1]
            if 0 <= top <= 700:
                break
        assert 0 <= top <= 700
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_a_picture_can_be_taken(served: Served, browser: Browser, tmp_path: Path) -> None:
    """In the dark too: the text is lighter than the paper."""
    browser.resize(800, 600, dark=True)
    browser.open(f"{served.url}/")
    colours = browser.run(
        "(style => [style.color, style.backgroundColor])(getComputedStyle(document.body))"
    )
    ink, paper = (sum(map(int, one[4:-1].split(","))) for one in colours)
    assert ink > paper
    browser.picture(tmp_path / "dark.png")
    assert (tmp_path / "dark.png").stat().st_size > 1_000
