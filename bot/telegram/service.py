"""The bot as a process: what is started in which order, and how it ends."""

import asyncio
import contextlib
import logging
import os
import re
import secrets
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.async_answerer import AsyncAnswerer
from bot.settings import Settings
from bot.telegram.access import Access
from bot.telegram.handlers.admin import Statistics
from bot.telegram.handlers.updates import UPDATES, UpdateHandler
from bot.telegram.render.texts import texts_for
from bot.telegram.transport.connection import Request, Watch
from bot.telegram.transport.dispatcher import Dispatcher
from bot.telegram.transport.journal import Journal
from bot.telegram.transport.menu import set_admin_menus, set_menus
from bot.telegram.transport.metrics import Metrics
from bot.telegram.transport.polling import poll
from bot.telegram.transport.received import Json
from bot.telegram.transport.retry import until_done, until_stopped
from bot.telegram.transport.update_context import COURSE, UpdateContext
from corpus.errors import TakenError
from corpus.store.lock import write_lock
from retrieval.answer import Answer

_log = logging.getLogger(__name__)
# From a signal to the end, at most 10 s: so long for what is in flight, and then, whatever still
# runs, an end. What is cut off is in the journal.
_PATIENCE, _LAST_MOMENT = 6.5, 9.0
_SECONDS_TO_TRY_LOCK = 0.5
_SECONDS_TO_LOOK = 1.0


class Service:
    """One bot, from its start to its end."""

    def __init__(
        self,
        answerer: AsyncAnswerer,
        settings: Settings,
        bot: Bot,
        polling: Request,
        handlers: UpdateHandler,
        watch: Watch,
        access: Access,
    ) -> None:
        self._answerer = answerer
        self._settings = settings
        self._bot = bot
        self._polling = polling
        self._handlers = handlers
        self._watch = watch
        self._access = access
        self.metrics = Metrics()
        self._folder = settings.data_dir / "telegram" / _name(settings)
        self._journal = Journal(self._folder)
        self._dispatcher = Dispatcher(
            self._journal,
            handle=self._handle,
            notice=self._notice,
            decline=self._decline,
            after=self._after,
            per_minute=settings.telegram_per_minute,
            free=access.is_admin,
        )
        self._stopping = asyncio.Event()
        self._open = False
        self._started = time.monotonic()

    async def run(self) -> None:
        """Answers until SIGINT or SIGTERM, or until Telegram refuses the token."""
        self._watch.on_rejected = self._stopping.set
        self._watch.on_moved = self._moved
        self._answerer.on_answer = self._asked
        self._measure()
        with _signals(self._stop):
            async with contextlib.AsyncExitStack() as parts:
                await self._run(parts)
        _log.info("stopped")

    async def _run(self, parts: contextlib.AsyncExitStack) -> None:
        secret = self._settings.telegram_webhook_secret
        word = secret.get_secret_value() if secret else secrets.token_urlsafe(32)
        if self._settings.listen is not None:
            await self._listen(parts, self._settings.listen, word)
        # Before Telegram is asked anything: without an index there is nothing to say.
        await self._answerer.open()
        parts.push_async_callback(self._answerer.close)
        if not await self._have_folder(parts):
            return
        left = self._journal.open()
        parts.callback(self._journal.close)
        for old, new in self._journal.moved.items():
            self._access.moved(old, new)
        if not await self._reach():
            return
        parts.push_async_callback(self._bot.shutdown)
        self._dispatcher.start(left)
        parts.push_async_callback(self._dispatcher.close, _PATIENCE)
        watching = asyncio.get_running_loop().create_task(self._look_for_news())
        parts.callback(watching.cancel)
        self._open = True
        parts.callback(setattr, self, "_open", False)
        if self._settings.telegram_webhook_url:
            await self._be_called(word)
            await self._stopping.wait()
        elif await until_done(self._bot.delete_webhook, self._stopping):
            self._say_ready()
            line, url = self._polling, self._bot.base_url
            await poll(line, url, self._dispatcher, UPDATES, self._stopping)

    async def _listen(self, parts: contextlib.AsyncExitStack, listen: str, word: str) -> None:
        # Imported here: who polls and is not watched has no use for a web server.
        from bot.telegram.transport.web_server import Hook, Web, tls_context

        settings, hook = self._settings, None
        if settings.telegram_webhook_url:
            receive, dispatcher = self._receive_call, self._dispatcher
            hook = Hook(settings.telegram_webhook_url, word, receive, lambda: dispatcher.full)
        tls = None
        if settings.telegram_webhook_cert is not None:
            certificate = settings.telegram_webhook_cert
            tls = tls_context(certificate, settings.telegram_webhook_key or certificate)
        web = Web(lambda: self._open, self.metrics.text, hook)
        await web.start(listen, tls)
        parts.push_async_callback(web.close)

    async def _receive_call(self, updates: Sequence[Json]) -> None:
        if not self._open:
            from corpus.errors import StorageError

            raise StorageError("the bot is starting or stopping")
        await self._dispatcher.receive(updates)

    async def _have_folder(self, parts: contextlib.AsyncExitStack) -> bool:
        """Gets the journal's folder for this process alone; False if it is to stop before."""
        told = False
        while not self._stopping.is_set():
            try:
                parts.enter_context(write_lock(self._folder, None))
                return True
            except TakenError:
                if not told:
                    told = True
                    _log.warning(
                        "another process runs this bot from %s; waiting for its end",
                        self._settings.data_dir,
                    )
            await until_stopped(asyncio.sleep(_SECONDS_TO_TRY_LOCK), self._stopping)
        return False

    async def _reach(self) -> bool:
        """Reaches Telegram; False if it is to stop before. Raises InvalidToken."""

        async def initialize() -> bool:
            await self._bot.initialize()
            return True

        return bool(await until_done(initialize, self._stopping))

    def _say_ready(self) -> None:
        _log.info("answering as @%s", self._bot.username)
        asyncio.get_running_loop().create_task(self._set_menu())

    async def _set_menu(self) -> None:
        try:
            await set_menus(self._bot)
            await set_admin_menus(self._bot, self._settings.telegram_admins)
        except TelegramError as error:
            _log.warning("the command menu was not set: %s", error)

    async def _be_called(self, word: str) -> None:
        """Has Telegram call the webhook."""
        from bot.telegram.transport.web_server import is_self_signed

        path = self._settings.telegram_webhook_cert
        own: Path | None = path if path is not None and is_self_signed(path) else None

        async def set_webhook() -> bool:
            return await self._bot.set_webhook(
                self._settings.telegram_webhook_url,
                certificate=own.read_bytes() if own else None,
                allowed_updates=UPDATES,
                secret_token=word,
            )

        if await until_done(set_webhook, self._stopping):
            self._say_ready()

    async def _look_for_news(self) -> None:
        """A new index is opened when nobody waits for it, rather than at the next question."""
        while True:
            await asyncio.sleep(_SECONDS_TO_LOOK)
            if not self._dispatcher.at_work:
                await self._answerer.look_for_news()

    # In the course of an update ----------------------------------------------------------------

    async def _handle(self, update: Json) -> None:
        moved_from = (update.get("message") or {}).get("migrate_from_chat_id")
        if isinstance(moved_from, int):
            self._moved(moved_from, int(update["message"]["chat"]["id"]))
        try:
            parsed = Update.de_json(update, self._bot)
        except Exception as error:  # whatever a library makes of what it does not know
            _log.error("an update of a kind that is not understood was dropped: %r", error)
            self.metrics.error("update")
            return
        if parsed is None:
            return
        try:
            await self._handlers.handle(parsed)
        except Exception as error:
            self._count(error)
            await self._handlers.error(parsed, error)

    async def _notice(self, update: Json) -> None:
        await self._tell(update, "one-moment")

    async def _decline(self, update: Json) -> None:
        await self._tell(update, "too-many")

    async def _tell(self, update: Json, name: str) -> None:
        """A line to who wrote in a private chat; a group is not told of anybody's waiting."""
        message = update.get("message") or {}
        chat = message.get("chat") or {}
        if chat.get("type") == "private" and self._access.admits(chat["id"], chat["id"]):
            text = texts_for((message.get("from") or {}).get("language_code"))(name)
            await self._bot.send_message(chat["id"], text, disable_notification=True)

    def _asked(self, answer: Answer) -> None:
        course = COURSE.get()
        if course is not None:
            course.asked, course.answered = True, answer.answered

    def _after(self, course: UpdateContext, fault: Exception | None) -> None:
        self.metrics.update()
        if fault is not None:
            self.metrics.error("bot")
        if course.asked:
            self.metrics.question(course.seconds, course.answered)

    def _count(self, error: Exception) -> None:
        quiet = isinstance(error, Forbidden | BadRequest)
        self.metrics.error(
            ("refused" if quiet else "telegram") if isinstance(error, TelegramError) else "bot"
        )

    def statistics(self) -> Statistics:
        """What there is to tell."""
        return Statistics(
            seconds=time.monotonic() - self._started,
            questions=self.metrics.questions,
            abstentions=self.metrics.abstentions,
            errors=self.metrics.errors,
            waiting=self._dispatcher.waiting,
        )

    def _moved(self, old: int, new: int) -> None:
        self._journal.move(old, new)
        if self._access.moved(old, new):
            _log.warning(
                "the group %d is now the supergroup %d; change PULLQUOTE_TELEGRAM_ALLOWED", old, new
            )

    def _measure(self) -> None:
        gauge = self.metrics.gauge
        gauge("index_documents", "Documents in the index", lambda: self._answerer.size.documents)
        gauge("index_passages", "Passages in the index", lambda: self._answerer.size.passages)
        gauge("updates_waiting", "Updates that wait their turn", lambda: self._dispatcher.waiting)
        gauge("updates_at_work", "Updates being worked on", lambda: self._dispatcher.at_work)

    def _stop(self) -> None:
        if not self._stopping.is_set():
            _log.info("stopping: finishing what is in flight")
            self._stopping.set()
            _end_in(_LAST_MOMENT)


def _name(settings: Settings) -> str:
    """Where a bot's journal is kept: update ids are those of one bot on one Bot API server."""
    token = settings.telegram_token
    bot_id = token.get_secret_value().partition(":")[0] if token else ""
    server = re.sub(r"[^\w.-]+", "-", urlsplit(settings.telegram_api_url).netloc)
    return f"{bot_id}-{server}"


def _end_in(seconds: float) -> None:
    """Ends the process then, if it has not ended. A thread in the middle of a slow question cannot
    be told to stop, and systems that stop services do not wait."""

    def end() -> None:
        _log.warning("something would not end in time; going without it")
        logging.shutdown()
        os._exit(0)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


@contextlib.contextmanager
def _signals(stop: Any) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in numbers:
            loop.add_signal_handler(number, stop)
    except NotImplementedError:  # Windows
        for number in numbers:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        yield
        return
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
