"""Fair queue of updates: by chat, by person, with a rate limit per person.

Updates wait in lanes. A lane holds what one person wrote in one chat; one item of a lane is worked
on at a time, in order. Which lane is next follows start-time fair queueing (Goyal, Vin, Cheng,
1996): each item gets a start tag, the later of the queue's virtual time and the finish tags of its
chat and its person, and the smallest tag is served first. So somebody with a hundred questions
delays nobody else, a large group gets the share of one chat, and people who have not asked lately
go before those who have.

A chat that Telegram limits is parked: its items wait, and nobody else's do.
"""

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

_Item = TypeVar("_Item")
# With more people remembered than this, those whose allowance is full again are dropped.
_MANY = 1_000


class Lane(NamedTuple):
    """What of one ``kind`` ("message") a ``person`` sends in a ``chat``; both are ids."""

    kind: str
    person: int
    chat: int


@dataclass(slots=True)
class _Queue(Generic[_Item]):
    """A lane's waiting items, each with the time since when it waits. ``held``: one of them is
    worked on, or has its turn, or the person has used up their allowance."""

    waiting: deque[tuple[_Item, float]] = field(default_factory=deque)
    held: bool = False


@dataclass(slots=True)
class _Person:
    """``left``: how many items may still be begun, as of ``as_of``. ``tag``: the finish tag."""

    left: float
    as_of: float
    tag: float = 0.0
    waiting: int = 0
    lanes: int = 0


@dataclass(slots=True)
class _Chat:
    """``blocked``: the turns that wait until the chat is not parked, and less of it is at work."""

    tag: float = 0.0
    waiting: int = 0
    at_work: int = 0
    parked_until: float = 0.0
    blocked: deque[tuple[float, int, Lane]] = field(default_factory=deque)


class FairQueue(Generic[_Item]):
    """``per_minute``: how many items of one person are begun a minute, in the long run (0: any
    number); half of them at once. The limit is for lanes for which ``limited`` is true.
    ``most_at_work``: how many items of one chat are worked on at a time. For one event loop."""

    def __init__(
        self,
        per_minute: float = 0,
        limited: Callable[[Lane], bool] = lambda _: True,
        clock: Callable[[], float] = time.monotonic,
        most_at_work: int = 8,
    ) -> None:
        self._per_second = per_minute / 60
        self._limited = limited
        self._at_once = max(1.0, per_minute / 2)
        self._clock = clock
        self._most_at_work = most_at_work
        self._lanes: dict[Lane, _Queue[_Item]] = {}
        self._people: dict[tuple[str, int], _Person] = {}
        self._chats: dict[int, _Chat] = {}
        self._ready: list[tuple[float, int, Lane]] = []
        self._numbers = itertools.count()
        self._virtual_time = 0.0
        self._count = 0
        self._some = asyncio.Event()

    def __len__(self) -> int:
        """How many wait."""
        return self._count

    def waiting(self, lane: Lane) -> int:
        """How many of this kind wait of the lane's person, in all chats."""
        person = self._people.get(lane[:2])
        return person.waiting if person else 0

    def waiting_in(self, chat: int) -> int:
        """How many wait in a chat."""
        known = self._chats.get(chat)
        return known.waiting if known else 0

    def put(self, lane: Lane, item: _Item) -> None:
        """Adds an item at the end of its lane."""
        queue = self._lanes.get(lane)
        if queue is None:
            queue = self._lanes[lane] = _Queue()
            self._person(lane).lanes += 1
        queue.waiting.append((item, self._clock()))
        self._counted(lane, 1)
        if not queue.held and len(queue.waiting) == 1:
            self._next(lane, queue)

    def drop(self, lane: Lane) -> list[_Item]:
        """Removes and returns the waiting items of a lane."""
        queue = self._lanes.get(lane)
        if queue is None:
            return []
        dropped = [item for item, _ in queue.waiting]
        queue.waiting.clear()
        self._counted(lane, -len(dropped))
        return dropped

    async def get(self) -> tuple[Lane, _Item]:
        """Waits for the next item. Call ``finished`` when work on it has ended."""
        while True:
            while not self._ready:
                self._some.clear()
                await self._some.wait()
            turn = heapq.heappop(self._ready)
            tag, _, lane = turn
            queue, chat = self._lanes[lane], self._chat(lane.chat)
            if not queue.waiting:  # dropped meanwhile
                queue.held = False
                self._forget_idle(lane, queue)
            elif chat.at_work >= self._most_at_work or chat.parked_until > self._clock():
                chat.blocked.append(turn)
            else:
                self._virtual_time = max(self._virtual_time, tag)
                chat.at_work += 1
                self._person(lane).left -= 1
                self._counted(lane, -1)
                return lane, queue.waiting.popleft()[0]

    def finished(self, lane: Lane) -> None:
        """Work on the item that ``get`` returned for this lane has ended."""
        queue = self._lanes[lane]
        self._chat(lane.chat).at_work -= 1
        self._unblock(lane.chat, 1)
        queue.held = False
        if queue.waiting:
            self._next(lane, queue)
        else:
            self._forget_idle(lane, queue)

    def park(self, chat: int, seconds: float) -> None:
        """Begins nothing more of this chat for so long."""
        known = self._chat(chat)
        until = self._clock() + seconds
        if until > known.parked_until:
            known.parked_until = until
            asyncio.get_running_loop().call_later(seconds, self._unpark, chat)

    def parked(self, chat: int) -> float:
        """For how many seconds the chat is still parked."""
        known = self._chats.get(chat)
        return max(0.0, known.parked_until - self._clock()) if known else 0.0

    def heads(self) -> Iterator[tuple[Lane, _Item, float]]:
        """The first waiting item of each lane, and for how many seconds it has been waiting."""
        now = self._clock()
        for lane, queue in list(self._lanes.items()):
            if queue.waiting:
                item, since = queue.waiting[0]
                yield lane, item, now - since

    def _person(self, lane: Lane) -> _Person:
        known = self._people.get(lane[:2])
        if known is None:
            known = self._people[lane[:2]] = _Person(self._at_once, self._clock())
        return known

    def _chat(self, chat: int) -> _Chat:
        return self._chats.setdefault(chat, _Chat())

    def _counted(self, lane: Lane, more: int) -> None:
        self._count += more
        self._person(lane).waiting += more
        self._chat(lane.chat).waiting += more

    def _next(self, lane: Lane, queue: _Queue[_Item]) -> None:
        """The lane's next item gets its turn: now, or when the person may begin another."""
        queue.held = True
        person = self._person(lane)
        self._refill(person)
        if self._is_free(lane) or person.left >= 1:
            self._make_ready(lane)
        else:
            seconds = (1 - person.left) / self._per_second
            asyncio.get_running_loop().call_later(seconds, self._try_again, lane)

    def _try_again(self, lane: Lane) -> None:
        self._next(lane, self._lanes[lane])

    def _make_ready(self, lane: Lane) -> None:
        person, chat = self._person(lane), self._chat(lane.chat)
        tag = max(self._virtual_time, person.tag, chat.tag)
        person.tag = chat.tag = tag + 1
        self._push((tag, next(self._numbers), lane))

    def _push(self, turn: tuple[float, int, Lane]) -> None:
        heapq.heappush(self._ready, turn)
        self._some.set()

    def _unpark(self, chat: int) -> None:
        if not self.parked(chat):
            self._unblock(chat, self._most_at_work)
            self._forget_chat(chat)

    def _unblock(self, chat: int, most: int) -> None:
        known = self._chats.get(chat)
        while known is not None and known.blocked and most > 0:
            self._push(known.blocked.popleft())
            most -= 1

    def _refill(self, person: _Person) -> None:
        now = self._clock()
        person.left = min(self._at_once, person.left + (now - person.as_of) * self._per_second)
        person.as_of = now

    def _is_free(self, lane: Lane) -> bool:
        return not self._per_second or not self._limited(lane)

    def _forget_idle(self, lane: Lane, queue: _Queue[_Item]) -> None:
        """Removes what need not be remembered of a lane without items."""
        if queue.held or queue.waiting:
            return
        del self._lanes[lane]
        person = self._person(lane)
        person.lanes -= 1
        if not person.lanes and (self._is_free(lane) or self._is_rested(person)):
            del self._people[lane[:2]]
        elif len(self._people) > _MANY:
            self._sweep()
        self._forget_chat(lane.chat)

    def _forget_chat(self, chat: int) -> None:
        known = self._chats.get(chat)
        if known is None or known.waiting or known.at_work or known.blocked:
            return
        if not self.parked(chat):
            del self._chats[chat]

    def _is_rested(self, person: _Person) -> bool:
        self._refill(person)
        return person.left >= self._at_once

    def _sweep(self) -> None:
        for key, person in list(self._people.items()):
            if not person.lanes and self._is_rested(person):
                del self._people[key]
