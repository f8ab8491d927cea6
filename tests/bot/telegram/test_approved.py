"""What people see: every kind of answer as plain text, beside a reviewed copy in ``approved/``.

To approve a change, delete the file, run this test, and read the one that it writes.
"""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.newsroom import start_with_examples
from tests.bot_api import BotApiServer, Chat, Message, readable

_APPROVED = Path(__file__).with_name("approved")
_RULE = "\n" + 40 * "─" + "\n"


def said(chat: Chat, *words: str) -> list[str]:
    """What comes back when these are said, one after another."""
    shown = []
    for one in words:
        chat.send(one)
        shown += [readable(message) for message in chat.wait_for(1)]
    return shown


def answer(chat: Chat, words: str) -> Message:
    chat.send(words)
    [message] = chat.wait_for(1)
    return message


def pressed(chat: Chat, message: Message, *labels: str) -> Message:
    """The message once its buttons have changed it."""
    for label in labels:
        chat.press(message, label)
        message = chat.wait_for_edit(message)
    return message


def start(chat: Chat) -> list[str]:
    return said(chat, "/start", "/help", "/privacy", "/new")


def answered(chat: Chat) -> list[str]:
    return said(chat, "How many cars were hit by trees in Dover?")


def several_quotes(chat: Chat) -> list[str]:
    message = answer(chat, "Who called the cut a mistake?")
    return [readable(message), readable(pressed(chat, message, "2"))]


def source_view(chat: Chat) -> list[str]:
    """The titles, one of them, and the answer again; of one source, no titles."""
    refusal = answer(chat, "How do I bake sourdough bread?")
    chat.press(refusal, "Show closest passages")
    [message] = chat.wait_for(1)
    titles = pressed(chat, message, "Source")
    view = pressed(chat, titles, titles.buttons[0]["text"])
    closed = pressed(chat, view, "Close")
    alone = pressed(chat, answer(chat, "How many cars were hit by trees in Dover?"), "Source")
    return [readable(one) for one in (titles, view, closed, alone)]


def long_quote(chat: Chat) -> list[str]:
    return said(chat, "What did the engineer tell the inquiry about the reservoir wall?")


def not_answered(chat: Chat) -> list[str]:
    return said(chat, "How do I bake sourdough bread?", "since:2022 How do I bake bread?")


def narrowed(chat: Chat) -> list[str]:
    return said(
        chat,
        "source:“Kent Herald” How many cars did trees fall on?",
        "source:nonesuch How many cars did trees fall on?",
        "since:someday Which roads were closed?",
        "since:2022 until:2021 Which roads were closed?",
        "source:mail source:herald Which roads were closed?",
        "since:2022",
    )


def followed_up(chat: Chat) -> list[str]:
    first = answer(chat, "How many cars were hit by trees in Dover?")
    chat.send("And in July?", reply_to=first)
    [second] = chat.wait_for(1)
    return [readable(first), readable(second), *said(chat, "Who said that?")]


def context(chat: Chat) -> list[str]:
    message = answer(chat, "How many cars were hit by trees in Dover?")
    wider = pressed(chat, message, "Context")
    widest = pressed(chat, wider, "Context", "Context")
    return [readable(one) for one in (message, wider, widest, pressed(chat, widest, "Less"))]


def more(chat: Chat) -> list[str]:
    refusal = answer(chat, "How do I bake sourdough bread?")
    chat.wait_for_answer(chat.press(refusal, "Show closest passages"))
    [message] = chat.wait_for(1)
    chat.wait_for_answer(chat.press(message, "More"))
    [further] = chat.wait_for(1)
    return [readable(chat.current(one)) for one in (refusal, message, further)]


def sources(chat: Chat) -> list[str]:
    message = answer(chat, "/sources")
    shown = [readable(message)]
    for number in ("2", "5"):
        chat.press(message, number)
        shown += [readable(one) for one in chat.wait_for(1)]
    return shown + said(chat, "/sources kent", "/sources nonesuch", f"/sources {'x' * 99}")


def verified(chat: Chat) -> list[str]:
    return said(
        chat,
        "/verify Trees fell on 17 cars in Dover, the county’s police said.",
        "/verify It has asked the government for money.",
        "/verify The moon is made of green cheese.",
        "/verify",
        "/verify ???",
    )


def complaints(chat: Chat) -> list[str]:
    shown = said(chat, "???", "x" * 2001, "/nonsense", "/ask")
    chat.send_other(
        "sticker",
        file_id="s",
        file_unique_id="u",
        type="regular",
        width=9,
        height=9,
        is_animated=False,
        is_video=False,
    )
    return shown + [readable(one) for one in chat.wait_for(1)]


SCENES: list[Callable[[Chat], list[str]]] = [
    start,
    answered,
    several_quotes,
    source_view,
    long_quote,
    not_answered,
    narrowed,
    followed_up,
    context,
    more,
    sources,
    verified,
    complaints,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_what_is_seen_is_what_was_approved(
    newsroom: BotApiServer, scene: Callable[[Chat], list[str]]
) -> None:
    """To the letter, its formatting, links and buttons too."""
    if scene is start:
        start_with_examples(newsroom)
    chat = newsroom.private_chat(newsroom.user("Ann", language_code="en"))
    check(scene.__name__, scene(chat))


@pytest.mark.parametrize("language", ["ru", "uk", "de", "es"])
def test_every_language_is_what_was_approved(newsroom: BotApiServer, language: str) -> None:
    """A conversation in each language; the quotes are the documents' own."""
    start_with_examples(newsroom, language)
    chat = newsroom.private_chat(newsroom.user("Ann", language_code=language))
    shown = said(
        chat,
        "/start",
        "/help",
        "/privacy",
        "Коли відкрили тимчасовий міст через Десну?",
        "How do I bake sourdough bread?",
        "/sources",
        "/sources kent",
        "/verify Trees fell on 17 cars in Dover, the county’s police said.",
        "since:someday bread?",
        "/new",
    )
    check(f"language_{language}", shown)


def check(name: str, shown: list[str]) -> None:
    """Fails where a file of that name says otherwise; where there is none, writes it and fails."""
    # The documents may have been added before midnight.
    today = datetime.datetime.now(datetime.UTC).date()
    dates = f"{today}|{today - datetime.timedelta(days=1)}"
    text = re.sub(dates, "(today)", _RULE.join(shown)) + "\n"
    file = _APPROVED / f"{name}.txt"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        pytest.fail(f"{file} is new; read it")
    assert text == file.read_text("utf-8")
