"""Atomic writes: a file is replaced whole or not at all, and is on the disk when that returns.

The new content is written beside the old, put on the disk, and renamed over it; then the folder's
entry is put on the disk as well. A kill or a power cut leaves the old file or the new one, and
perhaps a ``.part`` beside it.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PRIVATE, BY_UMASK = 0o600, 0o666


@contextlib.contextmanager
def replacing(target: Path, part: Path | None = None, mode: int = BY_UMASK) -> Iterator[BinaryIO]:
    """A new file that takes the place of ``target`` once all of it is written; where anything is
    raised meanwhile, ``target`` stays as it was. ``part`` is where it is written: by default a name
    that no other process uses. Raises OSError."""
    part = part or target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)  # left by a process that was killed
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            yield file
        publish(part, target)
    finally:
        part.unlink(missing_ok=True)


def atomic_write(target: Path, data: bytes, mode: int = BY_UMASK) -> None:
    """Replaces a file by one that holds ``data``. Raises OSError."""
    with replacing(target, mode=mode) as file:
        file.write(data)


def publish(part: Path, target: Path) -> None:
    """Puts a finished file on the disk, and in the place of another. Raises OSError."""
    sync(part)
    part.replace(target)
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
