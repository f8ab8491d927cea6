"""The bot's parts put together: the one file that knows telegram.ext's Application."""

import asyncio
from typing import Any

from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    TypeHandler,
)

from bot.desk import Desk
from bot.settings import Settings, SettingsError
from bot.telegram.access import Access
from bot.telegram.connection import CALLS, POLLING, READ_SECONDS, Request, Watch
from bot.telegram.handlers import Handlers
from bot.telegram.running import Running
from corpus.errors import PullquoteError

_NO_TOKEN = (
    "PULLQUOTE_TELEGRAM_TOKEN is not set; write /newbot to @BotFather on Telegram, and put the "
    "token that it gives you into .env"
)
_WRONG_TOKEN = (
    "Telegram does not know the token in PULLQUOTE_TELEGRAM_TOKEN; @BotFather shows the right one "
    "(/mybots, API Token)"
)
_Context = CallbackContext[Any, Any, Any, Any]
_Application = Application[Any, _Context, Any, Any, Any, Any]
# More than are worked on at once, for each may show that it is typing beside.
_CONNECTIONS = 256


def run_bot(desk: Desk, settings: Settings) -> None:
    """Answers until SIGINT or SIGTERM. Raises SettingsError for the token."""
    if settings.telegram_token is None:
        raise SettingsError(_NO_TOKEN)
    watch = Watch()
    access = Access(settings.telegram_allowed, settings.telegram_admins)
    application = _application(settings, settings.telegram_token.get_secret_value(), watch)
    running = Running(desk, settings, application, watch, access)
    _route(application, Handlers(desk, access), running)
    try:
        asyncio.run(running.run())
    except InvalidToken:
        # Not chained: its text has the token.
        raise SettingsError(_WRONG_TOKEN) from None
    if watch.rejected:
        raise SettingsError(_WRONG_TOKEN)


def _application(settings: Settings, token: str, watch: Watch) -> _Application:
    return (
        Application.builder()
        .token(token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(
            Request(
                CALLS,
                watch,
                connection_pool_size=_CONNECTIONS,
                read_timeout=READ_SECONDS,
                pool_timeout=READ_SECONDS,
            )
        )
        .get_updates_request(Request(POLLING, watch))
        # Updates come by way of bot.telegram.reception.
        .updater(None)
        .concurrent_updates(True)
        .build()
    )


def _route(application: _Application, handlers: Handlers, running: Running) -> None:
    async def handle(update: Update, _: _Context) -> None:
        await handlers.handle(update)

    application.add_handler(TypeHandler(Update, handle))

    async def on_error(update: object, context: _Context) -> None:
        running.failed(context.error)
        await handlers.error(update, context.error)

    application.add_error_handler(on_error)


def bot_name(settings: Settings) -> str:
    """The bot's user name, asked from Telegram.

    Raises SettingsError for the token, PullquoteError where Telegram does not answer.
    """
    if settings.telegram_token is None:
        raise SettingsError(_NO_TOKEN)

    bot = Bot(settings.telegram_token.get_secret_value(), f"{settings.telegram_api_url}/bot")

    async def ask() -> str:
        async with bot:
            return bot.username

    try:
        return asyncio.run(ask())
    except InvalidToken:
        raise SettingsError(_WRONG_TOKEN) from None
    except TelegramError as error:
        raise PullquoteError(
            f"{settings.telegram_api_url} does not answer ({error}); check the network, and "
            "PULLQUOTE_TELEGRAM_API_URL"
        ) from None
