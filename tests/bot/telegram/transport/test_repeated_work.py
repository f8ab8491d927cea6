"""Work that is repeated: after a kill, or because Telegram's answer was lost."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.bot.newsroom import answering
from tests.bot.process import running
from tests.bot_api import BotApiServer, Chat, Message

pytestmark = pytest.mark.slow

BREAD = "How do I bake sourdough bread?"


@pytest.fixture
def chat(server: BotApiServer) -> Chat:
    return server.private_chat(server.user("Ann"))


def answer(chat: Chat, words: str) -> Message:
    chat.send(words)
    [message] = chat.wait_for(1)
    return message


def nearest(chat: Chat) -> Message:
    """The closest passages to a question that is not answered."""
    refusal = answer(chat, BREAD)
    chat.wait_for_answer(chat.press(refusal, "Show closest passages"))
    [message] = chat.wait_for(1)
    return message


def feedback(data_dir: Path) -> list[dict[str, Any]]:
    with running("feedback", "--json", data_dir=data_dir) as process:
        process.wait()
        found: list[dict[str, Any]] = json.loads(process.output())
        return found


def test_more_and_feedback_survive_a_kill(server: BotApiServer, chat: Chat, articles: Path) -> None:
    """Further quotes come, once, and feedback stays given, although the process was killed between
    the first thing that it did and the last."""
    with answering(server, articles) as process:
        first = nearest(chat)
        other = server.private_chat(server.user("Bo"))
        liked = nearest(other)
        server.fail("sendMessage", 502, times=100)
        server.fail("answerCallbackQuery", 429, retry_after=8, times=10)
        chat.press(first, "More")
        other.press(liked, "👍")
        server.wait_for_call("sendMessage", 6)
        server.wait_for_call("answerCallbackQuery", 3)
        process.signal(signal.SIGKILL)
        process.wait()
    assert "More" not in [one["text"] for one in chat.current(first).buttons]
    assert [one["verdict"] for one in feedback(articles)] == ["liked"]
    server.heal()
    with answering(server, articles):
        [second] = chat.wait_for(1)
        assert "\n4.\n" in second.text
        server.wait_for_call("answerCallbackQuery", 5)
        chat.expect_silence(0.5)
    assert len(chat.replies) == 3
    assert [one["verdict"] for one in feedback(articles)] == ["liked"]


def test_more_comes_although_an_answer_of_telegrams_is_lost(
    server: BotApiServer, chat: Chat, articles: Path
) -> None:
    """The button is gone, and the bot has not heard so: it asks again, and is told that nothing
    has changed."""
    with answering(server, articles):
        first = nearest(chat)
        server.drop_connection("editMessageReplyMarkup", after=True)
        chat.press(first, "More")
        [second] = chat.wait_for(1)
        assert "\n4.\n" in second.text
        server.forgive("message is not modified")
