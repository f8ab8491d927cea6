"""The journal: what was received and is not answered, whatever happens to the process."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.transport.journal import Journal, Received
from corpus.errors import StorageError


def update(number: int, text: str = "Which roads were closed?") -> dict[str, Any]:
    return {"update_id": number, "message": {"text": text}}


def reopened(folder: Path) -> tuple[Journal, list[Received]]:
    """As a new process finds it, however the last one ended."""
    journal = Journal(folder)
    return journal, journal.open()


def test_what_is_received_is_there_after_a_kill(tmp_path: Path) -> None:
    """With what it said, in order, and with what was already done about it."""
    journal, left = reopened(tmp_path)
    assert left == []
    one, two = journal.receive([update(5), update(6, "Ünï 🌊\n")])
    journal.begin(one)
    journal.begin(two)
    journal.sent(two, "sendMessage", '{"ok": true}')
    _, left = reopened(tmp_path)
    assert [found.update for found in left] == [update(5), update(6, "Ünï 🌊\n")]
    assert [found.begun for found in left] == [1, 1]
    assert left[1].sent == [("sendMessage", '{"ok": true}')]


def test_what_is_done_is_done_for_ever(tmp_path: Path) -> None:
    """An update that Telegram sends again, before or after a restart, is known."""
    journal, _ = reopened(tmp_path)
    [one, _] = journal.receive([update(5), update(6)])
    journal.done(one)
    assert journal.receive([update(5), update(6)]) == []
    journal, left = reopened(tmp_path)
    assert [found.id for found in left] == [6]
    assert journal.receive([update(5), update(6)]) == []
    assert [found.id for found in journal.receive([update(6), update(7), update(7)])] == [7]


def test_words_do_not_stay(tmp_path: Path) -> None:
    """When there is nothing to do, the file has no word of anybody; nobody else can read it."""
    journal, _ = reopened(tmp_path)
    [one] = journal.receive([update(5, "a secret question")])
    file = tmp_path / "journal.jsonl"
    assert "secret" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    journal.done(one)
    journal.tidy()
    assert "secret" not in file.read_text()
    assert reopened(tmp_path)[0].receive([update(5)]) == []


def test_the_file_does_not_grow(tmp_path: Path) -> None:
    """Nor with a bot that is never idle: it holds what waits, and some numbers."""
    journal, _ = reopened(tmp_path)
    journal.receive([update(1)])  # one that takes long
    for number in range(2, 4000):
        [one] = journal.receive([update(number)])
        journal.done(one)
    assert (tmp_path / "journal.jsonl").stat().st_size < 400_000
    _, left = reopened(tmp_path)
    assert [found.id for found in left] == [1]


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_torn_line_is_no_line(tmp_path: Path, cut: int) -> None:
    """A kill, or a full disk, in the middle of a line: what is before and after it is read."""
    journal, _ = reopened(tmp_path)
    journal.receive([update(5)])
    journal.receive([update(6, "x" * 300)])
    file = tmp_path / "journal.jsonl"
    file.write_bytes(file.read_bytes()[:-cut])
    journal, left = reopened(tmp_path)
    # Telegram was not told that it has arrived, so it comes again.
    assert [found.id for found in left] == ([5, 6] if cut == 1 else [5])
    journal.receive([update(6), update(7)])
    assert [found.id for found in reopened(tmp_path)[1]] == [5, 6, 7]


def test_a_full_disk_takes_nothing_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who brings an update is told, so that it comes again; later lines are whole again."""
    journal, _ = reopened(tmp_path)
    write = os.write

    def full(file: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(28, "No space left on device")
        return write(file, data[:10])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(StorageError, match="No space left"):
            journal.receive([update(5)])
    assert len(journal) == 0
    assert [found.id for found in journal.receive([update(5), update(6)])] == [5, 6]
    assert [found.id for found in reopened(tmp_path)[1]] == [5, 6]


def test_yesterdays_questions_are_let_go(tmp_path: Path) -> None:
    """After a day nobody waits any more; Telegram keeps none for longer either."""
    line = ["received", update(5), 1_000_000.0]
    (tmp_path / "journal.jsonl").write_text(json.dumps(line) + "\n")
    journal, left = reopened(tmp_path)
    assert left == []
    assert journal.receive([update(5)]) == []


def test_moves_of_groups_are_kept(tmp_path: Path) -> None:
    """Whatever is tidied up."""
    journal, _ = reopened(tmp_path)
    journal.move(-5, -1005)
    journal.tidy()
    assert reopened(tmp_path)[0].moved == {-5: -1005}


def test_several_threads(tmp_path: Path) -> None:
    """Receiving waits for the disk, in threads of its own, while others are done."""
    journal, _ = reopened(tmp_path)

    def work(first: int) -> None:
        for number in range(first, first + 100):
            [one] = journal.receive([update(number)])
            if number % 2:
                journal.done(one)

    threads = [threading.Thread(target=work, args=(1000 * n,)) for n in range(1, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = {found.id for found in reopened(tmp_path)[1]}
    assert left == {1000 * n + m for n in range(1, 4) for m in range(0, 100, 2)}


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["receive", "done", "restart"]))))
def test_nothing_is_lost_and_nothing_comes_twice(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[int, str]]
) -> None:
    """Whatever happens in whatever order: an update is pending from its receipt to its end, and
    never again."""
    folder = tmp_path_factory.mktemp("journal")
    journal, _ = reopened(folder)
    pending: dict[int, Received] = {}
    done: set[int] = set()
    for number, event in events:
        if event == "receive":
            new = journal.receive([update(number)])
            assert bool(new) == (number not in pending and number not in done)
            pending |= {one.id: one for one in new}
        elif event == "done" and number in pending:
            journal.done(pending.pop(number))
            done.add(number)
        elif event == "restart":
            journal, left = reopened(folder)
            assert [one.id for one in left] == list(pending)
            pending = {one.id: one for one in left}
