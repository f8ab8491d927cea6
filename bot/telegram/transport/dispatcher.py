"""Dispatcher of updates: receives them from polling or the webhook, queues and works on them.

An update is on disk before Telegram is told that it arrived, each is worked on once, and nobody
waits behind somebody else's many questions.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from bot.logs import UPDATE
from bot.telegram.transport.fair_queue import FairQueue
from bot.telegram.transport.journal import Journal
from bot.telegram.transport.received import Json, Received
from bot.telegram.transport.update_context import CURRENT_UPDATE, UpdateContext
from corpus.errors import StorageError

_log = logging.getLogger(__name__)
# Most of these wait for Telegram, or for the one thread that answers.
_MOST_AT_WORK = 64
# With so many in the queue, no more are received; Telegram keeps them.
_MOST_WAITING = 1_000
# How many of one person may wait; more are declined.
_MOST_EACH = 30
# After so long a wait, the sender gets a notice that the answer will come.
_NOTICE_SECONDS = 2.5
# Work that was cut off so often probably kills the process: it is not begun again.
_MAX_ATTEMPTS = 3
_SECONDS_TO_TIDY = 1.0

# A kind of update, and the id of its sender.
Person = tuple[str, int]
UpdateQueue = FairQueue[Person, Received]


class Worker(Protocol):
    """What the dispatcher does with updates."""

    async def handle(self, update: Json) -> None:
        """Does what the update asks for."""

    async def notify_waiting(self, update: Json) -> None:
        """Tells the sender that the answer will take a moment."""

    async def decline(self, update: Json) -> None:
        """Tells the sender that this was too much at once."""

    def finished(self, context: UpdateContext, fault: Exception | None) -> None:
        """Work on an update has ended; ``fault`` is what ``handle`` raised."""


def update_queue(per_minute: float, unlimited: Callable[[int], bool]) -> UpdateQueue:
    """A queue that starts ``per_minute`` messages of a person a minute in the long run, except for
    the user ids that are ``unlimited``."""
    return FairQueue(
        per_minute, limited=lambda person: person[0] == "message" and not unlimited(person[1])
    )


class Dispatcher:
    """Stores updates in the journal, queues them, and gives them to the worker."""

    def __init__(self, journal: Journal, queue: UpdateQueue, worker: Worker) -> None:
        self._journal = journal
        self._queue = queue
        self._worker = worker
        # Whether updates may be received: from ``start`` to ``stop_receiving``.
        self.is_open = False
        self._at_work: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(_MOST_AT_WORK)
        self._room = asyncio.Event()
        self._room.set()
        self._noticed: set[Person] = set()
        self._declined: set[Person] = set()
        self._helpers: list[asyncio.Task[None]] = []
        self._tidying: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """Updates whose turn has not come."""
        return len(self._queue)

    @property
    def at_work(self) -> int:
        """Updates that are being worked on."""
        return len(self._at_work)

    @property
    def full(self) -> bool:
        """Whether nothing more should be received for now."""
        return len(self._queue) >= _MOST_WAITING

    def start(self, left: Sequence[Received]) -> None:
        """Begins to receive and to work, first on what an earlier process left."""
        for one in left:
            if _kind(one.update) == "inline_query":
                self._journal.done(one)  # nobody waits for it any more
            else:
                self._queue.put(_person(one.update), one)
        if left:
            _log.info("going on with %d updates that were not answered", len(left))
        loop = asyncio.get_running_loop()
        self.is_open = True
        self._helpers = [loop.create_task(self._dispatch()), loop.create_task(self._watch_queue())]

    async def receive(self, updates: Sequence[Json]) -> None:
        """Receives updates; known ones are dropped. They are on the disk when this
        returns. Raises StorageError; then none is received."""
        if not self.is_open:
            raise StorageError("the bot is starting or stopping")
        for one in await asyncio.to_thread(self._journal.receive, updates):
            person = _person(one.update)
            if _kind(one.update) == "inline_query":
                for outdated in self._queue.drop(person):  # they have typed on since
                    self._journal.done(outdated)
            elif self._queue.waiting(person) >= _MOST_EACH:
                self._turn_away(person, one)
                continue
            self._queue.put(person, one)
        if self.full:
            self._room.clear()

    async def room(self) -> None:
        """Waits until more may be received."""
        await self._room.wait()

    def stop_receiving(self) -> None:
        """Rejects updates from now on; Telegram keeps them."""
        self.is_open = False

    async def close(self, seconds: float) -> None:
        """Finishes what it can within this time; the rest stays in the journal for the next
        start."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (self._at_work or self._queue) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        for helper in self._helpers:
            helper.cancel()
        left = len(self._queue) + len(self._at_work)
        if left:
            _log.warning("%d updates were not answered yet; the next start goes on with them", left)
        tasks = [*self._helpers, *self._at_work]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1)
        if self._tidying is not None:
            self._tidying.cancel()
        self._journal.tidy()

    async def _dispatch(self) -> None:
        while True:
            await self._free.acquire()
            person, one = await self._queue.get()
            if not self._queue.waiting(person):
                self._noticed.discard(person)
                self._declined.discard(person)
            if not self.full:
                self._room.set()
            self._spawn(self._work(person, one))

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _work(self, person: Person, one: Received) -> None:
        context = UpdateContext(one, self._journal)
        CURRENT_UPDATE.set(context)
        UPDATE.set(one.id)
        fault: Exception | None = None
        try:
            if one.attempts >= _MAX_ATTEMPTS:
                _log.error("giving up on this update: %d attempts, none finished", one.attempts)
            else:
                self._journal.begin(one)
                await self._worker.handle(one.update)
        except Exception as error:
            fault = error
            _log.exception("this update failed")
        finally:
            self._free.release()
            self._queue.finished(person)
        # Not where it was cancelled: the next start goes on with it.
        self._journal.done(one)
        _log.debug("done in %.3f s", context.seconds)
        self._worker.finished(context, fault)
        self._tidy_later()

    def _turn_away(self, person: Person, one: Received) -> None:
        if person not in self._declined:
            self._declined.add(person)
            self._spawn(self._quietly(self._worker.decline, one.update))
        self._journal.done(one)

    async def _watch_queue(self) -> None:
        """Notifies people who have waited for a while, once until they are answered."""
        loop = asyncio.get_running_loop()
        seen: dict[int, float] = {}
        while True:
            await asyncio.sleep(_NOTICE_SECONDS / 5)
            now = loop.time()
            before, seen = seen, {}
            for person, one in self._queue.all_waiting():
                since = seen[one.id] = before.get(one.id, now)
                late = now - since >= _NOTICE_SECONDS and _kind(one.update) == "message"
                if late and person not in self._noticed:
                    self._noticed.add(person)
                    self._spawn(self._quietly(self._worker.notify_waiting, one.update))

    async def _quietly(self, notify: Callable[[Json], Awaitable[None]], update: Json) -> None:
        UPDATE.set(int(update["update_id"]))
        with contextlib.suppress(Exception):  # a notice, nothing depends on it
            await notify(update)

    def _tidy_later(self) -> None:
        if self._tidying is not None:
            self._tidying.cancel()
        self._tidying = asyncio.get_running_loop().call_later(_SECONDS_TO_TIDY, self._journal.tidy)


def _kind(update: Json) -> str:
    """What an update is: ``message``, ``callback_query`` …"""
    return next((name for name in update if name != "update_id"), "")


def _person(update: Json) -> Person:
    """The queue's key. Presses of buttons, inline queries and messages of one person do not wait
    for one another."""
    kind = _kind(update)
    content = update.get(kind)
    content = content if isinstance(content, dict) else {}
    sender = content.get("sender_chat") or content.get("from") or content.get("chat") or {}
    return "message" if kind == "edited_message" else kind, sender.get("id", 0)
