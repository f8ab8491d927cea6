"""The bot as a process: the one file that knows telegram.ext's Application."""

import asyncio
import logging
from typing import Any

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.desk import Desk
from bot.settings import Settings, SettingsError
from bot.telegram import texts
from bot.telegram.connection import CALLS, POLLING, Request, Watch
from bot.telegram.handlers import Handlers
from corpus.errors import PullquoteError

_log = logging.getLogger(__name__)
_NO_TOKEN = (
    "PULLQUOTE_TELEGRAM_TOKEN is not set; write /newbot to @BotFather on Telegram, and put the "
    "token that it gives you into .env"
)
_WRONG_TOKEN = (
    "Telegram does not know the token in PULLQUOTE_TELEGRAM_TOKEN; @BotFather shows the right one "
    "(/mybots, API Token)"
)
_POLL_SECONDS = 30
# Longer than Telegram keeps a poll open.
_READ_SECONDS = _POLL_SECONDS + 15.0


def run_bot(desk: Desk, settings: Settings) -> None:
    """Polls and answers until SIGINT or SIGTERM. Raises SettingsError for the token."""
    if settings.telegram_token is None:
        raise SettingsError(_NO_TOKEN)
    # Before Telegram is asked anything: without an index there is nothing to say.
    asyncio.run(desk.open())
    watch = Watch()
    application = _application(desk, settings, settings.telegram_token.get_secret_value(), watch)
    try:
        application.run_polling(
            timeout=_POLL_SECONDS, bootstrap_retries=-1, allowed_updates=["message"]
        )
    except InvalidToken:
        # Not chained: its text has the token.
        raise SettingsError(_WRONG_TOKEN) from None
    if watch.rejected:
        raise SettingsError(_WRONG_TOKEN)


def _application(desk: Desk, settings: Settings, token: str, watch: Watch) -> Any:
    async def post_init(application: Any) -> None:
        watch.on_rejected = application.stop_running
        try:
            await application.bot.set_my_commands(
                [BotCommand(name, text) for name, text in texts.COMMANDS.items()]
            )
        except TelegramError as error:
            _log.warning("the command menu was not set: %s", error)
        _log.info("answering as @%s", application.bot.username)

    async def post_shutdown(_: Any) -> None:
        await desk.close()

    application = (
        Application.builder()
        .token(token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .request(Request(CALLS, watch, connection_pool_size=64))
        .get_updates_request(Request(POLLING, watch, read_timeout=_READ_SECONDS))
        .concurrent_updates(True)
        .post_init(post_init)
        .post_shutdown(post_shutdown)
        .build()
    )
    handlers = Handlers(desk, settings.telegram_allowed)
    here = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    for name in ("start", "help", "sources"):
        application.add_handler(CommandHandler(name, getattr(handlers, name), here))
    application.add_handler(MessageHandler(here & filters.COMMAND, handlers.unknown_command))
    application.add_handler(MessageHandler(here & filters.TEXT, handlers.question))
    application.add_handler(MessageHandler(here & ~filters.StatusUpdate.ALL, handlers.not_text))

    async def on_error(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        await handlers.error(update, context.error)

    application.add_error_handler(on_error)
    return application


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
