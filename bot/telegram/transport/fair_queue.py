"""Fair queue with a rate limit per person.

Of one person, one item at a time is worked on, in order, and people take turns. So somebody with a
hundred questions delays nobody else.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Item = TypeVar("_Item")
# With more people than this remembered, those whose allowance is full again are dropped.
_MANY = 1_000


@dataclass(slots=True)
class _Place(Generic[_Item]):
    """One person's: what waits; whether something is worked on, or the person has to wait a
    while; and how many may still be begun, as of when."""

    waiting: deque[_Item] = field(default_factory=deque)
    held: bool = False
    left: float = 0.0
    as_of: float = 0.0


class FairQueue(Generic[_Key, _Item]):
    """``per_minute``: how many of one person are begun a minute, in the long run (0: any number);
    half of them at once. It is a limit to those for whom ``limited`` is true. For one event
    loop."""

    def __init__(
        self,
        per_minute: float = 0,
        limited: Callable[[_Key], bool] = lambda _: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_second = per_minute / 60
        self._limited = limited
        self._at_once = max(1.0, per_minute / 2)
        self._clock = clock
        self._places: dict[_Key, _Place[_Item]] = {}
        self._ready: deque[_Key] = deque()
        self._count = 0
        self._some = asyncio.Event()

    def __len__(self) -> int:
        """How many wait."""
        return self._count

    def waiting(self, key: _Key) -> int:
        """How many of one person wait."""
        place = self._places.get(key)
        return len(place.waiting) if place else 0

    def put(self, key: _Key, item: _Item) -> None:
        """Adds an item, behind the others of this person."""
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = _Place(left=self._at_once, as_of=self._clock())
        place.waiting.append(item)
        self._count += 1
        if not place.held and len(place.waiting) == 1:
            self._next(key, place)

    def drop(self, key: _Key) -> list[_Item]:
        """Removes and returns the waiting items of one person."""
        place = self._places.get(key)
        if place is None:
            return []
        dropped = list(place.waiting)
        place.waiting.clear()
        self._count -= len(dropped)
        return dropped

    async def get(self) -> tuple[_Key, _Item]:
        """Waits for the next item. Call ``finished`` when work on it has ended."""
        while True:
            while not self._ready:
                self._some.clear()
                await self._some.wait()
            key = self._ready.popleft()
            place = self._places[key]
            if not place.waiting:  # dropped meanwhile
                place.held = False
                self._forget_idle(key, place)
                continue
            self._count -= 1
            place.left -= 1
            return key, place.waiting.popleft()

    def finished(self, key: _Key) -> None:
        """Work on the item that ``get`` returned for this person has ended."""
        place = self._places[key]
        place.held = False
        if place.waiting:
            self._next(key, place)
        else:
            self._forget_idle(key, place)

    def all_waiting(self) -> Iterator[tuple[_Key, _Item]]:
        """The waiting items, by person, each in order."""
        for key, place in list(self._places.items()):
            for item in list(place.waiting):
                yield key, item

    def _next(self, key: _Key, place: _Place[_Item]) -> None:
        """The person's next item gets its turn: now, or when they may begin another."""
        place.held = True
        self._refill(place)
        if self._is_free(key) or place.left >= 1:
            self._make_ready(key)
        else:
            seconds = (1 - place.left) / self._per_second
            asyncio.get_running_loop().call_later(seconds, self._make_ready, key)

    def _make_ready(self, key: _Key) -> None:
        place = self._places[key]
        self._refill(place)
        self._ready.append(key)
        self._some.set()

    def _refill(self, place: _Place[_Item]) -> None:
        now = self._clock()
        place.left = min(self._at_once, place.left + (now - place.as_of) * self._per_second)
        place.as_of = now

    def _forget_idle(self, key: _Key, place: _Place[_Item]) -> None:
        """Of who has used nothing up, nothing needs to be remembered."""
        self._refill(place)
        if self._is_free(key) or place.left >= self._at_once:
            del self._places[key]
        elif len(self._places) > _MANY:
            self._sweep()

    def _is_free(self, key: _Key) -> bool:
        return not self._per_second or not self._limited(key)

    def _sweep(self) -> None:
        for key, place in list(self._places.items()):
            if not place.held and not place.waiting:
                self._refill(place)
                if place.left >= self._at_once:
                    del self._places[key]
