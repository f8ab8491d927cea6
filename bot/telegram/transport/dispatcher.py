"""Where updates come in, wait their turn, and are seen through.

Whatever brings them (polling, a webhook), they are on the disk before Telegram is told that they
have arrived, each is worked on once, and nobody has to wait behind somebody else's many questions.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.logs import UPDATE
from bot.telegram.transport.fair_queue import FairQueue
from bot.telegram.transport.journal import Journal
from bot.telegram.transport.received import Json, Received
from bot.telegram.transport.update_context import COURSE, UpdateContext

_log = logging.getLogger(__name__)
# Most wait for Telegram or for the desk: what answers is one thread.
_MOST_AT_WORK = 64
# With so many waiting, Telegram keeps the next ones.
_MOST_WAITING = 1_000
# So many of one person may wait; of what is beyond that, they are told that it is not answered.
_MOST_EACH = 30
# Who has waited so long is told that the answer will come.
_NOTICE_SECONDS = 2.5
# Work that was cut off so often does not end well: it is not begun again.
_MAX_ATTEMPTS = 3
_SECONDS_TO_TIDY = 1.0

# A kind of update, and who sent it.
Person = tuple[str, int]
Handle = Callable[[Json], Awaitable[None]]


class Dispatcher:
    """``handle`` deals with one update. ``notice`` tells who waits that they do, ``decline`` that
    they sent too much at once; ``after`` hears of each course when it is over, and of the fault
    that ended it. ``per_minute``: how many messages of one person are dealt with a minute in the
    long run; ``free``: to which user ids that does not apply."""

    def __init__(
        self,
        journal: Journal,
        handle: Handle,
        notice: Handle,
        decline: Handle,
        after: Callable[[UpdateContext, Exception | None], None],
        per_minute: float,
        free: Callable[[int], bool] = lambda _: False,
    ) -> None:
        self._journal = journal
        self._handle = handle
        self._notice = notice
        self._decline = decline
        self._after = after
        self._line: FairQueue[Person, Received] = FairQueue(
            per_minute, limited=lambda person: person[0] == "message" and not free(person[1])
        )
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
        return len(self._line)

    @property
    def at_work(self) -> int:
        """Updates that are being worked on."""
        return len(self._at_work)

    @property
    def full(self) -> bool:
        """Whether nothing more should be received for now."""
        return len(self._line) >= _MOST_WAITING

    def start(self, left: Sequence[Received]) -> None:
        """Begins to work; first on what an earlier process left."""
        for one in left:
            if _kind(one.update) == "inline_query":
                self._journal.done(one)  # nobody waits for it any more
            else:
                self._line.put(_person(one.update), one)
        if left:
            _log.info("going on with %d updates that were not answered", len(left))
        loop = asyncio.get_running_loop()
        self._helpers = [loop.create_task(self._dispatch()), loop.create_task(self._watch_line())]

    async def receive(self, updates: Sequence[Json]) -> None:
        """Takes updates in; those that are known are dropped. They are on the disk when this
        returns. Raises StorageError: then none is taken in."""
        for one in await asyncio.to_thread(self._journal.receive, updates):
            person = _person(one.update)
            if _kind(one.update) == "inline_query":
                for outdated in self._line.drop(person):  # they have typed on since
                    self._journal.done(outdated)
            elif self._line.waiting(person) >= _MOST_EACH:
                self._turn_away(person, one)
                continue
            self._line.put(person, one)
        if self.full:
            self._room.clear()

    async def room(self) -> None:
        """Waits until more may be received."""
        await self._room.wait()

    async def close(self, patience: float) -> None:
        """Sees through what it can within ``patience`` seconds; the rest stays in the journal for
        the next start."""
        deadline = asyncio.get_running_loop().time() + patience
        while (self._at_work or self._line) and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        for helper in self._helpers:
            helper.cancel()
        left = len(self._line) + len(self._at_work)
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
            person, one = await self._line.get()
            if not self._line.waiting(person):
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
        course = UpdateContext(one, self._journal)
        COURSE.set(course)
        UPDATE.set(one.id)
        fault: Exception | None = None
        try:
            if one.attempts >= _MAX_ATTEMPTS:
                _log.error("given up: it was begun %d times and never ended", one.attempts)
            else:
                self._journal.begin(one)
                await self._handle(one.update)
        except Exception as error:
            fault = error
            _log.exception("this update could not be dealt with")
        finally:
            self._free.release()
            self._line.finished(person)
        # Not where it was cancelled: the next start goes on with it.
        self._journal.done(one)
        _log.debug("done in %.3f s", course.seconds)
        self._after(course, fault)
        self._tidy_later()

    def _turn_away(self, person: Person, one: Received) -> None:
        if person not in self._declined:
            self._declined.add(person)
            self._spawn(self._quietly(self._decline, one.update))
        self._journal.done(one)

    async def _watch_line(self) -> None:
        """Tells who has waited for a while that their answer will come; once, until it has."""
        loop = asyncio.get_running_loop()
        seen: dict[int, float] = {}
        while True:
            await asyncio.sleep(_NOTICE_SECONDS / 5)
            now = loop.time()
            before, seen = seen, {}
            for person, one in self._line.all_waiting():
                since = seen[one.id] = before.get(one.id, now)
                late = now - since >= _NOTICE_SECONDS and _kind(one.update) == "message"
                if late and person not in self._noticed:
                    self._noticed.add(person)
                    self._spawn(self._quietly(self._notice, one.update))

    async def _quietly(self, tell: Handle, update: Json) -> None:
        UPDATE.set(int(update["update_id"]))
        with contextlib.suppress(Exception):  # a mere courtesy
            await tell(update)

    def _tidy_later(self) -> None:
        if self._tidying is not None:
            self._tidying.cancel()
        self._tidying = asyncio.get_running_loop().call_later(_SECONDS_TO_TIDY, self._journal.tidy)


def _kind(update: Json) -> str:
    """What an update is: ``message``, ``callback_query`` …"""
    return next((name for name in update if name != "update_id"), "")


def _person(update: Json) -> Person:
    """Whose turn an update takes. Presses of buttons, inline queries and messages of one person
    do not wait for one another."""
    kind = _kind(update)
    content = update.get(kind)
    content = content if isinstance(content, dict) else {}
    sender = content.get("sender_chat") or content.get("from") or content.get("chat") or {}
    return "message" if kind == "edited_message" else kind, sender.get("id", 0)
