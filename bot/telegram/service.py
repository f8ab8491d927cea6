"""The bot's process: start-up order, polling or webhook, shutdown."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from telegram import Bot
from telegram.error import TelegramError

from bot.advice import explain
from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.handlers.examples import Examples
from bot.telegram.handlers.updates import UPDATES
from bot.telegram.shutdown import ended, exit_after, signals
from bot.telegram.transport.connection import ConnectionState, Request
from bot.telegram.transport.journal.protocol import UpdateJournal
from bot.telegram.transport.journal.received import Received
from bot.telegram.transport.menu import set_admin_menus, set_menus
from bot.telegram.transport.polling import poll
from bot.telegram.transport.queue.dispatcher import Dispatcher
from bot.telegram.transport.retry import until_done, until_stopped
from bot.telegram.transport.web.metrics import Metrics
from bot.telegram.update_worker import GroupMoves
from bot.telegram.watch_news import WatchNews
from bot.telegram.webhook import Webhook
from corpus.errors import StorageError, TakenError

_log = logging.getLogger(__name__)
# From a signal to the end of the process takes 10 s at most: the first limit is for the updates in
# flight, the second for everything. What is cut off is in the journal.
_FINISH_SECONDS, _EXIT_SECONDS = 6.5, 9.0
_LOCK_RETRY_SECONDS = 0.5
_DISK_RETRY_SECONDS = 2.0
# In the errors of a journal that cannot be written, and not in those of one that is damaged.
_FREE_SPACE = "check free space"
_INDEX_CHECK_SECONDS = 1.0
_REPLICA_CHECK_SECONDS = 1.0

Lock = Callable[[], contextlib.AbstractContextManager[None]]


@dataclass(kw_only=True, slots=True, eq=False, repr=False)
class Service:
    """A bot that runs until it is stopped. ``folder`` is the journal's; ``lock`` is held while it
    runs, and raises TakenError where another process holds it."""

    answerer: AsyncAnswerer
    bot: Bot
    polling: Request
    journal: UpdateJournal
    dispatcher: Dispatcher
    metrics: Metrics
    moves: GroupMoves
    news: WatchNews
    examples: Examples
    connections: ConnectionState
    webhook: Webhook
    folder: Path
    lock: Lock
    admins: Iterable[int]
    stopping: asyncio.Event
    _tasks: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    @property
    def rejected(self) -> bool:
        """Whether Telegram has refused the token."""
        return self.connections.rejected

    async def run(self) -> None:
        """Answers until SIGINT or SIGTERM, or until Telegram refuses the token."""
        self._add_gauges()
        with signals(self._stop):
            async with contextlib.AsyncExitStack() as stack:
                await self._run(stack)
        _log.info("stopped")

    async def _run(self, stack: contextlib.AsyncExitStack) -> None:
        web = await self.webhook.listen(
            self.dispatcher, lambda: self.dispatcher.is_open, self.metrics.text
        )
        if web is not None:
            stack.push_async_callback(web.close)
        # Before Telegram is contacted: without an index there is nothing to answer from.
        await self.answerer.open()
        stack.push_async_callback(self.answerer.close)
        if not await self._lock_folder(stack):
            return
        pending = await self._open_journal()
        if pending is None:
            return
        stack.callback(self.journal.close)
        self.moves.restore()
        if not await self._connect():
            return
        stack.push_async_callback(self.bot.shutdown)
        self.dispatcher.start(pending)
        stack.push_async_callback(self.dispatcher.close, _FINISH_SECONDS)
        watching = asyncio.get_running_loop().create_task(self._watch_index())
        stack.callback(watching.cancel)
        stack.callback(self.examples.close)
        replicas = asyncio.get_running_loop().create_task(self._watch_replicas())
        stack.callback(replicas.cancel)
        telling = asyncio.get_running_loop().create_task(self.news.run())
        stack.push_async_callback(ended, telling)
        stack.callback(self.dispatcher.stop_receiving)
        if self.webhook.is_used:
            if await until_done(lambda: self.webhook.register(self.bot), self.stopping):
                self._set_menus_soon()
            await self.stopping.wait()
        elif await until_done(self.bot.delete_webhook, self.stopping):
            self._set_menus_soon()
            url = self.bot.base_url
            await poll(self.polling, url, self.dispatcher, UPDATES, self.stopping)

    async def _lock_folder(self, stack: contextlib.AsyncExitStack) -> bool:
        """Waits until no other process uses the journal; False when stopped before."""
        logged = False
        while not self.stopping.is_set():
            try:
                stack.enter_context(self.lock())
                return True
            except TakenError:
                if not logged:
                    logged = True
                    _log.warning(
                        "another process runs this bot from %s; waiting for it to end",
                        self.folder.parent.parent,
                    )
            except StorageError as error:
                if not logged:
                    logged = True
                    _log.error("%s. Trying again until it works", error)
            await until_stopped(asyncio.sleep(_LOCK_RETRY_SECONDS), self.stopping)
        return False

    async def _open_journal(self) -> list[Received] | None:
        """The updates that an earlier process left. On a full disk, this waits until there is
        space: a bot that gave up would not come back by itself. None when stopped before. Raises
        StorageError for a journal that is damaged."""
        logged = False
        while not self.stopping.is_set():
            try:
                return self.journal.open()
            except StorageError as error:
                if _FREE_SPACE not in str(error):
                    raise
                if not logged:
                    logged = True
                    _log.error("%s. Trying again until it works", error)
            await until_stopped(asyncio.sleep(_DISK_RETRY_SECONDS), self.stopping)
        return None

    async def _connect(self) -> bool:
        """Connects to Telegram; False when stopped before. Raises InvalidToken."""

        async def initialize() -> bool:
            await self.bot.initialize()
            return True

        return bool(await until_done(initialize, self.stopping))

    def _set_menus_soon(self) -> None:
        _log.info("answering as @%s", self.bot.username)
        task = asyncio.get_running_loop().create_task(self._set_menus())
        self._tasks.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(self._tasks.discard)

    async def _set_menus(self) -> None:
        try:
            await set_menus(self.bot)
            await set_admin_menus(self.bot, self.admins)
        except TelegramError as error:
            _log.warning("the command menu was not set: %s", error)

    async def _watch_index(self) -> None:
        """Opens a new index while nobody waits, rather than at the next question."""
        while True:
            await self.answerer.wait_for_change(_INDEX_CHECK_SECONDS)
            if not self.dispatcher.at_work:
                await self.answerer.refresh()
                self.examples.prepare()

    async def _watch_replicas(self) -> None:
        """Goes on with what other replicas of this bot left when they ended."""
        logged = False
        while True:
            await asyncio.sleep(_REPLICA_CHECK_SECONDS)
            try:
                await self.dispatcher.take_over()
                logged = False
            except StorageError as error:
                if not logged:
                    logged = True
                    _log.warning("%s", explain(error))

    def _add_gauges(self) -> None:
        gauge = self.metrics.gauge
        gauge("index_documents", "Documents in the index", lambda: self.answerer.size.documents)
        gauge("index_passages", "Passages in the index", lambda: self.answerer.size.passages)
        gauge("updates_waiting", "Updates in the queue", lambda: self.dispatcher.waiting)
        gauge("updates_at_work", "Updates being worked on", lambda: self.dispatcher.at_work)

    def _stop(self) -> None:
        if not self.stopping.is_set():
            _log.info("stopping: finishing the updates in progress")
            self.stopping.set()
            exit_after(_EXIT_SECONDS)
