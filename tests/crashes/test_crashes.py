"""Commands that are killed, and power cuts, at every stage: nothing is lost, nothing is wrong.

Some of each here; ``python -m tests.crashes`` for more.
"""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crashes.cases import CASES, Case, without_model
from tests.crashes.disk import Disk, Fate, kept, lost, reordered, torn
from tests.crashes.running import cut_power, fates, kill, prepared, spread
from tests.crashes.tracing import CAN_TRACE, run_traced

pytestmark = pytest.mark.skipif(not CAN_TRACE, reason="traces system calls of Linux on x86-64")
_KILLS, _CUTS = 4, 4


@pytest.fixture
def can_trace(tmp_path: Path) -> None:
    try:
        run_traced(lambda: None, tmp_path)
    except PermissionError:
        pytest.skip("tracing is not allowed here")


@pytest.fixture
def _without_model() -> Iterator[None]:
    with without_model():
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("can_trace", "_without_model")
@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_a_command_that_is_cut_off_loses_nothing(case: Case) -> None:
    """Every text is the old one or the new one, none is gone, the index is whole, questions are
    answered, and doing it again finishes it."""
    with prepared(case) as ready:
        many = len(ready.changes)
        assert many > 50
        for at in spread(many, _KILLS):
            assert kill(ready, at)
        for number, after in enumerate(spread(many + 1, _CUTS)):
            for name, fate in fates(number).items():
                cut_power(ready, after, fate, name)


@pytest.mark.usefixtures("can_trace")
@pytest.mark.parametrize(
    ("synchronises", "fate", "left"),
    [
        ((), lost, {"a": b"old"}),
        (("file",), lost, {"a": b"old"}),
        (("folder",), lost, {"a": b""}),
        (("file", "folder"), lost, {"a": b"new" * 1000}),
        ((), kept, {"a": b"new" * 1000}),
        (("folder",), torn, {"a": (b"new" * 1000)[:1024]}),
    ],
)
def test_the_disk_forgets_what_is_not_synchronised(
    tmp_path: Path, synchronises: tuple[str, ...], fate: Fate, left: dict[str, bytes]
) -> None:
    """Contents as well as names: a file that replaces another may be empty, or not there."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "a").write_bytes(b"old")

    def work() -> None:
        with (root / "b").open("wb") as file:
            file.write(b"new" * 1000)
            file.flush()
            if "file" in synchronises:
                os.fsync(file.fileno())
        (root / "b").rename(root / "a")
        if "folder" in synchronises:
            folder = os.open(root, os.O_RDONLY)
            os.fsync(folder)

    disk = Disk.of(root)
    changes, _ = run_traced(work, root)
    disk.after(changes, fate).write(tmp_path / "left")
    found = {one.name: one.read_bytes() for one in (tmp_path / "left").iterdir()}
    assert found == left
    disk.after(changes[:2], torn).write(tmp_path / "torn")
    assert (tmp_path / "torn" / "b").stat().st_size == 1024


@pytest.mark.usefixtures("can_trace")
def test_what_sqlite_writes_is_seen_and_survives(tmp_path: Path) -> None:
    """Whatever becomes of the rest, a transaction is there whole or not at all; and all changes
    together make the file that is there."""
    root = tmp_path / "root"
    root.mkdir()
    path = root / "notes.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE notes (text)")
        database.executemany("INSERT INTO notes VALUES (?)", [("old" * 500,)] * 40)
    database.close()

    def work() -> None:
        opened = sqlite3.connect(path)
        opened.execute("UPDATE notes SET text = ?", ("new" * 700,))
        opened.commit()
        opened.close()

    disk = Disk.of(root)
    changes, _ = run_traced(work, root)
    assert sum(one.kind == "write" for one in changes) > 20
    assert disk.after(changes, kept).contents[path.stat().st_ino] == path.read_bytes()
    seen = set()
    for after in spread(len(changes) + 1, 20):
        for number, fate in enumerate((kept, lost, torn, reordered(0), reordered(1))):
            target = tmp_path / f"{after}-{number}"
            disk.after(changes[:after], fate).write(target)
            left = sqlite3.connect(target / path.name)
            assert left.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            rows = left.execute("SELECT DISTINCT substr(text, 1, 3) FROM notes").fetchall()
            left.close()
            assert len(rows) == 1
            seen.add(rows[0])
    assert seen == {("old",), ("new",)}
