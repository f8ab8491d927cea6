"""The fair queue: chats and people take turns, each of them one thing at a time."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.transport.queue.backlog import Backlog
from bot.telegram.transport.queue.fair_queue import FairQueue, Lane

ANN, BO = Lane("message", 1, 1), Lane("message", 2, 2)


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def taken(queue: FairQueue[str], count: int) -> list[str]:
    """The next items, each dealt with before the next is taken."""
    found = []
    for _ in range(count):
        key, item = await asyncio.wait_for(queue.get(), 5)
        found.append(item)
        queue.finished(key)
    return found


def test_people_take_turns() -> None:
    """Who asks much waits for themselves; who asks one thing is next."""

    async def run() -> None:
        queue: FairQueue[str] = FairQueue()
        for number in range(5):
            queue.put(ANN, f"Ann {number}")
        queue.put(BO, "Bo 0")
        assert len(queue) == 6
        assert await taken(queue, 6) == ["Ann 0", "Bo 0", "Ann 1", "Ann 2", "Ann 3", "Ann 4"]
        assert len(queue) == 0

    asyncio.run(run())


def test_one_thing_at_a_time() -> None:
    """A person's second is not begun before the first is finished: /new comes after what was
    before it."""

    async def run() -> None:
        queue: FairQueue[str] = FairQueue()
        queue.put(ANN, "first")
        queue.put(ANN, "second")
        key, item = await queue.get()
        assert item == "first"
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(queue.get(), 0.05)
        queue.finished(key)
        assert await taken(queue, 1) == ["second"]

    asyncio.run(run())


def test_so_many_a_minute() -> None:
    """Half of them at once, then one by one; others are not held up by it."""

    async def run() -> None:
        clock = Clock()
        queue: FairQueue[str] = FairQueue(
            per_minute=600, limited=lambda key: key == ANN, clock=clock
        )
        for number in range(302):
            queue.put(ANN, f"Ann {number}")
            queue.put(BO, f"Bo {number}")
        at_once = await taken(queue, 602)
        assert sum(item.startswith("Ann") for item in at_once) == 300
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(queue.get(), 0.02)
        clock.now += 0.1
        assert await taken(queue, 1) == ["Ann 300"]

    asyncio.run(run())


def test_who_has_gone_is_forgotten() -> None:
    """The queue keeps nobody in mind for longer than their limit needs; or memory would grow."""

    async def run() -> None:
        clock = Clock()
        queue: FairQueue[str] = FairQueue(per_minute=20, clock=clock)
        for number in range(3000):
            clock.now += 1
            queue.put(Lane("message", number, number), "question")
            await taken(queue, 1)
        assert len(queue._people) <= 1001

    asyncio.run(run())


def test_what_is_dropped_is_not_handed_out() -> None:
    """And those behind it get their turn."""

    async def run() -> None:
        queue: FairQueue[str] = FairQueue()
        queue.put(ANN, "typed")
        queue.put(ANN, "typed on")
        queue.put(BO, "other")
        assert queue.drop(ANN) == ["typed", "typed on"]
        queue.put(ANN, "typed to the end")
        assert len(queue) == 2
        assert sorted(await taken(queue, 2)) == ["other", "typed to the end"]

    asyncio.run(run())


def test_whoever_has_not_asked_lately_goes_first() -> None:
    """Forty people with thirty questions each do not keep a newcomer waiting."""

    async def run() -> None:
        queue: FairQueue[str] = FairQueue()
        for person in range(10, 50):
            for number in range(30):
                queue.put(Lane("message", person, person), f"{person} {number}")
        await taken(queue, 100)
        queue.put(ANN, "new")
        assert "new" in await taken(queue, 41)
        queue.put(ANN, "again")
        assert "again" in await taken(queue, 41)

    asyncio.run(run())


def test_a_group_is_one_chat() -> None:
    """A hundred members have the turns of one chat, and take them in turn."""

    async def run() -> None:
        queue: FairQueue[str] = FairQueue()
        for number in range(2):
            for person in range(100, 200):
                queue.put(Lane("message", person, -5), f"{person} {number}")
        for number in range(10):
            queue.put(ANN, f"Ann {number}")
        found = await taken(queue, 20)
        assert sum(item.startswith("Ann") for item in found) >= 9
        rest = [item for item in found if not item.startswith("Ann")]
        assert len({item.split()[0] for item in rest}) == len(rest)

    asyncio.run(run())


def test_of_one_chat_only_a_few_are_at_work() -> None:
    """The others of the chat wait, and nobody else does."""

    async def run() -> None:
        queue: FairQueue[str] = FairQueue(most_at_work=3)
        for person in range(100, 110):
            queue.put(Lane("message", person, -5), str(person))
        queue.put(ANN, "Ann")
        found = [await asyncio.wait_for(queue.get(), 5) for _ in range(4)]
        assert {item for _, item in found} == {"100", "101", "102", "Ann"}
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(queue.get(), 0.02)
        queue.finished(found[0][0])
        assert (await asyncio.wait_for(queue.get(), 5))[1] == "103"

    asyncio.run(run())


def test_a_parked_chat_waits_alone() -> None:
    """Until its time is over; a person's other chats go on."""

    async def run() -> None:
        queue: FairQueue[str] = FairQueue()
        group = Lane("message", ANN.person, -5)
        queue.park(-5, 0.1)
        queue.put(group, "in the group")
        queue.put(ANN, "alone")
        queue.put(BO, "other")
        assert sorted(await taken(queue, 2)) == ["alone", "other"]
        assert queue.parked(-5) > 0
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(queue.get(), 0.02)
        assert await taken(queue, 1) == ["in the group"]
        assert queue.parked(-5) == 0
        assert not queue._chats

    asyncio.run(run())


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=60))
def test_everything_comes_once_and_in_its_persons_order(
    events: list[tuple[int, bool]],
) -> None:
    """Whoever joins whenever, and however many are worked on at once."""

    async def run() -> None:
        queue: FairQueue[tuple[int, int]] = FairQueue()
        at_work: list[Lane] = []
        found: list[tuple[int, int]] = []
        put: list[tuple[int, int]] = []

        async def take() -> None:
            key, item = await queue.get()
            assert key not in at_work
            at_work.append(key)
            found.append(item)

        for number, (person, more) in enumerate(events):
            queue.put(Lane("message", person, person % 2), (person, number))
            put.append((person, number))
            if more and queue._ready:
                await take()
            elif at_work:
                queue.finished(at_work.pop(0))
        while len(found) < len(put):
            while at_work:
                queue.finished(at_work.pop(0))
            await asyncio.wait_for(take(), 5)
        for person in range(4):
            assert [one for one in found if one[0] == person] == [
                one for one in put if one[0] == person
            ]

    asyncio.run(run())


def test_backlogs_are_bounded_where_it_is_crowded() -> None:
    """One person may have thirty waiting; where a thousand wait in all, a newcomer a few, and
    somebody who has been answered before some more; a group no more than a few hundred."""

    async def run() -> None:
        queue: FairQueue[str] = FairQueue()
        backlog = Backlog(queue, is_public=True)

        def fill(lane: Lane) -> int:
            while not backlog.is_full(lane):
                queue.put(lane, "question")
            return queue.waiting(lane)

        assert fill(ANN) == 30
        for _ in range(10):
            backlog.answered(BO)
        for person in range(100, 140):
            fill(Lane("message", person, person))
        assert fill(Lane("message", 200, 200)) == 3
        assert fill(BO) == 10
        for person in range(300, 1300):
            fill(Lane("message", person, -5))
        assert queue.waiting_in(-5) == 300
        assert fill(Lane("message", 9000, 9000)) == 3

    asyncio.run(run())
