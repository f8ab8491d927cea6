"""Stored text as HTML: a browser reads exactly that text."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.article.blocks import Layout, blocks, parts
from bot.web.article.differences import differences
from bot.web.article.html import article_html, exact, marked_html, quote_html
from corpus.outline import Kind, OutlineEntry
from corpus.span import Span
from retrieval.answer import Quote
from tests.bot.test_front_ends import quotes
from tests.fakes import document
from tests.strategies import texts

_ELEMENTS = {"p", "h2", "h3", "h4", "h5", "h6", "mark", "a", "span"}


class Read(HTMLParser):
    """What a browser has as text, marked or not, and the elements that it meets."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.marked = ""
        self.elements: set[str] = set()
        self._in_mark = False
        # A browser's parser turns raw carriage returns into line ends before anything else.
        self.feed(str(html).replace("\r\n", "\n").replace("\r", "\n"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self._in_mark = self._in_mark or tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked += data


MARKUP = st.sampled_from(
    [
        "<script>",
        "</p>",
        "&amp;",
        "&#13;",
        "<!--",
        "]]>",
        "\"'",
        "\r",
        "\r\n",
        "\x0c",
        "</article>",
        "<b",
    ]
)


@st.composite
def hostile(draw: st.DrawFn) -> str:
    """A text with markup at any place."""
    text = draw(texts(max_size=8))
    for piece in draw(st.lists(MARKUP, max_size=6)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + piece + text[place:]
    return text


@given(hostile(), st.data())
def test_a_page_is_the_stored_text(text: str, data: st.DataObject) -> None:
    """In parts of any document with any quote and any outline, and no element of ours is its."""
    spots = data.draw(st.lists(st.integers(0, len(text)), max_size=4, unique=True).map(sorted))
    outline = [OutlineEntry(one, one, Kind.PAGE, f'{n}"<b>') for n, one in enumerate(spots)]
    kept = document(text, outline=outline if data.draw(st.booleans()) else ())
    found = blocks(kept)
    start = data.draw(st.integers(0, len(text) - 1))
    mark = Span(start, data.draw(st.integers(start + 1, len(text))))
    shown = ""
    for part in parts(found, len(text)):
        html = article_html(text, found, part, mark, kept.outline, lambda span: f"/d/{span.start}")
        read = Read(html)
        assert read.elements <= _ELEMENTS
        shown += read.text
        # What is not in a paragraph is blank, and is neither seen nor marked.
        words = mark.of(text) if len(text) == part.end and not part.start else read.marked
        assert "".join(read.marked.split()) == "".join(words.split())
    assert shown == text


@given(hostile())
def test_blocks_leave_out_only_blanks(text: str) -> None:
    """They are in order, and what is between them is white space."""
    position = 0
    for block in blocks(document(text)):
        assert block.span.start >= position
        assert not text[position : block.span.start].strip(" \t\r\n")
        position = block.span.end
    assert not text[position:].strip(" \t\r\n")


@given(quotes())
def test_a_quote_is_the_stored_text(quote) -> None:  # type: ignore[no-untyped-def]
    """And what is marked in it are its highlights."""
    read = Read(quote_html(quote))
    assert read.text == quote.text
    wanted = "".join(one.of(quote.document.text) for one in quote.marked)
    assert "".join(read.marked.split()) == "".join(wanted.split())


def test_a_quote_that_begins_inside_a_wrapped_line_is_one_paragraph() -> None:
    """However short what is left of its first line; a list stays a list."""
    cut = "No laptops may be\nconnected to it at any of our houses."
    assert str(marked_html(cut)).count("<p ") == 1
    assert str(marked_html("- No laptops\n- no telephones")).count("<p ") == 2


def test_the_answers_own_words_are_underlined() -> None:
    """Inside what is marked, without changing the text."""
    html = marked_html("It cost 12 pounds. <b>", [Span(0, 18)], Span(8, 17))
    assert '<mark>It cost </mark><mark class="own">12 pounds</mark><mark>.</mark>' in html
    assert Read(html).text == "It cost 12 pounds. <b>"


def test_the_own_words_of_a_quotes_answer_are_underlined() -> None:
    """Only where it answers."""
    text = "The toll fell. It cost 12 pounds."
    quote = Quote(
        document(text), Span(4, len(text)), (Span(15, len(text)),), 0.9, answer=Span(23, 32)
    )
    assert '<mark class="own">12 pounds</mark>' in quote_html(quote)
    assert "own" not in quote_html(replace(quote, answers=False))


@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    """Only NUL, which no page can have, is replaced by its picture."""
    assert Read(exact(text)).text == text.replace("\0", "\u2400")
    assert Read(marked_html(text)).text == text.replace("\0", "\u2400")


def test_how_blocks_are_set() -> None:
    """Headings, paragraphs, lists, tables and code."""
    text = (
        "---\ntitle: Kent\n---\n# Kent\n\nRain fell.\n\n- one\n- two\n\na\tb\tc\n\n"
        "```\nif x:\n    y\n```\n"
    )
    found = blocks(document(text))
    assert [one.layout for one in found] == [
        Layout.CODE, Layout.HEADING, Layout.PARAGRAPH, Layout.ITEM, Layout.ITEM,
        Layout.LINES, Layout.CODE,
    ]  # fmt: skip
    html = article_html(text, found, Span(0, len(text)))
    assert '<h2 id="c20" data-start="20" class="heading" dir="auto"><span class="syntax"># ' in html


def test_a_very_long_line_comes_in_parts() -> None:
    """A text without any line end is cut between words."""
    text = "word " * 40_000
    found = blocks(document(text))
    of = parts(found, len(text))
    assert len(of) > 3
    assert all(len(one.of(text)) < 60_000 for one in of)
    assert all(text[one.span.start - 1 : one.span.start] in ("", " ") for one in found)
    unbroken = "x" * 100_000
    assert len(parts(blocks(document(unbroken)), len(unbroken))) > 1


def test_a_page_number_in_a_paragraph() -> None:
    """It is a label, and no part of the text."""
    text = "One two three four."
    outline = [OutlineEntry(0, 0, Kind.PAGE, "1"), OutlineEntry(8, 8, Kind.PAGE, "2")]
    kept = document(text, outline=outline)
    html = article_html(text, blocks(kept), Span(0, len(text)), None, outline)
    assert Read(html).text == text
    assert '<span class="at" id="p8" data-label="page 2"></span>three' in html


@given(texts(), texts())
def test_differences_lead_from_one_text_to_the_other(older: str, newer: str) -> None:
    """Kept and removed words are the older text's, kept and added ones the newer's."""
    found = differences(older, newer)
    assert found is not None
    if any(one.left_out for one in found):
        return
    pieces = [piece for one in found for piece in (*one.pieces, None)]
    for text, kinds in ((older, ("kept", "removed")), (newer, ("kept", "added"))):
        words = " ".join(one.text if one else "" for one in pieces if not one or one.kind in kinds)
        assert "".join(words.split()) == "".join(text.split())


def test_texts_that_are_too_long_to_compare() -> None:
    """They are not compared, instead of for minutes."""
    assert differences("a\n\n" * 9_000, "b\n\n" * 9_000) is None


@pytest.mark.parametrize("changed", [0, 50, 99])
def test_what_did_not_change_is_left_out(changed: int) -> None:
    """One paragraph on either side of a change is shown."""
    lines = [f"Paragraph number {n} stays." for n in range(100)]
    newer = list(lines)
    newer[changed] = f"Paragraph number {changed} goes."
    found = differences("\n\n".join(lines), "\n\n".join(newer))
    assert found is not None
    assert sum(one.left_out for one in found) >= 97
