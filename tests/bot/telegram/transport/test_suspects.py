"""Updates during which the process died are retried alone, and not over and over at its start."""

import asyncio
from pathlib import Path

import pytest

from bot.telegram.transport.journal.received import Json, Received
from bot.telegram.transport.journal.sqlite import Journal
from bot.telegram.transport.queue import dispatcher as module
from bot.telegram.transport.queue.dispatcher import Dispatcher, update_queue
from bot.telegram.transport.queue.update_context import UpdateContext


class Noting:
    """A worker that notes what begins and ends, and takes a moment."""

    def __init__(self, seconds: float = 0.02) -> None:
        self.seen: list[str] = []
        self._seconds = seconds

    def admits(self, update: Json) -> bool:
        return True

    async def handle(self, update: Json) -> None:
        name = update["message"]["text"]
        self.seen.append(f"begin {name}")
        await asyncio.sleep(self._seconds)
        self.seen.append(f"end {name}")

    async def notify_waiting(self, update: Json) -> None: ...

    async def decline(self, update: Json) -> None: ...

    async def give_up(self, update: Json) -> None:
        self.seen.append(f"give up {update['message']['text']}")

    def finished(self, context: UpdateContext, fault: Exception | None) -> None: ...


def update(number: int, text: str) -> Json:
    person = {"id": number, "is_bot": False, "first_name": "Ann"}
    chat = {"id": number, "type": "private"}
    message = {"message_id": 1, "from": person, "chat": chat, "date": 0, "text": text}
    return {"update_id": number, "message": message}


def left(folder: Path, crashes: dict[str, int]) -> list[Received]:
    """A journal's updates, with so many crashes each."""
    journal = Journal(folder)
    journal.open()
    found = journal.receive([update(n, text) for n, text in enumerate(crashes, start=1)])
    for one, count in zip(found, crashes.values(), strict=True):
        one.crashes = count
    journal.close()
    return found


def dispatched(folder: Path, worker: Noting, crashes: dict[str, int], seconds: float) -> None:
    """Works on these for so long, then closes, for as long as is needed."""

    async def run() -> None:
        found = left(folder, crashes)
        journal = Journal(folder)
        journal.open()
        one = Dispatcher(journal, update_queue(0, lambda _: True), worker)
        one.start(found)
        await asyncio.sleep(seconds)
        await one.close(5)
        journal.close()

    asyncio.run(run())


def test_a_suspect_of_one_crash_is_first_and_alone(tmp_path: Path) -> None:
    worker = Noting()
    dispatched(tmp_path, worker, {"other": 0, "suspect": 1}, 0.2)
    assert worker.seen == ["begin suspect", "end suspect", "begin other", "end other"]


def test_a_suspect_of_more_crashes_waits_and_is_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever kills each process soon after its start does not find it at work every time."""
    monkeypatch.setattr(module, "_SECONDS_TO_RETRY", {2: 0.1, 3: 0.2})
    worker = Noting(0.01)
    dispatched(tmp_path, worker, {"third": 3, "second": 2, "other": 0}, 0.6)
    names = ("other", "second", "third")
    assert worker.seen == [f"{what} {name}" for name in names for what in ("begin", "end")]


def test_a_stop_does_not_wait_for_a_suspect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left to the next start, as anything that takes long."""
    monkeypatch.setattr(module, "_SECONDS_TO_RETRY", {2: 60.0})
    worker = Noting()
    dispatched(tmp_path, worker, {"second": 2, "other": 0}, 0.2)
    assert worker.seen == ["begin other", "end other"]
    journal = Journal(tmp_path)
    assert [one.update["message"]["text"] for one in journal.open()] == ["second"]
    journal.close()


def test_a_suspect_is_given_up_at_last(tmp_path: Path) -> None:
    worker = Noting()
    dispatched(tmp_path, worker, {"suspect": 4}, 0.1)
    assert worker.seen == ["give up suspect"]


def test_what_a_lost_replica_had_at_work_is_retried_while_nothing_else_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that it left are suspects; no update wakes the dispatcher."""
    worker = Noting(0)

    async def run() -> None:
        found = left(tmp_path, {"first": 1, "second": 1})
        journal = Journal(tmp_path)
        journal.open()
        monkeypatch.setattr(journal, "take_over", lambda: found)
        one = Dispatcher(journal, update_queue(0, lambda _: True), worker)
        one.start([])
        await asyncio.sleep(0.05)  # the dispatcher waits for an update
        await one.take_over()
        async with asyncio.timeout(60):
            while len(worker.seen) < 4:
                await asyncio.sleep(0.01)
        await one.close(5)
        journal.close()

    asyncio.run(run())
    assert worker.seen == ["begin first", "end first", "begin second", "end second"]
