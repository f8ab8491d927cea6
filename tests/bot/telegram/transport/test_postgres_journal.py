"""The journal in PostgreSQL: several replicas of a bot, each update answered once."""

import time
from collections.abc import Callable, Iterator

import pytest

from bot.telegram.transport.journal import postgres
from bot.telegram.transport.journal.postgres import SharedJournal
from bot.telegram.transport.journal.received import Received
from corpus.store.postgres.address import Address

Replica = Callable[[], SharedJournal]


@pytest.fixture
def replica(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    """Makes replicas that share a journal."""
    monkeypatch.setattr(postgres, "_GRACE_SECONDS", 0.0)
    made: list[SharedJournal] = []

    def start(bot: str = "123-telegram") -> SharedJournal:
        made.append(SharedJournal(Address.of(postgres_url), bot))
        return made[-1]

    yield start
    for one in made:
        one.close()


def update(number: int) -> dict[str, object]:
    return {"update_id": number, "message": {"text": f"Question {number}?\x00"}}


def written(journal: SharedJournal) -> None:
    """Waits until the journal's thread has written everything."""
    journal._thread.submit(lambda: None).result(30)


def lose(journal: SharedJournal) -> None:
    """The replica's machine is gone: nothing is written any more, its connections end."""
    written(journal)
    journal._closed = True
    journal._thread.shutdown()
    for one in (journal._receiving, journal._writing, journal._living):
        one.close()


def numbers(received: list[Received]) -> list[int]:
    return [one.id for one in received]


def test_an_update_is_received_once_by_whichever_replica(replica: Replica) -> None:
    """Telegram repeats a call, and the proxy sends it to another replica."""
    one, other = replica(), replica()
    assert one.open() == other.open() == []
    assert numbers(one.receive([update(1), update(2)])) == [1, 2]
    assert numbers(other.receive([update(2), update(3)])) == [3]
    assert other.take_over() == []
    for received in list(one._pending.values()):
        one.begin(received)
        one.done(received)
    written(one)
    assert other.receive([update(1)]) == []
    assert len(one) == 0 and len(other) == 1


def test_what_a_lost_replica_left_goes_to_one_other(replica: Replica) -> None:
    """With the messages that it had sent already, in order, and counted as a crash."""
    lost, one, other = replica(), replica(), replica()
    for journal in (lost, one, other):
        journal.open()
    first, second = lost.receive([update(7), update(8)])
    lost.begin(first)
    lost.sent(first, "sendMessage", '{"ok":true}')
    assert one.take_over() == []
    lose(lost)
    taken = [*one.take_over(), *other.take_over()]
    assert numbers(taken) == [7, 8]
    assert taken[0].sent == [("sendMessage", '{"ok":true}')]
    assert [(t.attempts, t.crashes) for t in taken] == [(1, 1), (0, 0)]
    assert taken[0].update == first.update and taken[1].update == second.update
    assert one.take_over() == other.take_over() == []


def test_a_replica_that_ends_leaves_its_updates_at_once(replica: Replica) -> None:
    """A restart is nobody's crash."""
    ending, other = replica(), replica()
    ending.open()
    other.open()
    [received] = ending.receive([update(4)])
    ending.begin(received)
    ending.clear_marks()
    ending.close()
    [taken] = other.take_over()
    assert (taken.id, taken.crashes) == (4, 0)


def test_bots_do_not_see_one_another(replica: Replica) -> None:
    """Update ids belong to one bot on one server."""
    one, other = replica(), replica("456-telegram")  # type: ignore[call-arg]
    one.open()
    other.open()
    assert numbers(one.receive([update(1)])) == [1]
    assert numbers(other.receive([update(1)])) == [1]


def test_moves_and_old_updates(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups that moved are known to the next start; what is a day old is not answered any more."""
    one = replica()
    one.open()
    one.move(-5, -1005)
    one.receive([update(1)])
    one.close()
    monkeypatch.setattr(time, "time", lambda now=time.time(): now + 25 * 3600)  # noqa: B008
    again = replica()
    assert again.open() == []
    assert again.moved == {-5: -1005}
