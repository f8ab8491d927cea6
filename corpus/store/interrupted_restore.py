"""Recovery of an interrupted restore.

What a restore does in the data folder, in this order. The names say how far it came:

    .unpacked/   the backup is being unpacked; the old data are in place. Can be deleted
    .restored/   the whole backup is on the disk, and the restore is decided. The old data are
                 being moved to .replaced/
    .placing/    no old data are in place any more; the new are moved there, one by one
    .replaced/   old data; can be deleted where there is neither .restored/ nor .placing/

Each step is one rename and can be repeated, so any process that finds such a folder can continue.
"""

import contextlib
import os
import shutil
import uuid
from collections.abc import Container
from pathlib import Path

from corpus.atomic_write import sync_folder
from corpus.private_files import make_private_folder

UNPACKED, RESTORED = ".unpacked", ".restored"
_PLACING, _REPLACED = ".placing", ".replaced"
_NAMES = (UNPACKED, RESTORED, _PLACING, _REPLACED)
_LOCK = "write.lock"


def is_left_out(name: str, leave_out: Container[str]) -> bool:
    """Whether a name right in the data folder is not backed up, and stays where another backup is
    restored."""
    return name in leave_out or name == _LOCK or name in _NAMES


def is_decided(folder: Path) -> bool:
    """Whether a backup is to take the place of what is in the folder, and has not yet."""
    return (folder / RESTORED).is_dir() or (folder / _PLACING).is_dir()


def has_leftovers(folder: Path) -> bool:
    """Whether a restore goes on in the folder, or was cut off there."""
    return any((folder / name).is_dir() for name in _NAMES)


def finish(folder: Path, leave_out: Container[str]) -> None:
    """Finishes a restore that was decided on, and deletes what one left. Hold the folder's write
    lock. Raises OSError; then it can be called again."""
    if not has_leftovers(folder):
        return
    restored, placing, replaced = folder / RESTORED, folder / _PLACING, folder / _REPLACED
    if is_decided(folder):
        make_private_folder(replaced)
        sync_folder(folder)
    if restored.is_dir():
        for path in sorted(folder.iterdir()):
            if not is_left_out(path.name, leave_out):
                _set_aside(path, replaced)
        sync_folder(replaced)
        sync_folder(folder)
        restored.rename(placing)
        sync_folder(folder)
    if placing.is_dir():
        for path in sorted(placing.iterdir()):
            target = folder / path.name
            if os.path.lexists(target):  # made meanwhile by a program that was not stopped
                _set_aside(target, replaced)
            path.rename(target)
        # Both ends of every move before anything is deleted, and the new one first: some file
        # systems may write either without the other.
        for moved in (replaced, folder, placing):
            sync_folder(moved)
        placing.rmdir()
        sync_folder(folder)
    for left in (folder / UNPACKED, replaced):
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(left)
    sync_folder(folder)


def _set_aside(path: Path, replaced: Path) -> None:
    target = replaced / path.name
    if os.path.lexists(target):
        target = replaced / f"{path.name}.{uuid.uuid4().hex}"
    path.rename(target)
