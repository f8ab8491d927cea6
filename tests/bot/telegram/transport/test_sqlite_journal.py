"""The journal: what was received and is not answered, whatever happens to the process."""

import contextlib
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.transport.journal.received import Received
from bot.telegram.transport.journal.sqlite import Journal
from corpus.errors import StorageError

OLD_FILE = "journal.jsonl"


def update(number: int, text: str = "Which roads were closed?") -> dict[str, Any]:
    return {"update_id": number, "message": {"text": text}}


def reopened(folder: Path) -> tuple[Journal, list[Received]]:
    """As a new process finds it, however the last one ended."""
    journal = Journal(folder)
    return journal, journal.open()


def stored(folder: Path) -> bytes:
    """All that is in the folder's files."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


@contextlib.contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """No file of the folder can grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = max(file.stat().st_size for file in folder.iterdir() if file.name.endswith("-wal"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_pending_updates_survive_a_kill(tmp_path: Path) -> None:
    """In order, with their attempts and with what was already sent."""
    journal, left = reopened(tmp_path)
    assert left == []
    one, two = journal.receive([update(6, "Ünï 🌊\n"), update(5)])
    journal.begin(one)
    journal.begin(two)
    journal.begin(two)
    journal.sent(two, "sendMessage", '{"ok": true}')
    _, left = reopened(tmp_path)
    assert [found.update for found in left] == [update(6, "Ünï 🌊\n"), update(5)]
    assert [found.attempts for found in left] == [1, 2]
    assert [found.sent for found in left] == [[], [("sendMessage", '{"ok": true}')]]


def test_a_process_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """What ``receive`` returned, and what was done, is there after SIGKILL."""
    program = (
        "import os, signal, sys; from pathlib import Path;"
        "from bot.telegram.transport.journal.sqlite import Journal;"
        "journal = Journal(Path(sys.argv[1])); journal.open();"
        "found = journal.receive([{'update_id': n} for n in range(5)]);"
        "journal.done(found[2]); journal.begin(found[3]);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert ended.returncode == -9
    journal, left = reopened(tmp_path)
    assert [(found.id, found.attempts) for found in left] == [(0, 0), (1, 0), (3, 1), (4, 0)]
    assert journal.receive([{"update_id": 2}]) == []


def test_only_what_is_worked_on_counts_as_a_crash(tmp_path: Path) -> None:
    """Three updates were begun; one of them was being worked on when the process was killed, in a
    thread, and one was done with that. What waited is not suspected; the count survives."""
    program = (
        "import os, signal, sys, threading; from pathlib import Path;"
        "from bot.telegram.transport.journal.sqlite import Journal;"
        "journal = Journal(Path(sys.argv[1])); left = journal.open();"
        "found = left or journal.receive([{'update_id': n} for n in (5, 6, 7)]);"
        "[journal.begin(one) for one in found];"
        "done = journal.working(found[2]); done.__enter__(); done.__exit__(None, None, None);"
        "mark = journal.working(found[1]); mark.__enter__();"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    journal, left = reopened(tmp_path)
    assert [(one.id, one.attempts, one.crashes) for one in left] == [
        (5, 2, 0),
        (6, 2, 2),
        (7, 2, 0),
    ]
    assert [one.sent for one in left] == [[], [], []]
    with journal.working(left[0]):
        journal.close()  # on purpose: nobody is to blame
    assert [one.crashes for one in reopened(tmp_path)[1]] == [0, 2, 0]


def test_marks_that_cannot_be_kept_are_done_without(tmp_path: Path) -> None:
    """Work goes on where their file cannot be written, or has anything in it."""
    (tmp_path / "working").mkdir()
    journal, _ = reopened(tmp_path)
    [one] = journal.receive([update(5)])
    with journal.working(one):
        pass
    journal.close()
    (tmp_path / "working").rmdir()
    (tmp_path / "working").write_bytes(b"anything" * 3 + b"odd")
    assert [one.crashes for one in reopened(tmp_path)[1]] == [0]


def test_a_batch_is_on_the_disk_when_it_is_received(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sync of the log per batch; where it fails, nothing was received."""
    journal, _ = reopened(tmp_path)
    sync, synced = os.fsync, []

    def count(file: int) -> None:
        synced.append(os.fstat(file).st_ino)
        sync(file)

    monkeypatch.setattr(os, "fsync", count)
    journal.receive([update(5), update(6)])
    assert synced == [(tmp_path / "journal.sqlite3-wal").stat().st_ino]

    def fail(file: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match="Input/output error"):
        journal.receive([update(7)])
    assert [found.id for found in reopened(tmp_path)[1]] == [5, 6]
    monkeypatch.setattr(os, "fsync", sync)
    assert [found.id for found in journal.receive([update(7)])] == [7]


def test_what_is_done_stays_done(tmp_path: Path) -> None:
    """An update that Telegram sends again, before or after a restart, is recognised."""
    journal, _ = reopened(tmp_path)
    [one, _] = journal.receive([update(5), update(6)])
    journal.done(one)
    assert journal.receive([update(5), update(6)]) == []
    journal, left = reopened(tmp_path)
    assert [found.id for found in left] == [6]
    assert journal.receive([update(5), update(6)]) == []
    assert [found.id for found in journal.receive([update(6), update(7), update(7)])] == [7]


def test_text_does_not_stay(tmp_path: Path) -> None:
    """When nothing is pending, no file has a word of anybody; nobody else can read them."""
    journal, _ = reopened(tmp_path)
    [one] = journal.receive([update(5, "a secret question")])
    journal.sent(one, "sendMessage", "a secret answer")
    assert b"secret question" in stored(tmp_path)
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
    journal.done(one)
    journal.tidy()
    assert b"secret" not in stored(tmp_path)
    assert reopened(tmp_path)[0].receive([update(5)]) == []


def test_the_files_do_not_grow(tmp_path: Path) -> None:
    """Nor with a bot that is never idle."""
    journal, _ = reopened(tmp_path)
    journal.receive([update(1)])  # one that takes long
    for first in range(2, 4002, 100):
        for one in journal.receive([update(first + n) for n in range(100)]):
            journal.done(one)
    assert len(stored(tmp_path)) < 4_000_000
    _, left = reopened(tmp_path)
    assert [found.id for found in left] == [1]


def test_old_ids_are_forgotten(tmp_path: Path) -> None:
    """Ten thousand answered updates are remembered, not all of them."""
    journal, _ = reopened(tmp_path)
    for one in journal.receive([update(n) for n in range(10_002)]):
        journal.done(one)
    for again in (journal, reopened(tmp_path)[0]):
        assert again.receive([update(2), update(10_001)]) == []
    assert [found.id for found in reopened(tmp_path)[0].receive([update(1)])] == [1]


def test_a_full_disk_takes_nothing_in(tmp_path: Path) -> None:
    """The caller gets an error, so that the update comes again; later ones are stored."""
    journal, _ = reopened(tmp_path)
    with full_disk(tmp_path), pytest.raises(StorageError, match="check free space"):
        journal.receive([update(5)])
    assert len(journal) == 0
    assert [found.id for found in journal.receive([update(5), update(6)])] == [5, 6]
    assert [found.id for found in reopened(tmp_path)[1]] == [5, 6]


def test_what_a_full_disk_did_not_take_is_written_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Work goes on meanwhile, with one line in the log."""
    journal, _ = reopened(tmp_path)
    one, two, three = journal.receive([update(5), update(6), update(7)])
    with full_disk(tmp_path):
        journal.begin(one)
        journal.begin(two)
        journal.done(one)
        assert journal.receive([update(5)]) == []
    assert [line.levelname for line in caplog.records] == ["WARNING"]
    journal.begin(three)
    _, left = reopened(tmp_path)
    assert [(found.id, found.attempts) for found in left] == [(6, 1), (7, 1)]


def test_a_damaged_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """Not a traceback."""
    (tmp_path / "journal.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(StorageError, match=r"is damaged.*delete it"):
        Journal(tmp_path).open()


def test_a_journal_of_the_old_format_is_taken_over_once(tmp_path: Path) -> None:
    """With attempts, sent messages, answered ids and moves; a torn line is skipped."""
    lines = [
        ["moved", -5, -1005],
        ["done", 1, 3],
        ["received", update(4), 4e9],
        ["received", update(5), 4e9],
        ["begun", 5],
        ["sent", 5, "sendMessage", '{"ok": true}'],
        ["done", 4, 4],
        ["unknown"],
        7,
    ]
    text = "".join(f"{json.dumps(line)}\n" for line in lines) + '["received", {"upda'
    (tmp_path / OLD_FILE).write_text(text)
    journal, left = reopened(tmp_path)
    assert [found.update for found in left] == [update(5)]
    assert (left[0].attempts, left[0].sent) == (1, [("sendMessage", '{"ok": true}')])
    assert journal.moved == {-5: -1005}
    assert journal.receive([update(n) for n in range(1, 6)]) == []
    assert not (tmp_path / OLD_FILE).exists()
    # A kill before the old file was deleted: what was done since is not pending again.
    journal.done(left[0])
    (tmp_path / OLD_FILE).write_text(text)
    assert reopened(tmp_path)[1] == []


def test_yesterdays_questions_are_dropped(tmp_path: Path) -> None:
    """After a day nobody waits any more; Telegram keeps none for longer either."""
    (tmp_path / OLD_FILE).write_text(json.dumps(["received", update(5), 1_000_000.0]) + "\n")
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
    """Updates can be received in several threads while others are answered."""
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


@settings(deadline=None)
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
    journal.close()
