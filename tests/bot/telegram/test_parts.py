"""The parts of the Telegram front end that need no Telegram."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, MessageEntity, User
from telegram.constants import MessageEntityType as Kind

from bot.display.quote_context import in_context
from bot.questions.query_filters import FilterError, split_filters
from bot.telegram.handlers.conversation.addressing import Intent, intent_of
from bot.telegram.handlers.conversation.follow_up_context import recent
from bot.telegram.handlers.conversation.recent_exchanges import Exchange, Memory
from bot.telegram.render.copy_text import copy_text
from bot.telegram.render.inert import inert, visible
from bot.telegram.render.keyboards import Panel, has_button, keyboard, pressed_quote, spoken_by
from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.rich_text import RichText, utf16_length
from bot.telegram.render.texts import LANGUAGES, texts_for
from bot.telegram.render.verification import check_messages
from bot.verifying import TextCheck
from corpus.filters import Filters
from corpus.span import Span
from retrieval.answer import Quote
from retrieval.citation import Citation
from retrieval.turn import Turn
from retrieval.verification.verdicts import Change, Verdict, Verification
from tests.bot_api import tdlib
from tests.fakes import document

ENGLISH = texts_for("en")
ME = User(1, "Bot", is_bot=True, username="a_test_bot")

# Filters in plain words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "question", "filters"),
    [
        ("Who fled?", "Who fled?", Filters()),
        ("since:2022-10-01 source:kyiv Who?", "Who?", Filters("2022-10-01", None, "kyiv")),
        ("Who fled? UNTIL:2022 ", "Who fled?", Filters(None, "2022")),
        ('Who source:"Kyiv Post" fled?', "Who fled?", Filters(source="Kyiv Post")),
        ("Wer floh? seit:2022 quelle:„Die Post“", "Wer floh?", Filters("2022", None, "Die Post")),
        ("Кто? с:2022 источник:«Наша газета»", "Кто?", Filters("2022", None, "Наша газета")),
        ("¿Quién huyó? desde:2022 fuente:país", "¿Quién huyó?", Filters("2022", None, "país")),
        ("Hat er das gesagt ab: 2022?", "Hat er das gesagt ab: 2022?", Filters()),
        ("See https://example.org/since:2022", "See https://example.org/since:2022", Filters()),
        ("two\n\nlines", "two\n\nlines", Filters()),
    ],
)  # fmt: skip
def test_filters_stand_anywhere_beside_a_question(
    words: str, question: str, filters: Filters
) -> None:
    """In the languages of the bot, quoted in their manner; whatever is no filter stays."""
    asked = split_filters(words)
    assert (asked.text, asked.filters) == (question, filters)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("since:someday Who fled?", "filter-date"),
        ("since:2022-13 Who fled?", "filter-date"),
        ("since:2022 until:2021 Who fled?", "filter-order"),
        ("source:a source:b Who fled?", "filter-twice"),
    ],
)
def test_filters_that_cannot_be_meant_are_refused(words: str, name: str) -> None:
    """With a text of that name, which has everything that is filled into it."""
    with pytest.raises(FilterError) as error:
        split_filters(words)
    assert error.value.name == name
    for language in LANGUAGES:
        assert texts_for(language)(name, **error.value.values)


# What is meant for the bot ------------------------------------------------------------------------


def message(text: str, kind: str = "supergroup", **details: Any) -> Message:
    """A message with its commands and mentions marked as Telegram does."""
    entities = []
    position = 0
    for word in text.split(" "):
        offset = utf16_length(text[:position])
        if word.startswith("@"):
            entities.append(MessageEntity(Kind.MENTION, offset, len(word)))
        elif word.startswith("/"):
            entities.append(MessageEntity(Kind.BOT_COMMAND, offset, len(word)))
        position += len(word) + 1
    now = datetime.datetime.now(datetime.UTC)
    sender = details.pop("from_user", User(5, "Ann", is_bot=False))
    return Message(
        9, now, Chat(-7, kind), from_user=sender, text=text, entities=entities, **details
    )


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Who fled?", "private", Intent(None, "Who fled?")),
        ("/Ask Who fled?", "private", Intent("ask", "Who fled?")),
        ("/ask@A_Test_Bot Who fled?", "supergroup", Intent("ask", "Who fled?", by_name=True)),
        ("/ask@another_bot Who fled?", "supergroup", None),
        ("/weather", "supergroup", Intent("weather", "")),
        ("Who fled?", "supergroup", None),
        ("🌊🌊 who, @A_Test_Bot ?", "supergroup", Intent(None, "🌊🌊 who, ?", by_name=True)),
        ("@another_bot Who fled?", "supergroup", None),
        ("Who fled? /ask", "supergroup", None),
    ],
)  # fmt: skip
def test_what_is_meant_for_the_bot(text: str, kind: str, wanted: Intent | None) -> None:
    """All of a private chat; of a group, what names the bot, or is a command of its own."""
    assert intent_of(message(text, kind), ME) == wanted


def test_what_bots_write_is_not_meant() -> None:
    """Other bots, and quotes of its own that somebody sent from inline mode; but who writes as
    their channel is a person."""
    other = User(6, "Other", is_bot=True)
    assert intent_of(message("Who fled?", "private", from_user=other), ME) is None
    assert intent_of(message("A quote", "private", via_bot=ME), ME) is None
    channel = Chat(-8, "channel")
    written = message("/ask Who fled?", from_user=other, sender_chat=channel)
    assert intent_of(written, ME) == Intent("ask", "Who fled?")


# Quotes in buttons --------------------------------------------------------------------------------


@st.composite
def codes(draw: st.DrawFn) -> QuoteCode:
    """Any quote, of a document of any length."""
    start = draw(st.integers(0, 60_000_000))
    position, highlights = start, []
    for _ in range(draw(st.integers(1, 9))):
        position += draw(st.integers(1, 900))
        end = position + draw(st.integers(1, 900))
        highlights.append(Span(position, end))
        position = end
    name = draw(st.binary(min_size=6, max_size=6)).hex()
    version = draw(st.binary(min_size=3, max_size=3)).hex()
    whole = Span(start, position + draw(st.integers(0, 900)))
    return QuoteCode(name, version, whole, tuple(highlights), draw(st.integers(0, 255)))


@given(codes())
def test_a_quote_fits_into_a_button(code: QuoteCode) -> None:
    """And comes out as it went in; of very many highlights, the first ones."""
    packed = code.encode()
    assert len(packed) <= 60
    found = QuoteCode.decode(packed)
    assert found.highlights == code.highlights[: len(found.highlights)]
    assert len(found.highlights) >= min(3, len(code.highlights))
    assert found == QuoteCode(
        code.document_id, code.version, code.span, found.highlights, code.around
    )


@given(st.text(max_size=64))
def test_what_is_no_button_of_ours_is_refused(data: str) -> None:
    """By a ValueError, whatever it is; anybody can send anything."""
    try:
        pressed_quote(data)
    except ValueError:
        return
    assert data[0] in "cln"


@given(st.lists(codes(), min_size=1, max_size=20), st.data())
def test_buttons_tell_all_about_a_message(found: list[QuoteCode], data: st.DataObject) -> None:
    """What was put into a keyboard can be read from it, and every button is small enough."""
    found = [code.widened(min(code.around, 200)) for code in found]
    panel = Panel(
        tuple(found),
        first=data.draw(st.integers(1, 90)) if len(found) > 1 else 1,
        chosen=data.draw(st.integers(0, len(found) - 1)),
        more=data.draw(st.none() | st.integers(1, 99)),
        stamp=data.draw(st.sampled_from(["", f"{'f' * 40}.1000"])),
        others=data.draw(st.frozensets(st.integers(0, len(found) - 1))),
    )
    language = data.draw(st.sampled_from(LANGUAGES))
    text = document("Words. " * 9, "a.txt")
    quote = Quote(text, Span(0, 6), (Span(0, 6),), 0.5)
    shown = keyboard(panel, quote, texts_for(language), is_all=panel.code.around > 0)
    for row in shown.inline_keyboard:
        assert len(row) <= 8
        for button in row:
            assert len(str(button.callback_data or "").encode()) <= 64
    told = Panel.of(shown)
    assert told == Panel(
        tuple(QuoteCode.decode(code.encode()) for code in found),
        panel.first,
        panel.chosen,
        panel.more,
        panel.stamp,
        others=panel.others,
    )
    assert has_button(shown, f"g{chr(ord('A') + panel.chosen)}") == (panel.chosen in panel.others)
    assert spoken_by(shown, ENGLISH).language == language


def test_a_quote_is_known_only_while_its_document_is_the_same() -> None:
    """Where the text has changed, its offsets mean nothing any more."""
    before, after = document("One. Two. Three.", "a.txt"), document("One. 2. Three.", "a.txt")
    code = QuoteCode.of(Quote(before, Span(5, 9), (Span(5, 9),), 0.5))
    assert code.quote(before) is not None
    assert code.quote(after) is None
    assert code.quote(document("One. Two. Three.", "b.txt")) is None


def test_a_code_keeps_the_answers_own_words() -> None:
    """Where there is room, so that Context and Less leave them underlined."""
    text = document("It rained. Some 2,400 people came. They left.", "a.txt")
    sentence, own = Span(11, 34), Span(16, 21)
    code = QuoteCode.of(Quote(text, Span(0, 45), (sentence,), 0.5, answer=own))
    told = QuoteCode.decode(code.encode())
    assert told == code
    found = told.quote(text)
    assert found is not None
    assert found.answer_text == "2,400"


# Context ------------------------------------------------------------------------------------------


def test_context_grows_by_a_sentence_on_either_side() -> None:
    """Up to the whole text, front matter excepted; and what is shown is a slice of it."""
    text = "---\ntitle: T\n---\nOne here. Two here. Three here. Four here.\n\nFive here.\n"
    start = text.index("Three")
    quote = Quote(document(text), Span(start, start + 11), (Span(start, start + 11),), 0.5)
    shown = [in_context(quote, around) for around in range(4)]
    assert [one.quote.text for one in shown] == [
        "Three here.",
        "Two here. Three here. Four here.",
        "One here. Two here. Three here. Four here.\n\nFive here.",
        "One here. Two here. Three here. Four here.\n\nFive here.",
    ]
    assert [one.is_all for one in shown] == [False, False, True, True]


def test_a_quote_in_context_has_whole_sentences() -> None:
    """Whatever span is asked for: what begins within a sentence could mean something else."""
    text = "It is unlikely that the dam will break. The mayor said so. Nobody left.\n"
    found = document(text)
    for words in ("the dam will break.", "dam will break. The mayor", "said so"):
        start = text.index(words)
        span = Span(start, start + len(words))
        shown = in_context(Quote(found, span, (span,), 0.5), 0).quote
        assert shown.text in (
            "It is unlikely that the dam will break.",
            "It is unlikely that the dam will break. The mayor said so.",
            "The mayor said so.",
        )
        assert words in shown.text
        assert shown.highlights == (shown.span,)


# Titles and long texts ----------------------------------------------------------------------------

_PARTS = st.sampled_from(
    ["@durov", "/remove", "#tag", "$USD", "evil.example", "https://", "t.me/x", "a@b.com", "tg://",
     "+49 30 123456", " ", "\u202e", "\u2067", "\n", "x", "é", "1", ".", ":", "(", "-",
     "</b>", "/x", "<"]
)  # fmt: skip


@given(st.lists(_PARTS, max_size=8).map("".join))
def test_in_an_inert_text_nothing_is_found(text: str) -> None:
    """By TDLib, which looks for the same things as Telegram; and it looks as before."""
    shown = inert(text)
    assert tdlib.detect(shown) == []
    assert shown.replace("\u2060", "") == visible(text)
    assert "\u202e" not in shown
    assert "\n" not in shown


@given(st.text(max_size=9000), st.integers(0, 5000), st.integers(1, 5000))
def test_a_long_text_is_sent_in_pieces(text: str, start: int, length: int) -> None:
    """Nothing of it is lost, each piece is within the limits, and formats stay on their words."""
    body = RichText().add(text[:start]).add(text[start : start + length], Kind.BOLD)
    body.add(text[start + length :])
    pieces = body.pieces()
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.is_within_limits for piece in pieces)
    bold = [piece.text[one.start : one.end] for piece in pieces for one in piece.formats]
    assert "".join(bold) == text[start : start + length]


def test_one_block_of_a_message_is_exchanged() -> None:
    """The other quotes, and what is in them, stay where they are, after the longer text too."""
    body = RichText("Head 🌊\n")
    for words in ("first 🌊", "second", "third"):
        body.extend(RichText("a ").add(words, Kind.BOLD), Kind.BLOCKQUOTE)
        body.add("\nTitle").add("\n")
    changed = body.with_block(1, RichText("a longer ").add("second", Kind.BOLD), Kind.BLOCKQUOTE)
    assert changed.text == body.text.replace("a second", "a longer second")
    bold = [changed.text[one.start : one.end] for one in changed.formats if one.kind == Kind.BOLD]
    assert sorted(bold) == ["first 🌊", "second", "third"]
    blocks = [changed.text[one.start : one.end] for one in changed.blocks()]
    assert blocks == ["a first 🌊", "a longer second", "a third"]


# Copying ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "publisher", "copied"),
    [
        (20, "Outlet", "quote, full citation, address"),
        (200, "Outlet", "quote, full citation"),
        (220, "Outlet", "quote, short citation"),
        (400, "Outlet", "answering sentence, full citation, address"),
        (20, "O" * 300, "nothing"),
    ],
)
def test_as_much_is_copied_as_there_is_room_for(length: int, publisher: str, copied: str) -> None:
    """Never a part of a sentence, and never without its source."""
    text = f"It rained. {'w' * (length - 12)}."
    found = document(
        text,
        title="Title",
        publisher=publisher,
        published="2022-11-30",
        url="https://example.org/a",
    )
    quote = Quote(found, Span(0, len(text)), (Span(0, 10),), 0.5)
    full = f"Title · {publisher} · 2022-11-30 · paragraph 1"
    wanted = {
        "quote, full citation, address": f"{text}\n— {full}\nhttps://example.org/a",
        "quote, full citation": f"{text}\n— {full}",
        "quote, short citation": f"{text}\n— Outlet, 2022-11-30",
        "answering sentence, full citation, address": f"It rained.\n— {full}\nhttps://example.org/a",
        "nothing": None,
    }
    found_copy = copy_text(quote, ENGLISH)
    assert found_copy == wanted[copied]
    assert utf16_length(found_copy or "") <= 256


# Memory -------------------------------------------------------------------------------------------


def test_memory_is_bounded_and_short() -> None:
    """The oldest exchanges go first; nobody asks on after a quarter of an hour; and what is
    forgotten is gone."""
    now = 0.0
    memory = Memory(lambda: now, most=3)
    for number in range(5):
        memory.keep(Exchange(1, number, "words", Turn("words"), (number + 100,), memory.now()))
    assert [memory.of_question(1, number) is not None for number in range(5)] == [
        False, False, True, True, True,
    ]  # fmt: skip
    assert memory.of_answer(1, 104) == memory.of_question(1, 4) == memory.latest(1)
    memory.keep(Exchange(2, 9, "words", Turn("words"), (), memory.now()))
    now = 16 * 60.0
    assert memory.latest(1) is None
    memory.forget(1)
    assert memory.of_question(1, 4) is memory.of_answer(1, 104) is None
    assert memory.of_question(2, 9) is not None


def test_a_conversation_does_not_grow_without_end() -> None:
    """Of what went before, only what is looked at is kept."""
    turn = None
    for number in range(100):
        turn = Turn(f"{number}", before=recent(turn))
    assert turn is not None
    assert [one.question for one in turn.back()] == ["99", "98", "97", "96"]


# Verifying ----------------------------------------------------------------------------------------


WORDS = st.sampled_from(["one", "two", "three 🌊", "four\n\n"])


@given(st.lists(WORDS, min_size=3, max_size=900), st.data())
def test_a_verdict_fits_and_quotes_the_document(words: list[str], data: st.DataObject) -> None:
    """However long and however much altered: the blockquote is the document's text, what is
    crossed out is not."""
    text = " ".join(words).strip()
    given_words = [data.draw(st.sampled_from([word, "other"])) for word in words[:40]] + words[40:]
    place = Citation(document(text), Span(0, len(text)))
    changes = tuple(
        Change(stored.strip(), other.strip())
        for stored, other in zip(words, given_words, strict=True)
    )
    for found in (
        Verification(Verdict.ALTERED, (place,), changes),
        Verification(Verdict.EXACT, (place,) * 20),
    ):
        for body in check_messages(TextCheck([found], []), ENGLISH):
            assert body.is_within_limits
            for block in body.blocks():
                assert body.text[block.start : block.end] == text
            for one in body.formats:
                if one.kind == Kind.STRIKETHROUGH:
                    assert body.text[one.start : one.end] == "other"
