"""Atomic writes: a file is replaced completely or not at all.

The new content is written to a file beside the old one, synced to disk, and renamed over it; then
the folder is synced too. A kill or a power cut leaves either the old file or the new one, and
perhaps a ``.part`` file beside it.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

PRIVATE, BY_UMASK = 0o600, 0o666


@contextlib.contextmanager
def replacing(target: Path, part: Path | None = None, mode: int = BY_UMASK) -> Iterator[BinaryIO]:
    """A new file that replaces ``target`` when the block ends; if it raises, ``target`` stays
    unchanged. ``part``: the temporary file, by default a name that no other process uses. Raises
    OSError."""
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
    """Replaces a file's content with ``data``. Raises OSError."""
    with replacing(target, mode=mode) as file:
        file.write(data)


def publish(part: Path, target: Path) -> None:
    """Syncs a finished file to disk, and renames it to ``target``. Raises OSError."""
    sync(part)
    part.replace(target)
    sync_folder(target.parent)


def sync(path: Path) -> None:
    """Waits until a file's content is on disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Waits until a folder's entries are on disk, on platforms where a folder can be opened."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
