"""Restores and backups that are cut off at every file operation: nothing is lost, nothing left."""

import shutil
import sys
from functools import partial
from pathlib import Path

import pytest

from corpus.observer import Observer
from corpus.store.backup import back_up
from corpus.store.collection import Collection
from corpus.store.interrupted_restore import finish, is_decided
from corpus.store.restore import restore
from tests.fakes import document
from tests.faults import power_cuts, run_killed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and looks at /proc")

LEAVE_OUT = frozenset({"models"})
QUIET = Observer()
Files = dict[str, bytes]


def filled(folder: Path, name: str, *more: str) -> Path:
    """A small data folder."""
    with Collection(folder, writable=True) as collection:
        collection.put(document(f"Roads were closed in {name}.", "a.txt"))
    (folder / "index" / "segments").mkdir(parents=True)
    (folder / "index" / "current").write_text(name)
    (folder / "index" / "segments" / "rows.npy").write_text(f"rows of {name}")
    (folder / "models").mkdir()
    (folder / "models" / "weights").write_text("heavy")
    for one in more:
        (folder / one).write_text(name)
    return folder


def files(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return filled(tmp_path / "old", "Dover", "calibration.json", "chat-history")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    new = filled(tmp_path / "source", "Kent", "calibration.json")
    back_up(new, tmp_path / "b.zip", LEAVE_OUT, QUIET)
    return tmp_path / "b.zip"


@pytest.fixture
def restored(old: Path, archive: Path, tmp_path: Path) -> Files:
    """What the old folder is to be like."""
    shutil.copytree(old, tmp_path / "whole")
    restore(archive, tmp_path / "whole", LEAVE_OUT, QUIET)
    found = files(tmp_path / "whole")
    assert b"Kent" in found["index/current"]
    assert "chat-history" not in found
    return found


def test_a_restore_killed_at_any_operation_is_whole(
    old: Path, archive: Path, restored: Files, tmp_path: Path
) -> None:
    """The next start finds all of the old data or all of the new, and no second copy of either."""
    before = files(old)
    outcomes = []
    operation, killed = 0, True
    while killed:
        folder = tmp_path / f"killed-{operation}"
        shutil.copytree(old, folder)
        killed = run_killed(partial(restore, archive, folder, LEAVE_OUT, QUIET), operation)
        finish(folder, LEAVE_OUT)
        found = files(folder)
        assert found in (before, restored), operation
        outcomes.append(found == restored)
        shutil.rmtree(folder)
        operation += 1
    assert outcomes == sorted(outcomes), "once decided, it stays decided"
    assert outcomes.count(False) > 10
    assert outcomes.count(True) > 10


@pytest.mark.slow
def test_a_recovery_killed_at_any_operation_goes_on(
    old: Path, archive: Path, restored: Files, tmp_path: Path
) -> None:
    """And so does the one after it."""
    operation, killed, times = 0, True, 0
    seen: list[Files] = []
    while killed:
        cut_off = tmp_path / f"cut-off-{operation}"
        shutil.copytree(old, cut_off)
        killed = run_killed(partial(restore, archive, cut_off, LEAVE_OUT, QUIET), operation)
        operation += 1
        if is_decided(cut_off) and files(cut_off) not in seen:
            seen.append(files(cut_off))
            inner, killed_again = 0, True
            while killed_again:
                folder = tmp_path / "again"
                shutil.copytree(cut_off, folder)
                killed_again = run_killed(partial(finish, folder, LEAVE_OUT), inner)
                finish(folder, LEAVE_OUT)
                assert files(folder) == restored, (operation, inner)
                shutil.rmtree(folder)
                inner, times = inner + 1, times + 1
        shutil.rmtree(cut_off)
    assert times > 100


def test_a_restore_survives_a_power_cut_at_any_moment(
    old: Path, archive: Path, restored: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if nothing survives that was not synchronised."""
    before = files(old)
    (tmp_path / "cuts").mkdir()
    with power_cuts(old, tmp_path / "cuts", monkeypatch) as cuts:
        restore(archive, old, LEAVE_OUT, QUIET)
    outcomes = []
    for folder in cuts:
        finish(folder, LEAVE_OUT)
        found = files(folder)
        assert found in (before, restored), folder.name
        outcomes.append(found == restored)
    assert outcomes == sorted(outcomes)
    assert outcomes.count(False) > 10
    assert outcomes.count(True) > 10


@pytest.mark.parametrize("again", [False, True])
def test_a_backup_killed_at_any_operation_leaves_no_copy(
    old: Path, tmp_path: Path, *, again: bool
) -> None:
    """The backup before it, if any, or the new one; beside it at most the whole new one under
    another name, for the moment between two renames, or empty files."""
    place = tmp_path / "backups"
    operation, killed = 0, True
    while killed:
        place.mkdir()
        target = place / "b.zip"
        if again:
            back_up(tmp_path / "old", target, LEAVE_OUT, QUIET)
        before = files(place)
        killed = run_killed(partial(back_up, old, target, LEAVE_OUT, QUIET), operation)
        left = {name: content for name, content in files(place).items() if content}
        if left != before:
            assert target.exists()
            restore_into = tmp_path / "restored"
            restore_into.mkdir()
            restore(target, restore_into, LEAVE_OUT, QUIET)
            shutil.rmtree(restore_into)
            others = set(left) - {"b.zip"}
            assert not others or (again and others == {"b.zip.part"}), operation
        shutil.rmtree(place)
        operation += 1
    assert operation > 20
