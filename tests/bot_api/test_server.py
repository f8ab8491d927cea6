"""The loopback Bot API as libraries and tests meet it: python-telegram-bot, aiogram, a process."""

import asyncio
import sys
import textwrap
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
import telegram

from tests import children
from tests.bot_api import BotApiServer, Chat, readable
from tests.bot_api.raw import TOKEN


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer(token=TOKEN) as server:
        yield server


@pytest.fixture
def chat(server: BotApiServer) -> Chat:
    return server.private_chat(server.user(first_name="Ann", language_code="en"))


def with_ptb(server: BotApiServer, work: Callable[[telegram.Bot], Awaitable[None]]) -> None:
    async def run() -> None:
        async with telegram.Bot(TOKEN, base_url=f"{server.url}/bot") as bot:
            await work(bot)

    asyncio.run(run())


def test_python_telegram_bot(server: BotApiServer, chat: Chat) -> None:
    """python-telegram-bot reads every answer, and what it sends arrives whole."""
    question = chat.send("How many women? 😀")
    text = "😀 Only one of the 17 women.\nKyiv Post"
    entities = telegram.MessageEntity.adjust_message_entities_to_utf_16(
        text,
        [
            telegram.MessageEntity("blockquote", 0, text.index("\n")),
            telegram.MessageEntity("bold", 2, 8),
            telegram.MessageEntity("text_link", text.index("Kyiv"), 9, url="https://example.org/a"),
        ],
    )
    buttons = [telegram.InlineKeyboardButton("More", callback_data="more:1")]

    async def work(bot: telegram.Bot) -> None:
        assert (await bot.get_me()).username == "a_test_bot"
        await bot.delete_webhook()
        assert not (await bot.get_webhook_info()).url
        [update] = await bot.get_updates(timeout=5, allowed_updates=telegram.Update.ALL_TYPES)
        assert update.message is not None
        assert update.message.from_user is not None
        assert update.message.text == "How many women? 😀"
        assert update.message.from_user.language_code == "en"
        await bot.send_chat_action(chat.id, telegram.constants.ChatAction.TYPING)
        sent = await bot.send_message(
            chat.id,
            text,
            entities=entities,
            reply_parameters=telegram.ReplyParameters(question.id),
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
            reply_markup=telegram.InlineKeyboardMarkup([buttons]),
        )
        assert sent.text == text
        assert sorted(sent.parse_entities().values()) == sorted(
            ["😀 Only one of the 17 women.", "Only one", "Kyiv Post"]
        )
        assert sent.reply_to_message is not None
        assert sent.reply_to_message.message_id == question.id
        await bot.set_my_commands([("help", "How to ask")], language_code="en")
        [command] = await bot.get_my_commands(language_code="en")
        assert command.command == "help"
        assert await bot.get_my_commands() == ()

    with_ptb(server, work)
    [reply] = chat.wait_for(1)
    assert readable(reply).split("\n") == [
        "↩ How many women? 😀",
        "▌ 😀 ⟦bold: Only one⟧ of the 17 women.",
        "⟦text_link: Kyiv Post → https://example.org/a⟧",
        "[More]",
    ]
    assert reply.link_preview_options == {"is_disabled": True}
    assert [action.name for action in chat.actions] == ["typing"]
    assert server.refusals == []


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_python_telegram_bot_hears_of_faults(server: BotApiServer, chat: Chat) -> None:
    """Refusals and ordered faults become the errors that the library documents."""

    async def work(bot: telegram.Bot) -> None:
        async def send() -> None:
            await bot.send_message(chat.id, "x")

        with pytest.raises(telegram.error.BadRequest, match="Message is too long"):
            await bot.send_message(chat.id, "x" * 4097)
        server.fail("sendMessage", 429, retry_after=3)
        with pytest.raises(telegram.error.RetryAfter, match="Retry in 3 seconds"):
            await send()
        server.fail("sendMessage", 400, description="Bad Request: x", migrate_to_chat_id=-100)
        with pytest.raises(telegram.error.ChatMigrated):
            await send()
        server.fail("sendMessage", 403)
        with pytest.raises(telegram.error.Forbidden, match="blocked by the user"):
            await send()
        server.fail("*", 401)
        with pytest.raises(telegram.error.InvalidToken):
            await bot.get_me()
        server.fail("getUpdates", 409)
        with pytest.raises(telegram.error.Conflict):
            await bot.get_updates()
        for page in (False, True):
            server.fail("sendMessage", 502, page=page)
            with pytest.raises(telegram.error.NetworkError, match="Bad Gateway"):
                await send()
        server.drop_connection("sendMessage")
        with pytest.raises(telegram.error.NetworkError):
            await send()
        await send()

    with_ptb(server, work)
    assert len(chat.replies) == 1
    assert [call.description for call in server.refusals] == ["Bad Request: message is too long"]


def test_aiogram(server: BotApiServer, chat: Chat) -> None:
    """aiogram, which has its own models of every answer, is content with ours."""
    # Imported here: it takes seconds.
    from aiogram import Bot, types
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter

    question = chat.send("/start me")

    async def run() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
        async with Bot(TOKEN, session=session) as bot:
            assert (await bot.get_me()).is_bot
            [update] = await bot.get_updates()
            assert update.message is not None
            assert update.message.entities is not None
            assert update.message.entities[0].type == "bot_command"
            sent = await bot.send_message(
                chat.id,
                "<b>Hello</b>",
                parse_mode="HTML",
                reply_parameters=types.ReplyParameters(message_id=question.id),
            )
            assert sent.html_text == "<b>Hello</b>"
            edited = await bot.edit_message_text("Bye", chat_id=chat.id, message_id=sent.message_id)
            assert isinstance(edited, types.Message)
            assert edited.edit_date
            with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
                await bot.send_message(
                    chat.id, "x", reply_parameters=types.ReplyParameters(message_id=99)
                )
            server.fail("sendMessage", 429, retry_after=2)
            with pytest.raises(TelegramRetryAfter):
                await bot.send_message(chat.id, "x")

    asyncio.run(run())
    assert [reply.text for reply in chat.replies] == ["Bye"]


def test_a_process_can_be_the_bot(server: BotApiServer, chat: Chat) -> None:
    """A bot in another process answers, is killed, and its successor goes on."""
    script = """
        import json, sys, urllib.request
        def call(method, **parameters):
            request = urllib.request.Request(
                sys.argv[1] + method, json.dumps(parameters).encode(),
                {"Content-Type": "application/json"})
            return json.load(urllib.request.urlopen(request))["result"]
        offset = 0
        while True:
            for update in call("getUpdates", offset=offset, timeout=30):
                message = update["message"]
                call("sendMessage", chat_id=message["chat"]["id"], text="Re: " + message["text"])
                offset = update["update_id"] + 1
    """
    command = [sys.executable, "-c", textwrap.dedent(script), f"{server.url}/bot{TOKEN}/"]
    for number in range(2):
        bot = children.start(command)
        try:
            chat.send(f"question {number}")
            answers = [reply.text for reply in chat.wait_for(1)]
            # A call counts as soon as it begins, and what it says comes after.
            while server.background.call(lambda: len(server.world.updates)):
                time.sleep(0.01)
        finally:
            children.end(bot, "the bot")
        assert answers == [f"Re: question {number}"]
    assert not server.refusals
