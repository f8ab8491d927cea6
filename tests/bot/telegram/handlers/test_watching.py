"""Saved questions in chats: told once, when a new document answers."""

import signal
import time
from pathlib import Path

import pytest

from tests.bot.bot_process import QUESTION, bot, collection
from tests.bot.process import FAST, running
from tests.bot_api import BotApiServer, Chat, Message, readable

pytestmark = pytest.mark.slow
_TEXT = "Two more roads were closed on Friday near Folkestone, the county said.\n"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return collection(tmp_path)


def say(chat: Chat, words: str) -> Message:
    chat.send(words)
    [message] = chat.wait_for(1)
    return message


def bring(data_dir: Path, name: str, text: str) -> None:
    """A new document."""
    path = data_dir.parent / f"{name}.md"
    path.write_text(text)
    with running(
        "add", str(path), data_dir=data_dir, settings={"MIN_CONFIDENCE": "0.018"}, program=FAST
    ) as process:
        assert process.wait() == 0, process.said


def news(chat: Chat) -> list[Message]:
    return [message for message in chat.replies if message.text.startswith("🔔 New for")]


def test_a_chat_is_told_once_when_a_new_document_answers(
    server: BotApiServer, data_dir: Path
) -> None:
    """By /watch and by the button; with the quote, what is new, and its source."""
    ann, bob = (server.private_chat(server.user(name)) for name in ("Ann", "Bob"))
    with bot(server, data_dir):
        assert say(ann, f"/watch {QUESTION}").text.startswith("Saved.")
        refusal = say(bob, "Which roads are closed near Folkestone?")
        bob.wait_for_answer(bob.press(refusal, refusal.buttons[-1]["text"]))
        bring(data_dir, "folkestone", _TEXT)
        [told] = ann.wait_for(1)
        assert "Two more roads were closed on Friday near Folkestone" in told.text
        assert "New here: Folkestone" in told.text
        assert QUESTION in told.text
        bring(data_dir, "copy", f"{_TEXT}\nThis is a copy.\n")
        bring(data_dir, "bread", "Bread is baked from flour and water.\n")
        time.sleep(4)
        assert len(news(ann)) == 1, [readable(one) for one in ann.replies]
        assert len(news(bob)) == 1


def test_what_was_found_while_the_bot_was_down_is_told_at_its_start(
    server: BotApiServer, data_dir: Path
) -> None:
    """Also by another process; and not again at the next start."""
    chat = server.private_chat(server.user("Ann"))
    with bot(server, data_dir):
        say(chat, f"/watch {QUESTION}")
    bring(data_dir, "folkestone", _TEXT)
    with bot(server, data_dir) as process:
        chat.wait_for(1)
        # Not killed: it may be that only Telegram knows of the message yet.
        process.signal(signal.SIGTERM)
        process.wait()
    with bot(server, data_dir) as process:
        process.wait_until_said("answering as")
        time.sleep(4)
    assert len(news(chat)) == 1


def test_kills_lose_no_news(server: BotApiServer, data_dir: Path) -> None:
    """Each quote comes once; twice where the process died before it knew that Telegram had it."""
    chats = [server.private_chat(server.user(f"User {n}")) for n in range(8)]
    with bot(server, data_dir):
        for chat in chats:
            say(chat, f"/watch {QUESTION}")
    for number in range(4):
        with bot(server, data_dir) as process:
            process.wait_until_said("answering as")
            bring(
                data_dir,
                f"more-{number}",
                f"{number + 3} more roads were closed on Friday, the county said in report "
                f"{number + 70}.\n",
            )
            time.sleep(0.2 * number)
            process.signal(signal.SIGKILL)
            process.wait()
    with bot(server, data_dir):
        wanted = [f"report {number + 70}" for number in range(4)]
        for _ in range(300):
            said = ["\n".join(one.text for one in news(chat)) for chat in chats]
            if all(one in text for one in wanted for text in said):
                break
            time.sleep(0.2)
        time.sleep(3)
    for chat in chats:
        said_once = "\n".join(one.text for one in news(chat))
        counts = [said_once.count(one) for one in wanted]
        assert min(counts) >= 1, counts
        assert sum(counts) <= len(wanted) + 1, counts


def test_the_list_pauses_removes_and_sets_the_time(server: BotApiServer, data_dir: Path) -> None:
    """In the chat, by words and by buttons."""
    chat = server.private_chat(server.user("Ann"))
    with bot(server, data_dir, TELEGRAM_WATCHES="2"):
        assert "no saved questions" in say(chat, "/watch").text
        say(chat, f"/watch {QUESTION}")
        say(chat, "/watch since:2022 Who resigned?")
        assert say(chat, "/watch Who else?").text.startswith("You may save 2 questions")
        assert "already" in say(chat, f"/watch {QUESTION}").text
        shown = say(chat, "/watch")
        assert f"1. {QUESTION}" in shown.text
        assert '2. Who resigned? since:"2022"' in shown.text
        assert "at once" in shown.text
        chat.press(shown, "Once a day")
        shown = chat.wait_for_edit(shown)
        assert "once a day, at 8:00" in shown.text
        assert "Quiet from 22:00 to 7:00" in say(chat, "/watch quiet 22-7 +2").text
        assert "22-7" in say(chat, "/watch quiet 30-7").text
        assert "time zone" in say(chat, "/watch zone 9Nowhere").text
        assert "Quiet" not in say(chat, "/watch quiet off").text
        assert "(paused)" in say(chat, "/watch pause 2").text
        shown = say(chat, "/watch")
        chat.press(shown, "✕ 1")
        shown = chat.wait_for_edit(shown)
        assert QUESTION not in shown.text
        assert "no saved question" in say(chat, "/watch 1").text
        assert "nothing" in say(chat, "/watch 2").text.lower()
        assert "no saved questions" in say(chat, "/unwatch 2").text


def test_a_group_that_moves_is_told_at_its_new_id(server: BotApiServer, data_dir: Path) -> None:
    """Saved questions go along when a group becomes a supergroup, which the bot learns when it
    tells it."""
    ann = server.user("Ann")
    old, new = server.group(ann, "Old"), server.group(ann, "New")
    with bot(server, data_dir):
        old.send(f"/watch@a_test_bot {QUESTION}")
        old.wait_for(1)
        server.fail(
            "sendMessage",
            400,
            description="Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=new.id,
            where=lambda given: str(given["chat_id"]) == str(old.id),
        )
        bring(data_dir, "folkestone", _TEXT)
        new.wait_for(1)
    assert (len(news(old)), len(news(new))) == (0, 1)


def test_a_limited_chat_does_not_hold_the_others(server: BotApiServer, data_dir: Path) -> None:
    """Telegram limits one chat: it is told later, the others at once."""
    ann, bob = (server.private_chat(server.user(name)) for name in ("Ann", "Bob"))
    with bot(server, data_dir):
        for chat in (ann, bob):
            say(chat, f"/watch {QUESTION}")
        server.fail(
            "sendMessage",
            429,
            description="Too Many Requests: retry after 3",
            retry_after=3,
            where=lambda given: str(given["chat_id"]) == str(ann.id),
        )
        bring(data_dir, "folkestone", _TEXT)
        bob.wait_for(1)
        ann.wait_for(1)
    assert len(news(ann)) == len(news(bob)) == 1
