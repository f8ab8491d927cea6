"""Dispatcher of updates: receives them from polling or the webhook, queues and works on them.

An update is on disk before Telegram is told that it arrived, each is worked on once, and nobody
waits behind somebody else's many questions, or behind a chat that Telegram limits.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Protocol

from bot.logs import UPDATE
from bot.serving.working import WORKING, marked_steps
from bot.telegram.transport.journal.protocol import UpdateJournal
from bot.telegram.transport.journal.received import Json, Received
from bot.telegram.transport.queue.backlog import Backlog
from bot.telegram.transport.queue.fair_queue import FairQueue, Lane
from bot.telegram.transport.queue.lanes import kind_of, lane_of
from bot.telegram.transport.queue.update_context import CURRENT_UPDATE, UpdateContext
from corpus.errors import StorageError

_log = logging.getLogger(__name__)
# Most of these wait for Telegram, or for the one thread that answers.
_MOST_AT_WORK = 32
# After so long a wait, the sender gets a notice that the answer will come.
_NOTICE_SECONDS = 2.5
# An update during which the process died so often is given up. The first time it had company, and
# another may have been the cause; after that it is retried alone.
_MOST_CRASHES = 4
# For how many seconds the process has to live before a suspect is retried, by the number of its
# crashes. Whatever kills each process soon after its start would otherwise find the suspect at work
# each time, and have it given up.
_SECONDS_TO_RETRY = {2: 3.0, 3: 10.0}
# For so long at most, a suspect is worked on alone; and the end of other work is waited for.
_ALONE_SECONDS, _DRAIN_SECONDS = 30.0, 2.0
_SECONDS_TO_TIDY = 1.0
_LIMITED = ("message", "callback_query")

UpdateQueue = FairQueue[Received]


class Worker(Protocol):
    """What the dispatcher does with updates."""

    def admits(self, update: Json) -> bool:
        """Whether the update is to be queued: its sender may use the bot, or is to be refused."""

    async def handle(self, update: Json) -> None:
        """Does what the update asks for."""

    async def notify_waiting(self, update: Json) -> None:
        """Tells the sender that the answer will take a moment."""

    async def decline(self, update: Json) -> None:
        """Tells the sender that this was too much at once."""

    async def give_up(self, update: Json) -> None:
        """Tells the sender that this cannot be answered."""

    def finished(self, context: UpdateContext, fault: Exception | None) -> None:
        """Work on an update has ended; ``fault`` is what ``handle`` raised."""


def update_queue(per_minute: float, unlimited: Callable[[int], bool]) -> UpdateQueue:
    """A queue that starts ``per_minute`` messages of a person a minute in the long run, and as many
    presses of buttons, except for the user ids that are ``unlimited``."""
    return FairQueue(per_minute, lambda lane: lane.kind in _LIMITED and not unlimited(lane.person))


class Dispatcher:
    """Stores updates in the journal, queues them, and gives them to the worker. ``is_public``:
    everybody may ask, so newcomers share a quota."""

    def __init__(
        self, journal: UpdateJournal, queue: UpdateQueue, worker: Worker, *, is_public: bool = True
    ) -> None:
        self._journal = journal
        self._queue = queue
        self._worker = worker
        self._backlog = Backlog(queue, is_public=is_public)
        # Whether updates may be received: from ``start`` to ``stop_receiving``.
        self.is_open = False
        self._at_work: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(_MOST_AT_WORK)
        # Suspects that are to be retried at once, and how many are later.
        self._suspects: list[Received] = []
        self._later = 0
        # Held by who begins something, and for as long as a suspect is worked on alone.
        self._begins = asyncio.Lock()
        self._noticed: set[tuple[str, int]] = set()
        self._declined: set[tuple[str, int]] = set()
        self._helpers: list[asyncio.Task[None]] = []
        self._tidying: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """Updates whose turn has not come."""
        return len(self._queue) + len(self._suspects) + self._later

    @property
    def at_work(self) -> int:
        """Updates that are being worked on."""
        return len(self._at_work)

    def start(self, left: Sequence[Received]) -> None:
        """Begins to receive and to work, first on what an earlier process left."""
        self._resume(left)
        loop = asyncio.get_running_loop()
        self.is_open = True
        self._helpers += [loop.create_task(self._dispatch()), loop.create_task(self._watch_queue())]

    async def take_over(self) -> None:
        """Goes on with what a lost replica left. Raises StorageError."""
        if self.is_open:
            self._resume(await asyncio.to_thread(self._journal.take_over))
            # The dispatcher may be waiting for the next update, perhaps for long.
            retries = asyncio.get_running_loop().create_task(self._work_on_suspects())
            self._helpers.append(retries)

    def _resume(self, left: Sequence[Received]) -> None:
        for one in left:
            if kind_of(one.update) == "inline_query":
                self._journal.done(one)  # nobody waits for it any more
            elif seconds := _SECONDS_TO_RETRY.get(one.crashes):
                self._retry_later(one, seconds)
            elif one.crashes:
                self._suspects.append(one)
            else:
                self._queue.put(lane_of(one.update), one)
        if left:
            _log.info("continuing with %d unanswered updates", len(left))

    async def receive(self, updates: Sequence[Json]) -> None:
        """Receives updates; known ones, and those of strangers, are dropped. They are on the disk
        when this returns. Raises StorageError; then none is received."""
        if not self.is_open:
            raise StorageError("the bot is starting or stopping")
        admitted = [update for update in updates if self._worker.admits(update)]
        for one in await asyncio.to_thread(self._journal.receive, admitted):
            lane = lane_of(one.update)
            if lane.kind == "inline_query":
                for outdated in self._queue.drop(lane):  # they have typed on since
                    self._journal.done(outdated)
            elif self._backlog.is_full(lane):
                self._turn_away(lane, one)
                continue
            self._queue.put(lane, one)

    def stop_receiving(self) -> None:
        """Rejects updates from now on; Telegram keeps them."""
        self.is_open = False

    async def close(self, seconds: float) -> None:
        """Finishes what it can within this time; the rest stays in the journal for the next
        start."""
        deadline = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < deadline:
            if not (self._at_work or self._queue or self._suspects):
                break
            await asyncio.sleep(0.02)
        for helper in self._helpers:
            helper.cancel()
        left = self.waiting + len(self._at_work)
        if left:
            _log.warning("%d updates are unanswered; the next start continues with them", left)
        tasks = [*self._helpers, *self._at_work]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1)
        if self._tidying is not None:
            self._tidying.cancel()
        self._journal.clear_marks()
        self._journal.tidy()

    async def _dispatch(self) -> None:
        while True:
            await self._work_on_suspects()
            await self._free.acquire()
            lane, one = await self._queue.get()
            if not self._queue.waiting(lane):
                self._noticed.discard(lane[:2])
                self._declined.discard(lane[:2])
            async with self._begins:
                self._spawn(self._work_in_turn(lane, one))

    async def _work_on_suspects(self) -> None:
        while self._suspects:
            async with self._begins:
                if self._at_work:
                    await asyncio.wait(self._at_work, timeout=_DRAIN_SECONDS)
                if self._suspects:
                    await self._work_alone(self._suspects.pop(0))

    def _retry_later(self, one: Received, seconds: float) -> None:
        async def retry() -> None:
            await asyncio.sleep(seconds)
            async with self._begins:
                self._later -= 1
                if self._at_work:
                    await asyncio.wait(self._at_work, timeout=_DRAIN_SECONDS)
                await self._work_alone(one)

        self._later += 1
        self._helpers.append(asyncio.get_running_loop().create_task(retry()))

    async def _work_alone(self, one: Received) -> None:
        """Works on an update that may have killed the process, and on nothing else meanwhile,
        except where it only waits for Telegram."""
        await self._free.acquire()
        context = self._context(one)
        task = self._spawn(self._work_and_release(context))
        paused = asyncio.get_running_loop().create_task(context.paused.wait())
        await asyncio.wait(
            [task, paused], timeout=_ALONE_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        paused.cancel()

    async def _work_in_turn(self, lane: Lane, one: Received) -> None:
        try:
            await self._work_and_release(self._context(one))
        finally:
            self._queue.finished(lane)
            self._backlog.answered(lane)

    async def _work_and_release(self, context: UpdateContext) -> None:
        try:
            await self._work(context)
        finally:
            self._free.release()

    async def _work(self, context: UpdateContext) -> None:
        one = context.received
        CURRENT_UPDATE.set(context)
        UPDATE.set(one.id)
        mark = partial(self._journal.working, one)
        WORKING.set(mark)
        fault: Exception | None = None
        try:
            if one.crashes >= _MOST_CRASHES:
                _log.error("giving up on this update: the process ended %d times", one.crashes)
                await self._worker.give_up(one.update)
            else:
                self._journal.begin(one)
                await marked_steps(self._worker.handle(one.update), mark)
        except Exception as error:
            fault = error
            _log.exception("this update failed")
        # Not where it was cancelled: the next start goes on with it.
        self._journal.done(one)
        _log.debug("done in %.3f s", context.seconds)
        self._worker.finished(context, fault)
        self._tidy_later()

    def _context(self, one: Received) -> UpdateContext:
        return UpdateContext(one, self._journal, self)

    async def park(self, chat: int, seconds: float) -> None:
        """Waits because Telegram limits a chat. Until then, nothing more of this chat is begun;
        meanwhile others may be worked on in place of the update that waits."""
        self._queue.park(chat, seconds)
        self._free.release()
        await asyncio.sleep(seconds)
        await self._free.acquire()

    def parked(self, chat: int) -> float:
        """For how many seconds a chat is still parked."""
        return self._queue.parked(chat)

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        return task

    def _turn_away(self, lane: Lane, one: Received) -> None:
        if lane[:2] not in self._declined:
            self._declined.add(lane[:2])
            self._spawn(self._quietly(self._worker.decline, one.update))
        self._journal.done(one)

    async def _watch_queue(self) -> None:
        """Notifies people who have waited for a while, once until they are answered."""
        while True:
            await asyncio.sleep(_NOTICE_SECONDS / 5)
            for lane, one, seconds in self._queue.heads():
                late = seconds >= _NOTICE_SECONDS and kind_of(one.update) == "message"
                if late and lane[:2] not in self._noticed and not self._queue.parked(lane.chat):
                    self._noticed.add(lane[:2])
                    self._spawn(self._quietly(self._worker.notify_waiting, one.update))

    async def _quietly(self, notify: Callable[[Json], Awaitable[None]], update: Json) -> None:
        UPDATE.set(int(update["update_id"]))
        with contextlib.suppress(Exception):  # a notice, nothing depends on it
            await notify(update)

    def _tidy_later(self) -> None:
        if self._tidying is not None:
            self._tidying.cancel()
        self._tidying = asyncio.get_running_loop().call_later(_SECONDS_TO_TIDY, self._journal.tidy)
