"""The line: people take turns, each of them one thing at a time."""

import asyncio
from collections.abc import Hashable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.transport.fair_queue import FairQueue


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def taken(line: FairQueue[Any, str], count: int) -> list[str]:
    """The next items, each dealt with before the next is taken."""
    found = []
    for _ in range(count):
        key, item = await asyncio.wait_for(line.get(), 5)
        found.append(item)
        line.finished(key)
    return found


def test_people_take_turns() -> None:
    """Who asks much waits for themselves; who asks one thing is next."""

    async def run() -> None:
        line: FairQueue[Hashable, str] = FairQueue()
        for number in range(5):
            line.put("Ann", f"Ann {number}")
        line.put("Bo", "Bo 0")
        assert len(line) == 6
        assert await taken(line, 6) == ["Ann 0", "Bo 0", "Ann 1", "Ann 2", "Ann 3", "Ann 4"]
        assert len(line) == 0

    asyncio.run(run())


def test_one_thing_at_a_time() -> None:
    """A person's second is not begun before the first is finished: /new comes after what was
    before it."""

    async def run() -> None:
        line: FairQueue[Hashable, str] = FairQueue()
        line.put("Ann", "first")
        line.put("Ann", "second")
        key, item = await line.get()
        assert item == "first"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(line.get(), 0.05)
        line.finished(key)
        assert await taken(line, 1) == ["second"]

    asyncio.run(run())


def test_so_many_a_minute() -> None:
    """Half of them at once, then one by one; others are not held up by it."""

    async def run() -> None:
        clock = Clock()
        line: FairQueue[Hashable, str] = FairQueue(
            per_minute=600, limited=lambda key: key == "Ann", clock=clock
        )
        for number in range(302):
            line.put("Ann", f"Ann {number}")
            line.put("Bo", f"Bo {number}")
        at_once = await taken(line, 602)
        assert sum(item.startswith("Ann") for item in at_once) == 300
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(line.get(), 0.02)
        clock.now += 0.1
        assert await taken(line, 1) == ["Ann 300"]

    asyncio.run(run())


def test_who_has_gone_is_forgotten() -> None:
    """The line keeps nobody in mind for longer than their limit needs; or memory would grow."""

    async def run() -> None:
        clock = Clock()
        line: FairQueue[Hashable, str] = FairQueue(per_minute=20, clock=clock)
        for number in range(3000):
            clock.now += 1
            line.put(number, "question")
            await taken(line, 1)
        assert len(line._places) <= 1001

    asyncio.run(run())


def test_what_is_dropped_is_not_handed_out() -> None:
    """And those behind it get their turn."""

    async def run() -> None:
        line: FairQueue[Hashable, str] = FairQueue()
        line.put("Ann", "typed")
        line.put("Ann", "typed on")
        line.put("Bo", "other")
        assert line.drop("Ann") == ["typed", "typed on"]
        line.put("Ann", "typed to the end")
        assert len(line) == 2
        assert sorted(await taken(line, 2)) == ["other", "typed to the end"]

    asyncio.run(run())


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=60))
def test_everything_comes_once_and_in_its_persons_order(
    events: list[tuple[int, bool]],
) -> None:
    """Whoever joins whenever, and however many are worked on at once."""

    async def run() -> None:
        line: FairQueue[int, tuple[int, int]] = FairQueue()
        at_work: list[int] = []
        found: list[tuple[int, int]] = []
        put: list[tuple[int, int]] = []

        async def take() -> None:
            key, item = await line.get()
            assert key not in at_work
            at_work.append(key)
            found.append(item)

        for number, (person, more) in enumerate(events):
            line.put(person, (person, number))
            put.append((person, number))
            if more and line._ready:
                await take()
            elif at_work:
                line.finished(at_work.pop(0))
        while len(found) < len(put):
            while at_work:
                line.finished(at_work.pop(0))
            await asyncio.wait_for(take(), 5)
        for person in range(4):
            assert [one for one in found if one[0] == person] == [
                one for one in put if one[0] == person
            ]

    asyncio.run(run())
