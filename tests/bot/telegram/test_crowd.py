"""A crowd: one chat that Telegram limits, strangers, and people who ask at full rate."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.bot_process import ANSWER, QUESTION, TOKEN, bot, collection
from tests.bot.process import Process
from tests.bot_api import BotApiServer, Chat, Message

pytestmark = pytest.mark.slow


def answered(server: BotApiServer) -> list[str]:
    """The chats that got an answer, in the order in which they got them."""
    return [
        str(call.parameters.get("chat_id"))
        for call in server.calls_of("sendMessage")
        if ANSWER in str(call.parameters.get("text"))
    ]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collection(tmp_path_factory.mktemp("crowd"))


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiServer]:
    with BotApiServer(token=TOKEN) as one:
        yield one
        assert not one.refusals, one.report()


@pytest.fixture(scope="module")
def process(server: BotApiServer, data_dir: Path) -> Iterator[Process]:
    with bot(server, data_dir) as one:
        one.wait_until_said("answering as")
        yield one


def answer(chat: Chat) -> Message:
    """The next message that is no notice of having to wait."""
    while ANSWER not in (message := chat.wait_for(1)[0]).text:
        assert message.text.startswith("One moment"), message.text
    return message


def answers(chats: list[Chat]) -> int:
    return sum(ANSWER in message.text for chat in chats for message in chat.replies)


@pytest.mark.usefixtures("process")
def test_a_limited_group_holds_up_nobody_else(server: BotApiServer) -> None:
    """Fifty members ask in a group that Telegram limits: others are answered meanwhile, the group
    once it may be, and it is not called on in between."""
    group = server.group(server.user("Gia"), hears_all=True)
    others = [server.private_chat(server.user(f"User {n}")) for n in range(10)]
    server.fail(
        "sendMessage",
        429,
        times=1000,
        retry_after=8,
        where=lambda call: call["chat_id"] == str(group.id),
    )
    for number in range(50):
        member = group.member(server.user(f"Member {number}"))
        member.send(f"/ask@a_test_bot {QUESTION}")
    server.wait_for_call("sendMessage")
    for chat in others:
        chat.send(QUESTION)
    for chat in others:
        answer(chat)
    assert not group.replies
    server.heal()
    found = group.wait_for(50)
    assert all(ANSWER in message.text for message in found)
    times = [
        call.at
        for call in server.calls_of("sendMessage")
        if str(call.parameters.get("chat_id")) == str(group.id)
    ]
    # Those that were on their way when the first was refused.
    assert sum(at < min(times) + 7 for at in times) <= 8


@pytest.mark.usefixtures("process")
def test_a_newcomer_is_answered_in_a_crowd(server: BotApiServer) -> None:
    """Forty strangers send twenty questions each, at once: somebody who asks one thing is answered
    before most of them."""
    crowd = [server.private_chat(server.user(f"Stranger {n}")) for n in range(40)]
    newcomer = server.private_chat(server.user("Ann"))
    for number in range(20):
        for chat in crowd:
            chat.send(f"{QUESTION} {number}")
    while not answers(crowd):
        time.sleep(0.02)
    newcomer.send(QUESTION)
    before = len(answered(server))
    answer(newcomer)
    # In the order of arrival there would be nearly 800. How many there are depends on how soon the
    # bot has fetched the newcomer's question: Telegram hands them out in that order.
    assert answered(server).index(str(newcomer.id)) - before < 400


def test_strangers_do_not_fill_the_queue(data_dir: Path) -> None:
    """Each is told once; nothing else of theirs is worked on, and who may ask is answered."""
    with BotApiServer(token=TOKEN) as server:
        ann = server.private_chat(server.user("Ann"))
        strangers = [server.private_chat(server.user(f"Stranger {n}")) for n in range(40)]
        with bot(server, data_dir, TELEGRAM_ALLOWED=str(ann.id)) as process:
            process.wait_until_said("answering as")
            for number in range(25):
                for chat in strangers:
                    chat.send(f"{QUESTION} {number}")
            ann.send(QUESTION)
            answer(ann)
            for chat in strangers:
                [told] = chat.wait_for(1)
                assert str(chat.id) in told.text
            for chat in strangers:
                chat.send(QUESTION)
                for _ in range(3):
                    chat.ask_inline(QUESTION)
            time.sleep(1)
            assert {len(chat.replies) for chat in strangers} == {1}
            assert len(server.calls_of("answerInlineQuery")) <= 2 * len(strangers)
        assert not server.refusals, server.report()
