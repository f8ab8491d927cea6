"""Presses of buttons that were never there: a client can claim any data."""

import pytest

from bot.telegram.render.keyboards import pressed_quote
from bot.telegram.render.quote_code import QuoteCode
from corpus.span import Span
from tests.bot_api import BotApiServer, Chat, Message

pytestmark = pytest.mark.slow

CARS = "How many cars were hit by trees in Dover?"


@pytest.fixture
def chat(newsroom: BotApiServer) -> Chat:
    return newsroom.private_chat(newsroom.user("Eve"))


def answer(chat: Chat, words: str) -> Message:
    chat.send(words)
    [message] = chat.wait_for(1)
    return message


def data_of(message: Message, label: str) -> str:
    data: str = next(one["callback_data"] for one in message.buttons if one["text"] == label)
    return data


def forged(message: Message) -> dict[str, str]:
    """Data in the form of the bot's own: another span, feedback, a document, further quotes."""
    block, code = pressed_quote(data_of(message, "Context"))
    assert block == 0
    span = Span(code.span.start + 9, code.span.end)
    cut = QuoteCode(code.document_id, code.version, span, (span,))
    stamp = data_of(message, "👍")[1:]
    return {
        "a span that begins within a sentence": f"ca{cut.encode()}",
        "the same, less of it": f"la{cut.widened(1).encode()}",
        "another number": f"na{cut.encode()}",
        "a document": "s0123456789ab",
        "further quotes": "m100000",
        "a surer answer": f"y{stamp.rpartition('.')[0]}.1000",
        "another index": "xffff.1",
        "a page": "p99999999:",
        "no button at all": "???",
    }


def test_what_is_on_no_button_is_not_done(newsroom: BotApiServer, chat: Chat) -> None:
    """Whatever is asked for: no message, no edit, no feedback; the press is answered."""
    found = answer(chat, CARS)
    for kind, data in forged(found).items():
        told = chat.wait_for_answer(chat.forge(found, data))
        assert told.get("text") == "These buttons have changed since. Please press again.", kind
    chat.expect_silence(0.3)
    assert chat.current(found) == found
    assert chat.replies == [found]


def test_a_button_of_another_message_does_nothing_here(chat: Chat) -> None:
    """Data is good for the message that carries it, and for no other."""
    first = answer(chat, CARS)
    second = answer(chat, "Who called the cut a mistake?")
    told = chat.wait_for_answer(chat.forge(second, data_of(first, "Context")))
    assert "have changed" in told["text"]
    assert chat.current(second) == second


def test_a_message_that_is_too_old_is_said_to_be(newsroom: BotApiServer, chat: Chat) -> None:
    """Telegram gives the bot nothing but its number then; nothing fails."""
    found = answer(chat, CARS)
    for label in ("Context", "Source", "👍"):
        told = chat.wait_for_answer(chat.press_too_late(found, label))
        assert told["text"] == "This message is too old for its buttons. Please ask again."
    assert chat.replies == [found]
