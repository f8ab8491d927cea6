"""The bot's parts put together."""

import asyncio

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.async_answerer import AsyncAnswerer
from bot.settings import Settings, SettingsError
from bot.telegram.access import Access
from bot.telegram.handlers.admin import AdminHandlers
from bot.telegram.handlers.updates import UpdateHandler
from bot.telegram.service import Service
from bot.telegram.transport.connection import CALLS, POLLING, READ_SECONDS, Request, Watch
from corpus.errors import PullquoteError

_NO_TOKEN = (
    "PULLQUOTE_TELEGRAM_TOKEN is not set; write /newbot to @BotFather on Telegram, and put the "
    "token that it gives you into .env"
)
_WRONG_TOKEN = (
    "Telegram does not know the token in PULLQUOTE_TELEGRAM_TOKEN; @BotFather shows the right one "
    "(/mybots, API Token)"
)
# More than are worked on at once, for each may show that it is typing beside.
_CONNECTIONS = 256


def run_bot(answerer: AsyncAnswerer, settings: Settings) -> None:
    """Answers until SIGINT or SIGTERM. Raises SettingsError for the token."""
    if settings.telegram_token is None:
        raise SettingsError(_NO_TOKEN)
    watch = Watch()
    access = Access(settings.telegram_allowed, settings.telegram_admins)
    handlers = UpdateHandler(answerer, access)
    polling = Request(POLLING, watch)
    bot = _bot(settings, watch, polling)
    service = Service(answerer, settings, bot, polling, handlers, watch, access)
    admin_handlers = AdminHandlers(settings, answerer, access, service.statistics)
    handlers.commands.named |= admin_handlers.named
    handlers.uploaded = admin_handlers.upload
    try:
        asyncio.run(service.run())
    except InvalidToken:
        # Not chained: its text has the token.
        raise SettingsError(_WRONG_TOKEN) from None
    if watch.rejected:
        raise SettingsError(_WRONG_TOKEN)


def _bot(settings: Settings, watch: Watch, polling: Request) -> Bot:
    assert settings.telegram_token is not None
    return Bot(
        settings.telegram_token.get_secret_value(),
        f"{settings.telegram_api_url}/bot",
        f"{settings.telegram_api_url}/file/bot",
        request=Request(
            CALLS,
            watch,
            connection_pool_size=_CONNECTIONS,
            read_timeout=READ_SECONDS,
            pool_timeout=READ_SECONDS,
        ),
        get_updates_request=polling,
    )


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
