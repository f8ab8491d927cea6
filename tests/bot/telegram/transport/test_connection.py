"""Calls to Telegram in the course of an update: made until they have arrived, and once."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.telegram.transport.connection import CALLS, POLLING, ConnectionState, Request
from bot.telegram.transport.journal.sqlite import Journal
from bot.telegram.transport.queue.update_context import CURRENT_UPDATE, UpdateContext
from tests.bot_api import BotApiServer, Chat

TOKEN = "123456:TEST"
Work = Callable[[Bot], Coroutine[Any, Any, Any]]


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiServer]:
    with BotApiServer(token=TOKEN) as one:
        yield one


@pytest.fixture
def chat(server: BotApiServer) -> Iterator[Chat]:
    yield server.private_chat(server.user("Ann"))
    server.heal()


def do(server: BotApiServer, folder: Path, work: Work, state: ConnectionState | None = None) -> Any:
    """Does the work in the course of an update: the one that the journal has, or a new one."""
    state = state or ConnectionState()

    async def run() -> Any:
        journal = Journal(folder)
        left = journal.open()
        [one] = left or journal.receive([{"update_id": 5, "message": {}}])
        CURRENT_UPDATE.set(UpdateContext(one, journal))
        bot = Bot(
            TOKEN,
            f"{server.url}/bot",
            request=Request(CALLS, state),
            get_updates_request=Request(POLLING, state),
        )
        async with bot:
            return await work(bot)

    return asyncio.run(run())


def texts(chat: Chat) -> list[str]:
    return [message.text for message in chat.replies]


def test_a_429_is_obeyed(server: BotApiServer, chat: Chat, tmp_path: Path) -> None:
    """No call before Telegram wants one, then the same again: nothing lost, nothing doubled."""
    server.fail("sendMessage", 429, retry_after=2)
    do(server, tmp_path, lambda bot: bot.send_message(chat.id, "hello"))
    first, second = [call.at for call in server.calls if call.method == "sendMessage"][-2:]
    assert second - first >= 2
    assert texts(chat) == ["hello"]


@pytest.mark.parametrize("fault", ["an error page", "an error", "a broken connection"])
def test_outages_are_sat_out(server: BotApiServer, chat: Chat, tmp_path: Path, fault: str) -> None:
    """A call is made again until it has arrived."""
    if fault == "a broken connection":
        server.drop_connection("sendMessage")
    else:
        server.fail("sendMessage", 502 if "page" in fault else 500, page="page" in fault)
    do(server, tmp_path, lambda bot: bot.send_message(chat.id, "hello"))
    assert texts(chat) == ["hello"]


def test_what_was_sent_is_not_sent_again(server: BotApiServer, chat: Chat, tmp_path: Path) -> None:
    """A killed process had sent the first of two parts: the next one sends the second only, and
    has the first as if it had sent it."""

    async def first_part(bot: Bot) -> int:
        return (await bot.send_message(chat.id, "first part")).message_id

    async def both_parts(bot: Bot) -> int:
        await bot.send_chat_action(chat.id, "typing")
        first = await bot.send_message(chat.id, "first part")
        await bot.send_message(chat.id, "second part")
        return first.message_id

    sent = do(server, tmp_path, first_part)
    assert do(server, tmp_path, both_parts) == sent
    assert texts(chat) == ["first part", "second part"]
    # All of it was sent; only that it is done was not written any more.
    do(server, tmp_path, both_parts)
    assert texts(chat) == ["first part", "second part"]


def test_a_group_that_moved_is_written_to_where_it_is(
    server: BotApiServer, chat: Chat, tmp_path: Path
) -> None:
    """Under its new id, with nothing that names messages of the old one; and that is told."""
    new = server.private_chat(server.user("New"))
    server.fail("sendMessage", 400, migrate_to_chat_id=new.id)
    moves: list[tuple[int, int]] = []
    state = ConnectionState(on_moved=lambda old, new: moves.append((old, new)))
    reply = ReplyParameters(5)
    do(
        server,
        tmp_path,
        lambda bot: bot.send_message(chat.id, "hello", reply_parameters=reply),
        state,
    )
    assert (texts(chat), texts(new)) == ([], ["hello"])
    assert moves == [(chat.id, new.id)]


def test_the_message_replied_to_is_gone(server: BotApiServer, chat: Chat, tmp_path: Path) -> None:
    """What was to be a reply is sent as it is."""
    question = chat.send("question")
    chat.delete(question)
    reply = ReplyParameters(question.id)
    do(server, tmp_path, lambda bot: bot.send_message(chat.id, "hello", reply_parameters=reply))
    assert texts(chat) == ["hello"]
    assert server.refusals[-1].description == "Bad Request: message to be replied not found"


def test_a_refusal_is_told_at_once(server: BotApiServer, chat: Chat, tmp_path: Path) -> None:
    """Blocked, or wrong: to try that again would be of no use."""
    chat.block()
    with pytest.raises(Forbidden):
        do(server, tmp_path, lambda bot: bot.send_message(chat.id, "hello"))
    chat.unblock()
    server.fail("sendMessage", 400, description="Bad Request: something else")
    with pytest.raises(BadRequest, match="Something else"):
        do(server, tmp_path, lambda bot: bot.send_message(chat.id, "hello"))
    assert texts(chat) == []


def test_a_courtesy_is_not_repeated(server: BotApiServer, chat: Chat, tmp_path: Path) -> None:
    """That somebody types is news for seconds only."""
    server.fail("sendChatAction", 502)
    with pytest.raises(NetworkError):
        do(server, tmp_path, lambda bot: bot.send_chat_action(chat.id, "typing"))
    server.fail("answerCallbackQuery", 429, retry_after=60)
    with pytest.raises(RetryAfter):
        do(server, tmp_path, lambda bot: bot.answer_callback_query("1"))


def test_outside_of_an_update_nothing_is_repeated(server: BotApiServer, chat: Chat) -> None:
    """Who calls without having been asked decides for themselves."""
    server.fail("sendMessage", 502)

    async def run() -> None:
        async with Bot(
            TOKEN, f"{server.url}/bot", request=Request(CALLS, ConnectionState())
        ) as bot:
            await bot.send_message(chat.id, "hello")

    with pytest.raises(NetworkError):
        asyncio.run(run())
