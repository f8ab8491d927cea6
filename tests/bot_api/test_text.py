"""Texts and entities on the loopback Bot API: two judges, one reader."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot_api import Message, User, readable, tdlib, utf16
from tests.bot_api.refusal import Refused
from tests.bot_api.text import settle
from tests.bot_api.types import Entity, Peer

ANN = User(1, "Ann")
TEXTS = st.text(alphabet="aя字😀𠮷\u0301\n\r *_[]", min_size=1, max_size=12)
PLACES = st.tuples(st.integers(-1, 26), st.integers(0, 26))
TYPES = ["bold", "italic", "code", "blockquote", "expandable_blockquote", "spoiler"]


def entity(kind: str, offset: int, length: int, **details: Any) -> Entity:
    return {"type": kind, "offset": offset, "length": length, **details}


@given(TEXTS, PLACES, st.sampled_from(TYPES))
def test_the_judges_agree_on_one_entity(text: str, place: tuple[int, int], kind: str) -> None:
    """TDLib and plain counting find the same fault, in the same words."""
    try:
        tdlib.judge(text, [entity(kind, *place)])
        words = None
    except tdlib.TdlibError as error:
        words = str(error)
    assert utf16.fault(text, *place) == words


@given(TEXTS, st.lists(st.tuples(PLACES, st.sampled_from(TYPES)), max_size=4))
def test_counting_is_the_stricter_judge(
    text: str, places: list[tuple[tuple[int, int], str]]
) -> None:
    """TDLib drops some of several entities unseen; counting passes none that it refuses."""
    entities = [entity(kind, *place) for place, kind in places]
    if utf16.first_fault(text, entities) is None:
        tdlib.judge(text, entities)


@st.composite
def well_placed(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    """A text, and entities that begin and end between its characters."""
    text = draw(TEXTS)
    spans = st.lists(st.sampled_from(utf16.edges(text)), min_size=2, max_size=2, unique=True)
    drawn = draw(st.lists(st.tuples(spans.map(sorted), st.sampled_from(TYPES)), max_size=4))
    return text, [entity(kind, start, end - start) for (start, end), kind in drawn]


@given(well_placed())
def test_a_settled_text_stays_as_it_is(message: tuple[str, list[Entity]]) -> None:
    """What Telegram stores can be sent again unchanged; its entities cover whole characters."""
    text, entities = message
    assert utf16.first_fault(text, entities) is None
    if not text.strip("\n\r "):
        return
    settled = settle(text, entities)
    for found in settled.entities:
        assert utf16.cut(settled.text, found["offset"], found["length"])
    assert settle(settled.text, settled.entities) == settled


@given(TEXTS)
def test_offsets_count_as_python_encodes(text: str) -> None:
    """The arithmetic agrees with Python's own UTF-16 encoder."""
    assert utf16.units(text) == len(text.encode("utf-16-le")) // 2
    assert utf16.edges(text)[-1] == utf16.units(text)


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 4096, "字" * 4096 + "  \n"])
def test_the_longest_text(text: str) -> None:
    """4096 characters pass, whatever their width, and 4097 do not."""
    assert len(settle(text).text) == 4096
    with pytest.raises(Refused, match="message is too long"):
        settle("x" + text)


def test_what_telegram_does_to_a_text() -> None:
    """Carriage returns go, outer space goes, links are found; offsets follow."""
    settled = settle("  a\r\nb, see /help or https://x.org/y_z. \n", [entity("italic", 5, 1)])
    assert settled.text == "a\nb, see /help or https://x.org/y_z."
    assert settled.entities == (
        entity("italic", 2, 1),
        entity("bot_command", 9, 5),
        entity("url", 18, 17),
    )


def test_crossing_entities() -> None:
    """At a quote's edge bold is split and a link is dropped; given links win over found ones."""
    link = entity("text_link", 3, 5, url="https://x.org/")
    quote = entity("blockquote", 0, 5)
    assert settle("one two", [quote, entity("bold", 3, 4)]).entities == (
        quote,
        entity("bold", 3, 2),
        entity("bold", 5, 2),
    )
    assert settle("one two three", [quote, link]).entities == (quote,)
    given = entity("text_link", 0, 5, url="https://other.org/")
    assert settle("x.org", [given]).entities == (given,)


def test_markup_is_parsed() -> None:
    """HTML and Markdown become entities, as Telegram's own parser reads them."""
    settled = settle("<blockquote expandable>a <b>😀</b></blockquote>&lt;", parse_mode="HTML")
    assert settled.text == "a 😀<"
    assert settled.entities == (entity("expandable_blockquote", 0, 4), entity("bold", 2, 2))
    assert settle("*b*\\.", parse_mode="MarkdownV2").text == "b."


def test_a_message_can_be_read() -> None:
    """A reader sees the reply, bars before quotes, marked entities, and buttons."""
    text = "😀 Two quotes:\nFirst, bold.\nLine two.\nSecond\nSource, folded\nend"
    begin = {word: utf16.units(text[: text.index(word)]) for word in text.split()}
    entities = (
        entity("blockquote", begin["First,"], len("First, bold.\nLine two.")),
        entity("bold", begin["bold."], 4),
        entity("blockquote", begin["Second"], len("Second")),
        entity("text_link", begin["Source,"], 6, url="https://x.org/#:~:text=a"),
        entity("expandable_blockquote", begin["folded"], len("folded\nend")),
    )
    chat = Peer.private(ANN)
    question = Message(1, chat, ANN, 0, "Who\nsaid so?")
    keyboard = [[{"text": "More", "callback_data": "m"}, {"text": "Site", "url": "https://x.org"}]]
    answer = Message(
        2,
        chat,
        ANN,
        0,
        text,
        entities,
        reply_to=question,
        reply_markup={"inline_keyboard": [*keyboard, [{"text": "C", "copy_text": {"text": "c"}}]]},
    )
    assert readable(answer).split("\n") == [
        "↩ Who",
        "😀 Two quotes:",
        "▌ First, ⟦bold: bold⟧.",
        "▌ Line two.",
        "▌ Second",
        "⟦text_link: Source → https://x.org/#:~:text=a⟧,",
        "▐ folded",
        "▐ end",
        "[More] [Site → https://x.org]",
        "[C ⧉ c]",
    ]
