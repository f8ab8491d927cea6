"""The factory of the Telegram bot: builds its objects and runs it."""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable, Sized
from pathlib import Path
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.app import App
from bot.changes.additions import Additions
from bot.changes.uploads import Uploads
from bot.serving.async_answerer import AsyncAnswerer
from bot.settings import Settings, SettingsError
from bot.storage.storage import Storage
from bot.telegram.access import Access
from bot.telegram.handlers.admin import AdminHandlers, Statistics
from bot.telegram.handlers.examples import Examples
from bot.telegram.handlers.source_files import SourceFiles
from bot.telegram.handlers.updates import UpdateHandler
from bot.telegram.handlers.watching import Watching
from bot.telegram.service import Lock, Service
from bot.telegram.transport.connection import CALLS, POLLING, READ_SECONDS, ConnectionState, Request
from bot.telegram.transport.file_ids import FileIds
from bot.telegram.transport.journal.protocol import UpdateJournal
from bot.telegram.transport.journal.sqlite import Journal
from bot.telegram.transport.queue.dispatcher import Dispatcher, update_queue
from bot.telegram.transport.web.metrics import Metrics
from bot.telegram.update_worker import GroupMoves, UpdateWorker
from bot.telegram.watch_news import WatchNews
from bot.telegram.webhook import Webhook, WebhookOptions
from bot.watches.async_watches import AsyncWatches
from corpus.errors import PullquoteError
from corpus.store.lock import write_lock

_log = logging.getLogger(__name__)
_NO_TOKEN = (
    "PULLQUOTE_TELEGRAM_TOKEN is not set; write /newbot to @BotFather on Telegram, and put the "
    "token that it gives you into .env"
)
_WRONG_TOKEN = (
    "Telegram does not know the token in PULLQUOTE_TELEGRAM_TOKEN; @BotFather shows the right one "
    "(/mybots, API Token)"
)
# More than the updates worked on at once, because each may send "typing…" at the same time.
_CONNECTIONS = 256


def run_bot(answerer: AsyncAnswerer, settings: Settings) -> None:
    """Runs the bot until SIGINT or SIGTERM. Raises SettingsError for the token."""
    service = build_service(answerer, settings)
    try:
        asyncio.run(service.run())
    except InvalidToken:
        # Not chained: its text contains the token.
        raise SettingsError(_WRONG_TOKEN) from None
    if service.rejected:
        raise SettingsError(_WRONG_TOKEN)


def build_service(answerer: AsyncAnswerer, settings: Settings) -> Service:
    """Builds the bot's objects, each complete when it is constructed. Raises SettingsError."""
    token = _token(settings)
    name = _folder_name(token, settings.telegram_api_url)
    folder = settings.data_dir / "telegram" / name
    # The chats of this bot among all subscribers.
    prefix = f"telegram:{name}:"
    base = settings.public_url
    stopping = asyncio.Event()
    access = Access(settings.telegram_allowed, settings.telegram_admins)
    journal, lock = _journal(settings, folder)
    moves = GroupMoves(journal, access)
    connections = ConnectionState(on_rejected=stopping.set, on_moved=moves.record)
    polling = Request(POLLING, connections)
    bot = _bot(token, settings.telegram_api_url, polling, connections)
    metrics = Metrics()
    queue = update_queue(settings.telegram_per_minute, access.is_admin)
    watches = AsyncWatches(
        App(settings, _log.info), _new_app(settings), answerer, settings.telegram_watches
    )
    examples = Examples(answerer)
    handlers = UpdateHandler(
        answerer,
        access,
        _admin_handlers(answerer, settings, access, _statistics(metrics, queue)),
        SourceFiles(answerer, FileIds(folder), settings.telegram_originals, access.is_admin, base),
        Watching(watches, prefix, base),
        examples,
        base,
    )
    worker = UpdateWorker(bot, handlers, access, moves, metrics)
    return Service(
        answerer=answerer,
        bot=bot,
        polling=polling,
        journal=journal,
        dispatcher=Dispatcher(journal, queue, worker, is_public=not settings.telegram_allowed),
        metrics=metrics,
        moves=moves,
        news=WatchNews(bot, answerer, watches, access, moves, prefix, base),
        examples=examples,
        connections=connections,
        webhook=_webhook(settings),
        folder=folder,
        lock=lock,
        admins=settings.telegram_admins,
        stopping=stopping,
    )


def _bot(token: str, api_url: str, polling: Request, connections: ConnectionState) -> Bot:
    """Telegram's client; ``polling`` is the request that waits for updates."""
    calls = Request(
        CALLS,
        connections,
        connection_pool_size=_CONNECTIONS,
        read_timeout=READ_SECONDS,
        pool_timeout=READ_SECONDS,
    )
    return Bot(
        token,
        f"{api_url}/bot",
        f"{api_url}/file/bot",
        request=calls,
        get_updates_request=polling,
    )


def _new_app(settings: Settings) -> Callable[[], App]:
    """Changes of the collection, and saved questions, load models of their own: the answerer's are
    in use meanwhile."""
    return lambda: App(settings, _log.info)


def _admin_handlers(
    answerer: AsyncAnswerer,
    settings: Settings,
    access: Access,
    statistics: Callable[[], Statistics],
) -> AdminHandlers:
    uploads = Uploads(settings.data_dir / "uploads")
    additions = Additions(_new_app(settings), uploads, _log.info)
    return AdminHandlers(additions, answerer, access, statistics)


def _statistics(metrics: Metrics, queue: Sized) -> Callable[[], Statistics]:
    """The counts since now, whenever they are asked for."""
    started = time.monotonic()
    return lambda: Statistics(
        seconds=time.monotonic() - started,
        questions=metrics.questions,
        abstentions=metrics.abstentions,
        errors=metrics.errors,
        waiting=len(queue),
    )


def bot_name(settings: Settings) -> str:
    """The bot's user name, asked from Telegram.

    Raises SettingsError for the token, PullquoteError where Telegram does not answer.
    """
    bot = Bot(_token(settings), f"{settings.telegram_api_url}/bot")

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


def _token(settings: Settings) -> str:
    if settings.telegram_token is None:
        raise SettingsError(_NO_TOKEN)
    return settings.telegram_token.get_secret_value()


def _journal(settings: Settings, folder: Path) -> tuple[UpdateJournal, Lock]:
    """The journal, and what keeps two processes from being the same bot. In a database the journal
    is shared by all replicas: behind a webhook they all work; of those that poll, one does, and
    the others wait to take its place."""
    storage = Storage.of(settings, _log.warning)
    if not storage.has_database:
        return Journal(folder), lambda: write_lock(folder, None)
    # Imported here: most bots have no database.
    from bot.telegram.transport.journal.postgres import SharedJournal
    from corpus.store.postgres.lock import database_lock

    name, address = folder.name, storage.address
    journal = SharedJournal(address, name)
    if settings.telegram_webhook_url:
        return journal, contextlib.nullcontext
    return journal, lambda: database_lock(address, None, f" polling {name}")


def _webhook_secret(settings: Settings) -> str:
    if settings.telegram_webhook_secret is not None:
        return settings.telegram_webhook_secret.get_secret_value()
    if settings.database_url is None:
        return secrets.token_urlsafe(32)
    # The same for all replicas, and known to nobody who does not have the token.
    return hmac.new(_token(settings).encode(), b"webhook secret", hashlib.sha256).hexdigest()


def _webhook(settings: Settings) -> Webhook:
    return Webhook(
        WebhookOptions(
            listen=settings.listen,
            url=settings.telegram_webhook_url or "",
            secret=_webhook_secret(settings),
            certificate=settings.telegram_webhook_cert,
            key=settings.telegram_webhook_key,
        )
    )


def _folder_name(token: str, api_url: str) -> str:
    """The journal's folder: update ids belong to one bot on one Bot API server."""
    server = re.sub(r"[^\w.-]+", "-", urlsplit(api_url).netloc)
    return f"{token.partition(':')[0]}-{server}"
