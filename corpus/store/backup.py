"""Backup of a data folder: all of it in one file.

The file is a ZIP archive whose ``manifest.json`` names every other entry, with size and SHA-256.
Databases go in as a consistent copy, which SQLite makes while others read and write them; the rest
(the index, whose files never change) is copied while the caller holds the write lock. What can be
made again (models, indexes of samples) stays out.

A backup that is killed leaves the file before it, and no copy of anything: what is written has no
name until it is complete, where the system can do that (see ``corpus.atomic_write``).
"""

import contextlib
import hashlib
import json
import zipfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from corpus.atomic_write import replacing
from corpus.errors import BackupError
from corpus.observer import Observer
from corpus.store.database import is_database, snapshot
from corpus.store.interrupted_restore import is_left_out

MANIFEST, KIND, VERSION = "manifest.json", "pullquote-backup", 1
_UNFINISHED = (".part", "-journal", "-wal", "-shm")
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a backup: its path from the data folder, with slashes."""

    name: str
    size: int
    sha256: str


def back_up(
    folder: Path, target: Path, leave_out: Container[str], observer: Observer
) -> list[Entry]:
    """Writes a backup of the folder, in place of one of that name. Hold the folder's write lock.
    ``leave_out``: names right in the folder that are not wanted. Raises BackupError,
    StorageError; then the target is as before."""
    target = target.absolute()
    if target.is_relative_to(folder.absolute()) or target.resolve().is_relative_to(
        folder.resolve()
    ):
        raise BackupError(f"{target} is in the data folder; back it up to a place outside of it")
    if target.is_dir():
        raise BackupError(f"{target} is a folder; name a file in it")
    part = target.with_name(f"{target.name}.part")
    still = target.with_name(f"{target.name}.database.part")
    files = list(_files(folder, leave_out))
    if not files:
        raise BackupError(f"there is nothing in {folder} to back up")
    entries: list[Entry] = []
    with (
        _explained(target),
        replacing(target, part) as file,
        zipfile.ZipFile(file, "w", allowZip64=True) as archive,
    ):
        for number, path in enumerate(files):
            observer.progress("copying", number, len(files))
            name = path.relative_to(folder).as_posix()
            # What is no part of the index may come and go meanwhile.
            with contextlib.suppress(FileNotFoundError):
                entries.append(_put(archive, name, path, still))
        archive.writestr(MANIFEST, _manifest(entries), zipfile.ZIP_DEFLATED)
    observer.progress("copying", len(files), len(files))
    return entries


@contextlib.contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"no backup was written to {target}: {(error.strerror or str(error)).lower()}",
            "backup-unwritable",
        ) from error


def _files(folder: Path, leave_out: Container[str]) -> Iterator[Path]:
    """What belongs in a backup, in a fixed order."""
    for path in sorted(folder.iterdir() if folder.exists() else ()):
        if not is_left_out(path.name, leave_out):
            yield from _inside(path)


def _inside(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for one in sorted(path.iterdir()):
            yield from _inside(one)
    elif path.is_file() and not path.name.endswith(_UNFINISHED):
        yield path


def _put(archive: zipfile.ZipFile, name: str, path: Path, still: Path) -> Entry:
    """``still``: where the copy of a database may lie meanwhile."""
    # Vectors do not get smaller.
    method = zipfile.ZIP_STORED if path.suffix in (".npy", ".faiss") else zipfile.ZIP_DEFLATED
    info = zipfile.ZipInfo(name)
    info.compress_type = method
    info.external_attr = 0o600 << 16
    with contextlib.ExitStack() as stack:
        opened = snapshot(path, still) if is_database(path) else path.open("rb")
        source = stack.enter_context(opened)
        into = stack.enter_context(archive.open(info, "w", force_zip64=True))
        return Entry(name, *copied(source, into))


def copied(source: IO[bytes], into: IO[bytes], most: int | None = None) -> tuple[int, str]:
    """How many bytes were copied, and their digest; one more than ``most`` where there are more."""
    size, digest = 0, hashlib.sha256()
    while most is None or size <= most:
        chunk = source.read(_CHUNK if most is None else min(_CHUNK, most + 1 - size))
        if not chunk:
            break
        into.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def _manifest(entries: list[Entry]) -> str:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    files = {one.name: {"size": one.size, "sha256": one.sha256} for one in entries}
    return json.dumps({"kind": KIND, "version": VERSION, "made": made, "files": files})


def is_empty(folder: Path, leave_out: Container[str]) -> bool:
    """Whether there is nothing in it that a backup would have."""
    return not any(True for _ in _files(folder, leave_out))
