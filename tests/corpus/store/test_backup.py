"""A data folder in one file, and back; from whoever's hand."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import BackupError, StorageError
from corpus.observer import Observer
from corpus.store.backup import back_up, is_empty
from corpus.store.collection import FILE_NAME, Collection
from corpus.store.database import Connection, Format, connect, statements
from corpus.store.interrupted_restore import finish
from corpus.store.restore import restore
from tests.fakes import document

LEAVE_OUT = frozenset({"models"})
QUIET = Observer()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with everything in it that one can have."""
    folder = tmp_path / "data"
    with Collection(folder, writable=True) as collection:
        collection.put(document("Roads were closed.", "a.txt"))
    (folder / "index" / "segments" / "one").mkdir(parents=True)
    (folder / "index" / "current").write_text("one")
    (folder / "index" / "segments" / "one" / "rows.npy").write_bytes(os.urandom(3_000_000))
    (folder / "calibration.json").write_text("{}")
    (folder / "models").mkdir()
    (folder / "models" / "weights").write_text("heavy")
    (folder / "write.lock").touch()
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def rows(database: Path) -> list[str]:
    with sqlite3.connect(database) as opened:
        return list(opened.iterdump())


def backup(data: Path) -> Path:
    target = data.parent / "backup.zip"
    back_up(data, target, LEAVE_OUT, QUIET)
    return target


def put_back(source: Path, folder: Path) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    restore(source, folder, LEAVE_OUT, QUIET)
    return files(folder)


def test_what_was_backed_up_comes_back(data: Path) -> None:
    """Every file to the byte (a database: every row), but for what can be made again; readable by
    its owner alone."""
    target = backup(data)
    before = files(data)
    after = put_back(target, data.parent / "new")
    assert set(before) - set(after) == {"models/weights", "write.lock"}
    databases = (rows(data / FILE_NAME), rows(data.parent / "new" / FILE_NAME))
    assert databases[0] == databases[1]
    del after[FILE_NAME]
    assert after == {name: before[name] for name in after}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in data.parent.iterdir()) == ["backup.zip", "data", "new"]


def test_a_restore_replaces_all_that_was_there(data: Path) -> None:
    """Nothing of the old folder stays among the new, but for what a backup does not have."""
    target = backup(data)
    other = data.parent / "other"
    (other / "index").mkdir(parents=True)
    (other / "index" / "old").write_text("old")
    (other / f"{FILE_NAME}-journal").write_text("of another file")
    (other / "models").mkdir()
    (other / "models" / "mine").write_text("mine")
    after = put_back(target, other)
    assert set(after) == {*put_back(target, data.parent / "new"), "models/mine"}


def test_an_empty_folder_is_one_without_anything_to_lose(data: Path, tmp_path: Path) -> None:
    """Models and the lock are not missed."""
    assert not is_empty(data, LEAVE_OUT)
    for name in ("index", FILE_NAME, "calibration.json"):
        path = data / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert is_empty(data, LEAVE_OUT)
    assert is_empty(tmp_path / "none", LEAVE_OUT)


def test_a_database_is_copied_as_a_whole_while_it_is_written(data: Path) -> None:
    """Each transaction is in the copy, or is not: never a half."""
    form = Format(
        statements("CREATE TABLE pairs (one INTEGER)", "CREATE TABLE others (one INTEGER)"), (), ""
    )
    stop = threading.Event()

    def write(database: Connection) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO pairs VALUES (?)", (number,))
            database.execute("INSERT INTO others VALUES (?)", (number,))
            database.execute("COMMIT")

    database = connect(data / "pairs.sqlite3", form, writable=True)
    writer = threading.Thread(target=write, args=(database,))
    writer.start()
    try:
        for round_ in range(3):
            after = data.parent / f"after-{round_}"
            put_back(backup(data), after)
            with sqlite3.connect(after / "pairs.sqlite3") as copied:
                one, other = (
                    copied.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                    for name in ("pairs", "others")
                )
            assert one == other
    finally:
        stop.set()
        writer.join()
        database.close()


def test_a_killed_backup_leaves_the_one_before(data: Path) -> None:
    """Under the final name there is a whole file or none, and no copy of anything is left."""
    target = data.parent / "backup.zip"
    script = (
        "import os, signal, sys; from pathlib import Path; from corpus.store import backup\n"
        "from corpus.observer import Observer\n"
        "def progress(what, done, of):\n"
        "    if done == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "backup.back_up(Path(sys.argv[1]), Path(sys.argv[2]), (), Observer(progress))"
    )
    command = [sys.executable, "-c", script, str(data), str(target)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert sorted(path.name for path in data.parent.iterdir()) == ["data"]
    backup(data)
    whole = target.read_bytes()
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert target.read_bytes() == whole
    backup(data)
    assert sorted(path.name for path in data.parent.iterdir()) == ["backup.zip", "data"]


def test_a_backup_goes_out_of_the_data_folder(data: Path) -> None:
    """Or each would have the ones before it."""
    for target in (data / "backup.zip", data / ".." / "data" / "backup.zip"):
        with pytest.raises(BackupError, match="outside"):
            back_up(data, target, LEAVE_OUT, QUIET)
    with pytest.raises(BackupError, match="is a folder"):
        back_up(data, data.parent, LEAVE_OUT, QUIET)
    (data.parent / "empty").mkdir()
    with pytest.raises(BackupError, match="nothing"):
        back_up(data.parent / "empty", data.parent / "b.zip", LEAVE_OUT, QUIET)


def test_a_file_that_goes_meanwhile_is_not_missed(data: Path) -> None:
    """What is no part of the index may be written and deleted while a backup is made."""
    (data / "uploads").mkdir()
    (data / "uploads" / "part").write_text("half")

    def progress(what: str, done: int, total: int) -> None:
        (data / "uploads" / "part").unlink(missing_ok=True)

    back_up(data, data.parent / "backup.zip", LEAVE_OUT, Observer(progress))
    assert "uploads/part" not in put_back(data.parent / "backup.zip", data.parent / "new")


# From other hands ----------------------------------------------------------------------------


def rewritten(source: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """The archive with other contents; ``change`` is given its files and its manifest."""
    with zipfile.ZipFile(source) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(contents.pop("manifest.json"))
    change(contents, manifest)
    target = source.with_name("hostile.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return target


def put_in(name: str, content: bytes = b"evil") -> Callable[[dict[str, bytes], Any], None]:
    def change(contents: dict[str, bytes], manifest: Any) -> None:
        contents[name] = content
        manifest["files"][name] = {
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }

    return change


def take_out(name: str) -> Callable[[dict[str, bytes], Any], None]:
    def change(contents: dict[str, bytes], _: Any) -> None:
        del contents[name]

    return change


def tell(**said: object) -> Callable[[dict[str, bytes], Any], None]:
    return lambda _, manifest: manifest.update(said)


def misstate(key: str, value: object) -> Callable[[dict[str, bytes], Any], None]:
    return lambda _, manifest: manifest["files"]["calibration.json"].update({key: value})


HOSTILE: dict[str, Callable[[dict[str, bytes], Any], None]] = {
    "a path out of the folder": put_in("../evil.txt"),
    "a path out of the folder, deeper": put_in("index/../../evil.txt"),
    "an absolute path": put_in("/tmp/evil.txt"),
    "a path of Windows": put_in("index\\..\\..\\evil.txt"),
    "a drive": put_in("C:evil.txt"),
    "an empty part": put_in("index//evil.txt"),
    "a model": put_in("models/evil.bin"),
    "a lock": put_in("write.lock"),
    "a file where a folder is": put_in("index"),
    "a file below a file": put_in("calibration.json/evil"),
    "a file that the manifest does not name": lambda contents, _: contents.update(evil=b""),
    "a file that is not there": take_out("calibration.json"),
    "another digest": misstate("sha256", "0" * 64),
    "more bytes than told": misstate("size", 1),
    "fewer bytes than told": misstate("size", 3),
    "a size below nothing": misstate("size", -1),
    "a size that is none": misstate("size", "large"),
    "another program's manifest": tell(kind="photos"),
    "a manifest of another shape": tell(files=["a"]),
    "a damaged database": put_in("feedback.sqlite3", b"SQLite format 3\0" + b"garbage" * 1000),
    "a collection that is none": put_in(FILE_NAME, b"no database"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_an_archive_that_is_no_backup_changes_nothing(data: Path, what: str) -> None:
    """It is refused in words, and nothing of it is anywhere, nor is anything lost."""
    hostile = rewritten(backup(data), HOSTILE[what])
    before = files(data.parent)
    with pytest.raises((BackupError, StorageError)) as refusal:
        restore(hostile, data, LEAVE_OUT, QUIET)
    assert "\n" not in str(refusal.value)
    assert files(data.parent) == before


def test_a_backup_larger_than_the_disk_is_refused_before_it_is_unpacked(data: Path) -> None:
    """Whatever it says, or truly has."""
    huge = rewritten(backup(data), misstate("size", 2**60))
    with pytest.raises(BackupError, match="less room"):
        restore(huge, data, LEAVE_OUT, QUIET)


def test_a_later_kind_of_backup_is_refused(data: Path) -> None:
    """By its version, and so is a collection of a later format."""
    with pytest.raises(BackupError, match="kind 2"):
        restore(rewritten(backup(data), tell(version=2)), data, LEAVE_OUT, QUIET)
    with sqlite3.connect(data / FILE_NAME) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StorageError, match="format 99"):
        put_back(backup(data), data.parent / "new")
    assert files(data.parent / "new") == {}


def test_no_byte_of_a_backup_can_change_unnoticed(data: Path) -> None:
    """Cut short, or with a bit turned anywhere, it is refused, or what comes back is the same."""
    (data / "index" / "segments" / "one" / "rows.npy").write_bytes(b"rows" * 20)
    whole = backup(data).read_bytes()
    good = put_back(data.parent / "backup.zip", data.parent / "good")
    bad, new = data.parent / "bad.zip", data.parent / "new"
    step = max(1, len(whole) // 120)
    damaged = [whole[:cut] for cut in range(0, len(whole), 8 * step)]
    damaged += [
        whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
        for place in range(0, len(whole), step)
    ]
    refused = 0
    for content in damaged:
        bad.write_bytes(content)
        try:
            assert put_back(bad, new) == good
        except (BackupError, StorageError):
            refused += 1
            assert not new.exists() or files(new) in ({}, good)
        shutil.rmtree(new)
    assert refused > len(damaged) * 0.8


def test_a_restore_that_fails_half_way_is_finished_later(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the backup is unpacked and checked, a failing disk only delays it: nothing is lost."""
    target = backup(data)
    expected = {**files(data), "calibration.json": b"{}"}
    (data / "calibration.json").write_text("newer than the backup")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "index":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", failing)
        with pytest.raises(StorageError, match="not in place yet"):
            restore(target, data, LEAVE_OUT, QUIET)
    finish(data, LEAVE_OUT)
    assert files(data).keys() == expected.keys()
    assert (data / "calibration.json").read_text() == "{}"
