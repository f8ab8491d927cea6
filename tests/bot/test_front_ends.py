"""The verbatim law, for every front end: what is shown is the stored text at its offsets."""

import contextlib
import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console
from telegram.constants import MessageEntityType as Kind
from telegram.constants import MessageLimit

from bot.display.quote_parts import pieces
from bot.telegram.render.inert import inert
from bot.telegram.render.keyboards import has_button
from bot.telegram.render.messages import AnswerPage, answer_messages, quote_texts
from bot.telegram.render.rich_text import (
    BLOCKS,
    MOST_ENTITIES,
    MOST_UNITS,
    RichText,
    utf16_length,
)
from bot.telegram.render.source_card import source_card
from bot.telegram.render.source_list import source_page
from bot.telegram.render.texts import texts_for
from bot.terminal.answers import print_answer, print_quote
from bot.terminal.json_output import all_object, answer_object
from bot.terminal.side_tables import print_all, print_csv, print_sides
from bot.terminal.visible import isolation, visible
from corpus.document import Document
from corpus.span import Span, trimmed
from retrieval.answer import Agreement, Answer, AnswerGroup, Outcome, Quote
from retrieval.citation import Citation
from retrieval.quoting.excerpt import MOST_CHARACTERS
from tests.fakes import document, outcome_of
from tests.strategies import texts


@st.composite
def quotes(draw: st.DrawFn, text: str | None = None) -> Quote:
    """Any excerpt of any document, with any highlight in it."""
    if text is None:
        text = draw(texts())
    words = [match.span() for match in re.finditer(r"\S+", text)]
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, min(len(words) - 1, first + 60)))
    inner = draw(st.integers(first, last))
    end = draw(st.integers(inner, last))
    span = trimmed(Span(words[first][0], words[last][1]), text)
    highlight = trimmed(Span(words[inner][0], words[end][1]), text)
    assert span is not None
    assert highlight is not None
    return Quote(_document(text), span, (highlight,), 0.5)


def _document(text: str) -> Document:
    return document(text, "notes.txt", title="Title", publisher="Outlet", published="2022")


ENGLISH = texts_for("en")


def messages(
    found: Sequence[Quote], *, answered: bool = True, head: RichText | None = None
) -> list[RichText]:
    """The messages of an answer."""
    answer = Answer("question", tuple(found), 0.9, outcome_of(answered))
    return [one.body for one in answer_messages(AnswerPage(answer, ENGLISH, head))]


def utf16_slice(text: str, offset: int, length: int) -> str:
    """As Telegram cuts: in units of UTF-16. Fails inside of a surrogate pair."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


@pytest.mark.slow
@given(quotes())
def test_pieces_are_the_quote(quote: Quote) -> None:
    """Joined, the pieces are the quote; those that answer are its highlights."""
    parts = list(pieces(quote))
    assert "".join(part.text for part in parts) == quote.text
    assert [part.text for part in parts if part.answers] == [
        part.of(quote.document.text) for part in quote.highlights
    ]


@pytest.mark.slow
@given(quotes(), st.booleans())
def test_json_has_the_stored_text_at_its_offsets(quote: Quote, answered: bool) -> None:
    """The text of a quote is the slice that its own offsets name."""
    shown = answer_object(Answer("question", (quote,), 0.9, outcome_of(answered)), 1.0)["quotes"][0]
    stored = quote.document.text
    assert shown["text"] == stored[shown["start"] : shown["end"]]
    for part in shown["highlights"]:
        assert shown["start"] <= part["start"] < part["end"] <= shown["end"]


def solid(text: str) -> str:
    """A text without white space: where a line was wrapped, it is set otherwise."""
    return "".join(text.split())


@pytest.mark.slow
@given(quotes())
def test_telegram_is_sent_the_stored_text(quote: Quote) -> None:
    """The blockquote, cut as Telegram cuts, is the quote; the bold part is its highlight."""
    [body] = quote_texts(quote, ENGLISH)
    sent = {
        entity.type: utf16_slice(body.text, entity.offset, entity.length)
        for entity in body.entities()
    }
    assert solid(sent[Kind.BLOCKQUOTE]) == solid(quote.text)
    assert solid(sent[Kind.BOLD]) == solid(quote.highlights[0].of(quote.document.text))
    cited = f"\nTitle · Outlet · 2022 · {inert(quote.citation.locator)}"
    assert body.text == sent[Kind.BLOCKQUOTE] + cited


@pytest.mark.slow
@given(quotes())
def test_what_does_not_answer_is_not_dressed_as_an_answer(quote: Quote) -> None:
    """It is folded, under a line that says so, and nothing in it is bold."""
    head = RichText("The collection does not answer this.")
    [message] = messages((quote,), answered=False, head=head)
    kinds = [entity.type for entity in message.entities()]
    assert Kind.BOLD not in kinds
    assert Kind.EXPANDABLE_BLOCKQUOTE in kinds


@pytest.mark.slow
@given(st.lists(texts(min_size=20).flatmap(lambda text: quotes(text)), min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_messages_stay_within_telegrams_limits(found: list[Quote]) -> None:
    """However many quotes, no message is too long, and every quote is whole in one of them."""
    sent = messages(found)
    for message in sent:
        assert utf16_length(message.text) <= MOST_UNITS
        assert len(message.formats) <= MOST_ENTITIES
    quoted = [
        message.text[one.start : one.end]
        for message in sent
        for one in message.formats
        if one.kind in BLOCKS
    ]
    assert [solid(one) for one in quoted] == [solid(quote.text) for quote in found]


def test_a_long_list_of_sources_has_pages() -> None:
    """Each fits a message, with a button for each document and arrows to the others."""
    cards = [document("Text.", f"{n}.txt", title=f"{'Long title ' * 20}{n}") for n in range(204)]
    pages = [source_page(cards, ENGLISH, "long", page) for page in range(21)]
    for page in pages:
        assert page.body.is_within_limits
    assert pages[0].body.text.startswith("204 documents with “long”:\n1. Long")
    assert pages[20].body.text.endswith("Page 21 of 21")
    turning = [
        [one.text for one in page.keyboard.inline_keyboard[-1]]
        for page in pages[::10]
        if page.keyboard
    ]
    assert turning == [["▶"], ["◀", "▶"], ["◀"]]


@given(quotes(), st.booleans())
@settings(max_examples=60)
def test_the_terminal_changes_only_white_space(quote: Quote, answered: bool) -> None:
    """Without a terminal: every line of the quote behind ``>`` or ``|``; joined, they are the
    stored text but for white space, and control characters are pictures."""
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        print_answer(Answer("question", (quote,), 0.9, outcome_of(answered)), nearest=True)
    shown = [line[5:] for line in screen.getvalue().split("\n") if line[:5] in ("   > ", "   | ")]
    assert _squeezed("".join(shown)) == _squeezed(quote.text)
    assert "\x1b" not in screen.getvalue()


@given(quotes(), st.booleans(), st.integers(12, 140))
@example(Quote(document("\U00010c80", "a.txt"), Span(0, 1), (Span(0, 1),), 0.5), False, 12)
@settings(max_examples=60, deadline=None)
def test_wrapping_changes_only_white_space(quote: Quote, answered: bool, width: int) -> None:
    """On a terminal of any width: what stands right of the gutter is the stored text, between
    marks where it runs from right to left."""
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    print_quote(console, quote, 1, answered)
    assert isinstance(console.file, io.StringIO)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", console.file.getvalue()).split("\n")
    shown = [_without_isolation(line[4:]) for line in lines if line[:4] in ("1 │ ", "  │ ")]
    assert _squeezed("".join(shown)) == _squeezed(quote.text)


def test_no_message_is_too_long_however_long_the_citation() -> None:
    """A title or publisher without end is cut; the quote beside it is not."""
    long = document("Text. " * 150, "a.txt", title="T" * 20_000, publisher="P" * 20_000)
    quote = Quote(long, Span(0, 899), (Span(0, 5),), 0.5)
    [message] = messages([quote])
    for body in (message, source_page([long] * 10, ENGLISH).body, source_card(long, ENGLISH)):
        assert utf16_length(body.text) <= MOST_UNITS
    assert utf16_length(source_card(long, ENGLISH, "x" * 100).text) <= MessageLimit.CAPTION_LENGTH


def _without_isolation(line: str) -> str:
    before, after = isolation("\u05d0")
    if line.startswith(before) and line.endswith(after):
        return line[len(before) : len(line) - len(after)]
    return line


def _squeezed(text: str) -> str:
    return visible("".join(text.split()))


OUTLETS = [
    document(
        "It rained.",
        f"{n}.md",
        title=f"Rain {n}",
        publisher=f"Outlet {n}" if n < 6 else "Outlet",
        published="2022-11-30T09:00:00+00:00" if n % 2 else None,
        url=f"https://example.org/{n}" if n != 2 else None,
    )
    for n in range(8)
]
RAIN = Span(0, 10)


def said_by(*others: Document) -> Quote:
    also = tuple(Citation(one, RAIN) for one in others)
    return Quote(OUTLETS[0], RAIN, (RAIN,), 0.5, also)


@pytest.mark.parametrize(
    ("others", "line"),
    [
        (OUTLETS[1:2], "Also in: Outlet 1 (2022-11-30)"),
        (OUTLETS[2:4], "Also in: Outlet 2, Outlet 3 (2022-11-30)"),
        (
            OUTLETS[1:6],
            "Also in: Outlet 1 (2022-11-30), Outlet 2, Outlet 3 (2022-11-30) and 2 more",
        ),
        (OUTLETS[6:], "Also in: Rain 6, Rain 7 (2022-11-30)"),
    ],
)
def test_other_sources_take_one_line(others: list[Document], line: str) -> None:
    """Outlet and day; titles where they are one outlet's; of many the number; the same in the
    terminal and in Telegram, where each is a link."""
    quote = said_by(*others)
    answer = Answer("question", (quote,), 0.9, Outcome.ANSWERED)
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        print_answer(answer)
    assert f"   {line}\n" in screen.getvalue()
    console = Console(file=io.StringIO(), width=120, color_system=None)
    print_quote(console, quote, 1, answered=True)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().endswith(f"    {line}\n")
    [body] = quote_texts(quote, ENGLISH)
    assert body.text.endswith(f"\n{line}")
    links = [one.url for one in body.formats if one.kind == Kind.TEXT_LINK][1:]
    assert links == [place.link for place in quote.also[:3] if place.link]


@pytest.mark.parametrize(
    ("outcome", "first_line", "shown"),
    [
        (Outcome.UNCERTAIN, "No clear answer. Closest passages:", True),
        (Outcome.NOT_ANSWERED, "The collection does not answer this.", False),
        (Outcome.NOTHING_IN_SCOPE, "No document passes the filters.", False),
    ],
)
def test_what_does_not_answer_is_labelled(outcome: Outcome, first_line: str, shown: bool) -> None:
    """An uncertain answer shows its passages; a refusal is one line, unless they are asked for."""
    quotes = () if outcome is Outcome.NOTHING_IN_SCOPE else (said_by(),)
    answer = Answer("question", quotes, 0.1, outcome)
    for nearest in (False, True):
        screen = io.StringIO()
        with contextlib.redirect_stdout(screen):
            print_answer(answer, nearest=nearest)
        lines = screen.getvalue().splitlines()
        assert lines[0] == first_line
        assert (len(lines) > 2) == bool(shown or (nearest and quotes))
        assert not any(line.startswith("   >") for line in lines)
    assert answer_object(answer, 1.0)["outcome"] == outcome.value


def test_a_quote_of_one_document_names_no_others() -> None:
    """No line, not even a blank one."""
    console = Console(file=io.StringIO(), width=120, color_system=None)
    print_quote(console, said_by(), 1, answered=True)
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().endswith(f"[{OUTLETS[0].id}]\n")
    [body] = quote_texts(said_by(), ENGLISH)
    assert "Also in" not in body.text


def test_json_names_every_other_source() -> None:
    """However many, each with its own place, to be verified."""
    shown = answer_object(Answer("question", (said_by(*OUTLETS[1:]),), 0.9, Outcome.ANSWERED), 1.0)
    also = shown["quotes"][0]["also_in"]
    assert [one["document"]["title"] for one in also] == [f"Rain {n}" for n in range(1, 8)]
    for one, stored in zip(also, OUTLETS[1:], strict=True):
        assert stored.text[one["start"] : one["end"]] == one["text"]
        assert one["link"] is None or one["link"].startswith(str(stored.url))
        assert one["locator"] == "paragraph 1"


def test_the_longest_quote_fits_one_message() -> None:
    """So none is ever shortened: an excerpt is bounded, and every part of its citation is cut,
    in letters that count twice."""
    long = document(
        "𝛙" * MOST_CHARACTERS, "a.txt", title="𝛙" * 999, publisher="𝛙" * 999, published="2022"
    )
    others = [document("𝛙", f"{n}.txt", title=f"𝛙{n}" * 99, published="2022") for n in range(9)]
    also = tuple(Citation(one, Span(0, 1)) for one in others)
    quote = Quote(long, Span(0, MOST_CHARACTERS), (Span(0, 1),), 0.5, also)
    [message] = messages([quote])
    assert utf16_length(message.text) <= MOST_UNITS
    assert quote.text in message.text


def test_a_quote_that_no_message_can_hold_is_divided() -> None:
    """Between words; each part with its source and its number, and none of the words is lost."""
    text = "Long 𝛙𝛙𝛙 sentence " * 600
    whole = Quote(_document(text), Span(0, 9_000), (Span(20, 8_000),), 0.5)
    sent = messages([whole, Quote(_document(text), Span(9_000, 9_005), (Span(9_000, 9_005),), 0.5)])
    assert len(sent) > 2
    parts = []
    for message in sent:
        assert message.is_within_limits
        parts += [message.text[one.start : one.end] for one in message.blocks()]
        assert message.text.count("Title · Outlet") == len(message.blocks())
    assert " ".join(parts[:-1]) == whole.text.strip()
    assert "part 1 of" in sent[0].text


# Sources side by side ----------------------------------------------------------------------------


def side(text: str, own: str, title: str, published: str) -> Quote:
    """A document of one sentence, with the answer's own words in it."""
    found = document(text, f"{title}.txt", title=title, published=published)
    whole, start = Span(0, len(text)), text.index(own)
    return Quote(found, whole, (whole,), 0.9, answer=Span(start, start + len(own)))


THIRTY = side("In July 30 percent wanted talks.", "30 percent", "Poll", "2022-12-01")
AGAIN = side("Just 30 percent in July, others say.", "30 percent", "Study", "2022-12-02")
OTHER = side("Support stood at 32 percent in July.", "32 percent", "Report", "2022-12-03")
DIFFERENT = Answer(
    "How many wanted talks in July?",
    (OTHER, THIRTY, AGAIN),
    0.9,
    Outcome.ANSWERED,
    groups=(
        AnswerGroup((THIRTY, AGAIN), "30 %", 2, ("2022-07",)),
        AnswerGroup((OTHER,), "32 %", 1, ("2022-07",)),
    ),
    agreement=Agreement.DIFFER,
    sources=3,
)


def printed(show: Callable[[], None]) -> str:
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen):
        show()
    return screen.getvalue()


def test_sources_that_differ_stand_under_one_another() -> None:
    """A line says so; each answer is quoted once, with who else says it and how many sources."""
    lines = printed(lambda: print_answer(DIFFERENT)).splitlines()
    assert lines[0] == "Sources differ"
    assert [line for line in lines if line.startswith("   >")] == [
        f"   > {THIRTY.text}",
        f"   > {OTHER.text}",
    ]
    assert "   Also in: Study (2022-12-02)" in lines
    assert "   2 sources" in lines
    few = printed(lambda: print_answer(DIFFERENT, most_groups=1))
    assert OTHER.text not in few
    assert "1 more answer in the table of --sides" in few


def test_one_source_is_shown_as_ever() -> None:
    """But for the line that says that it is one."""
    one = replace(
        DIFFERENT,
        quotes=(OTHER,),
        groups=(DIFFERENT.groups[1],),
        agreement=Agreement.SINGLE,
        sources=1,
    )
    lines = printed(lambda: print_answer(one)).splitlines()
    assert lines[0] == "1 source"
    bare = replace(one, groups=(), agreement=None)
    assert lines[1:] == printed(lambda: print_answer(bare)).splitlines()


def test_the_answers_own_words_are_underlined() -> None:
    """Inside what is bold, on a terminal and in Telegram; nothing is added to the text."""
    console = Console(
        file=io.StringIO(), width=120, force_terminal=True, color_system="standard", highlight=False
    )
    print_quote(console, OTHER, 1, answered=True)
    assert isinstance(console.file, io.StringIO)
    assert "\x1b[1;4m32 percent\x1b[0m" in console.file.getvalue()
    [body] = quote_texts(OTHER, ENGLISH)
    formats = {body.text[one.start : one.end] for one in body.formats if one.kind == Kind.UNDERLINE}
    assert formats == {"32 percent"}
    assert any(
        one.kind == Kind.BOLD and body.text[one.start : one.end] == OTHER.text
        for one in body.formats
    )
    assert "".join(piece.text for piece in pieces(OTHER)) == OTHER.text


def test_telegram_shows_a_quote_for_each_answer() -> None:
    """And a button for the others that give the same answer, under the quote that has some."""
    [message] = answer_messages(AnswerPage(DIFFERENT, ENGLISH))
    assert message.body.text.startswith("Sources differ\n\n")
    assert THIRTY.text in message.body.text
    assert OTHER.text in message.body.text
    assert AGAIN.text not in message.body.text
    assert message.keyboard is not None
    assert has_button(message.keyboard, "gA")


def test_json_and_tables_have_all_groups() -> None:
    """With every quote, its answer's words and its documents."""
    shown = answer_object(DIFFERENT, 1.0)
    assert (shown["agreement"], shown["sources"]) == ("differ", 3)
    [first, second] = shown["groups"]
    assert [one["text"] for one in first["quotes"]] == [THIRTY.text, AGAIN.text]
    assert [one["title"] for one in first["documents"]] == ["Poll", "Study"]
    assert second["answer"] == {"start": 17, "end": 27}
    table = printed(lambda: print_sides(DIFFERENT))
    assert "“30 percent” · 2 sources · 2022-07" in table
    assert AGAIN.text in table
    rows = list(csv.reader(io.StringIO(printed(lambda: _csv(DIFFERENT)))))
    assert [row[3] for row in rows] == ["answer", "30 percent", "30 percent", "32 percent"]
    every = printed(lambda: print_all(DIFFERENT))
    assert every.startswith("3 sentences in 3 documents\n")
    assert all_object(DIFFERENT)["sentences"] == 3


def test_a_spreadsheet_computes_nothing() -> None:
    """A stored text that begins like a formula is text in the CSV."""
    formula = side("=1+1 is the answer, they say.", "answer", "Trap", "2022-12-01")
    answer = replace(DIFFERENT, groups=(AnswerGroup((formula,), "answer", 1),))
    assert "'=1+1 is" in printed(lambda: _csv(answer))


def _csv(answer: Answer) -> None:
    print_csv(answer, by_documents=False, header=True)
