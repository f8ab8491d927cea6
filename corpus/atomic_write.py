"""Atomic writes: a file is replaced whole or not at all, and is on the disk when that returns.

The new content is put on the disk without a name where the system can do that (Linux), else beside
the old file as a ``.part``. Then it takes the old file's place by one rename, and the folder's
entry is put on the disk as well. A kill or a power cut leaves the old file or the new one.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.private_files import PRIVATE

_DESCRIPTORS = Path("/proc/self/fd")


@contextlib.contextmanager
def replacing(target: Path, part: Path | None = None, mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """A new file that takes the place of ``target`` once all of it is written; where anything is
    raised meanwhile, ``target`` stays as it was. ``part`` is where it may be written: by default a
    name that no other process uses. Raises OSError."""
    part = part or target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)  # left by a process that was killed
        descriptor = _unnamed(target.parent)
        has_name = descriptor is None
        if descriptor is None:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            if os.name == "posix":
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)
            if not has_name:
                part = _name(descriptor, target, part)
        if part != target:
            part.replace(target)
        sync_folder(target.parent)
    finally:
        if part != target:
            part.unlink(missing_ok=True)


def atomic_write(target: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Replaces a file by one that holds ``data``. Raises OSError."""
    with replacing(target, mode=mode) as file:
        file.write(data)


def publish(part: Path, target: Path) -> None:
    """Puts a finished file on the disk, and in the place of another. Raises OSError."""
    sync(part)
    part.replace(target)
    sync_folder(target.parent)


def publish_folder(part: Path, target: Path) -> None:
    """Puts a finished folder on the disk with all that is in it, and gives it its name, which
    nothing has. Raises OSError."""
    sync_tree(part)
    part.rename(target)
    sync_folder(target.parent)


def sync(path: Path) -> None:
    """Waits until a file's content is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Waits until the names in a folder are, where the platform lets a folder be opened."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Waits until a folder is, and all that is in it."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            sync_tree(path)
        else:
            sync(path)
    sync_folder(folder)


def _unnamed(folder: Path) -> int | None:
    """A new file without a name, which is gone if this process is killed; None where the system or
    the file system has no such thing."""
    if not hasattr(os, "O_TMPFILE") or not _DESCRIPTORS.is_dir():
        return None
    try:
        return os.open(folder, os.O_WRONLY | os.O_TMPFILE, PRIVATE)
    except OSError:
        return None  # opening by name says what is wrong, if anything is


def _name(descriptor: int, target: Path, part: Path) -> Path:
    """Gives a file without a name the name ``target``; ``part`` where that is taken, for only a
    rename replaces a file. The name that it got."""
    folder = os.open(_DESCRIPTORS, os.O_RDONLY)
    try:
        for path in (target, part):
            with contextlib.suppress(FileExistsError):
                # Python follows the symbolic link there only where a folder is given.
                os.link(str(descriptor), path, src_dir_fd=folder, follow_symlinks=True)
                return path
        raise FileExistsError(17, os.strerror(17), str(part))
    finally:
        os.close(folder)
