"""Faults for tests: processes that are killed, and disks that forget what was not synchronised.

Both are for Linux: they fork, and look at /proc.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import children

# What Python does to files, as its audit hooks call it. SQLite's own writing is not among them.
_OPERATIONS = frozenset(
    {"open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir",
     "sqlite3.connect"}
)  # fmt: skip


def run_killed(work: Callable[[], object], operation: int) -> bool:
    """Runs ``work`` in a process that is killed right before its n-th file operation (from 0).
    Whether it was; else it came to its end."""
    child = os.fork()
    if child == 0:
        left = operation

        def count() -> None:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        def hook(event: str, _: object) -> None:
            if event in _OPERATIONS:
                count()

        def counted_fsync(descriptor: int) -> None:
            count()  # and no more: a kill loses nothing that was written

        try:
            os.fsync = counted_fsync  # type: ignore[assignment]
            sys.addaudithook(hook)
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    children.keep(child)
    _, status = os.waitpid(child, 0)
    children.forget(child)
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    return os.WIFSIGNALED(status)


@dataclass
class ForgetfulDisk:
    """What of a folder survives a power cut, if nothing does that was not synchronised: contents of
    files since their last fsync, and names in folders since theirs."""

    root: Path
    contents: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> "ForgetfulDisk":
        """A folder all of which is on the disk."""
        disk = cls(root)
        for path in [root, *root.rglob("*")]:
            disk.keep(path)
        return disk

    def keep(self, path: Path) -> None:
        """A file or folder was synchronised."""
        number = path.stat().st_ino
        if path.is_dir():
            self.names[number] = {one.name: one.stat().st_ino for one in path.iterdir()}
            for one in path.iterdir():
                if one.is_dir():  # there, but perhaps empty
                    self.names.setdefault(one.stat().st_ino, {})
        else:
            self.contents[number] = path.read_bytes()

    def survivors(self, target: Path) -> None:
        """Writes what survives into a new folder."""
        self._write(self.root.stat().st_ino, target)

    def _write(self, number: int, target: Path) -> None:
        if number in self.names:
            target.mkdir()
            for name, inside in self.names[number].items():
                self._write(inside, target / name)
        else:
            target.write_bytes(self.contents.get(number, b""))


@contextmanager
def power_cuts(root: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Folders, made in ``target`` meanwhile, with what survives a power cut at each synchronisation
    and right before each renaming."""
    disk = ForgetfulDisk.of(root)
    cuts: list[Path] = []

    def cut() -> None:
        cuts.append(target / str(len(cuts)))
        disk.survivors(cuts[-1])

    fsync, rename, replace = os.fsync, os.rename, os.replace

    def noted_fsync(descriptor: int) -> None:
        fsync(descriptor)
        cut()
        path = Path(f"/proc/self/fd/{descriptor}")
        # A file may have no name yet.
        disk.keep(path.resolve() if path.is_dir() else path)
        cut()

    def noted(work: Callable[..., None]) -> Callable[..., None]:
        def run(*arguments: object, **named: object) -> None:
            cut()
            work(*arguments, **named)

        return run

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", noted_fsync)
        patch.setattr(os, "rename", noted(rename))
        patch.setattr(os, "replace", noted(replace))
        yield cuts
