"""All of a data folder in one file, and back.

The file is a ZIP archive whose ``manifest.json`` names every other entry, with size and SHA-256.
Databases go in as a consistent copy, which SQLite makes while others read and write them; the rest
(the index, whose files never change) is copied while the caller holds the write lock. What can be
made again (models, indexes of samples) stays out.

An archive is not trusted: every name, size and digest is looked at before anything is put in place,
and databases are checked as such.
"""

import contextlib
import hashlib
import json
import re
import shutil
import uuid
import zipfile
import zlib
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from corpus.atomic_write import PRIVATE, replacing
from corpus.errors import BackupError
from corpus.observer import Observer
from corpus.store.collection import Collection
from corpus.store.database import check, copy, is_database

_MANIFEST, _KIND, _VERSION = "manifest.json", "pullquote-backup", 1
_LARGEST_MANIFEST = 256 * 2**20
_LOCK = "write.lock"
_UNFINISHED = re.compile(r".*(\.part|-journal|-wal|-shm)$")
_RESTORING, _REPLACED = ".restoring-", ".replaced-"
_CHUNK = 2**20
_NAME = re.compile(r"[^\x00-\x1f\\/:]+")


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
    StorageError, OSError; then the target is as before."""
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
    # Documents may be private, whatever the mask says.
    with (
        replacing(target, part, PRIVATE) as file,
        zipfile.ZipFile(file, "w", allowZip64=True) as archive,
    ):
        for number, path in enumerate(files):
            observer.progress("copying", number, len(files))
            name = path.relative_to(folder).as_posix()
            # What is no part of the index may come and go meanwhile.
            with contextlib.suppress(FileNotFoundError):
                entries.append(_put(archive, name, path, still))
        archive.writestr(_MANIFEST, _manifest(entries), zipfile.ZIP_DEFLATED)
    observer.progress("copying", len(files), len(files))
    return entries


def _files(folder: Path, leave_out: Container[str]) -> Iterator[Path]:
    """What belongs in a backup, in a fixed order."""
    for path in sorted(folder.iterdir() if folder.exists() else ()):
        if not _is_left_out(path.name, leave_out):
            yield from _inside(path)


def _inside(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for one in sorted(path.iterdir()):
            yield from _inside(one)
    elif path.is_file() and not _UNFINISHED.fullmatch(path.name):
        yield path


def _is_left_out(name: str, leave_out: Container[str]) -> bool:
    return name in leave_out or name == _LOCK or name.startswith((_RESTORING, _REPLACED))


def _put(archive: zipfile.ZipFile, name: str, path: Path, still: Path) -> Entry:
    """``still``: where the copy of a database may lie meanwhile."""
    # Vectors do not get smaller.
    method = zipfile.ZIP_STORED if path.suffix in (".npy", ".faiss") else zipfile.ZIP_DEFLATED
    info = zipfile.ZipInfo(name)
    info.compress_type = method
    info.external_attr = 0o600 << 16
    with contextlib.ExitStack() as stack:
        if is_database(path):
            stack.callback(still.unlink, missing_ok=True)
            copy(path, still)
            path = still
        source = stack.enter_context(path.open("rb"))
        into = stack.enter_context(archive.open(info, "w", force_zip64=True))
        return Entry(name, *_copied(source, into))


def _copied(source: IO[bytes], into: IO[bytes], most: int | None = None) -> tuple[int, str]:
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
    return json.dumps({"kind": _KIND, "version": _VERSION, "made": made, "files": files})


def is_empty(folder: Path, leave_out: Container[str]) -> bool:
    """Whether there is nothing in it that a backup would have."""
    return not any(True for _ in _files(folder, leave_out))


def restore(
    source: Path, folder: Path, leave_out: Container[str], observer: Observer
) -> list[Entry]:
    """Puts what a backup has in place of what the folder has. Hold the folder's write lock.

    All of it is unpacked and looked at first; a backup that is damaged, or is none, changes
    nothing. Raises BackupError, StorageError, OSError.
    """
    for name in [*folder.glob(f"{_RESTORING}*"), *folder.glob(f"{_REPLACED}*")]:
        shutil.rmtree(name)  # of a restore that was killed
    unpacked = folder / f"{_RESTORING}{uuid.uuid4().hex}"
    unpacked.mkdir(mode=0o700)
    try:
        entries = _unpack(source, unpacked, leave_out, observer)
        with Collection(unpacked):
            pass  # of a format that is known here, or this raises
        _swap(unpacked, folder, leave_out)
        return entries
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)


def _swap(unpacked: Path, folder: Path, leave_out: Container[str]) -> None:
    """Puts new things in place of old ones; where that fails, all is as before."""
    replaced = folder / f"{_REPLACED}{uuid.uuid4().hex}"
    replaced.mkdir(mode=0o700)
    old = [path for path in sorted(folder.iterdir()) if not _is_left_out(path.name, leave_out)]
    moves = [(path, replaced / path.name) for path in old]
    moves += [(path, folder / path.name) for path in sorted(unpacked.iterdir())]
    done: list[tuple[Path, Path]] = []
    try:
        for before, after in moves:
            before.rename(after)
            done.append((before, after))
    except BaseException:
        for before, after in reversed(done):
            after.rename(before)
        raise
    finally:
        shutil.rmtree(replaced, ignore_errors=True)


def _unpack(source: Path, into: Path, leave_out: Container[str], observer: Observer) -> list[Entry]:
    try:
        with zipfile.ZipFile(source) as archive:
            entries = _entries(archive, source, leave_out)
            needed = sum(one.size for one in entries)
            if needed > shutil.disk_usage(into).free:
                raise BackupError(
                    f"{source} needs {needed / 2**20:,.0f} MiB, and there is less room in "
                    f"{into.parent}; free some"
                )
            for number, one in enumerate(entries):
                observer.progress("restoring", number, len(entries))
                path = into / one.name
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(one.name) as packed, path.open("xb") as file:
                    if _copied(packed, file, one.size) != (one.size, one.sha256):
                        raise _damaged(source, f"{one.name} is not what was backed up")
                if is_database(path):
                    check(path)
            observer.progress("restoring", len(entries), len(entries))
            return entries
    # A damaged archive can make zipfile and zlib raise nearly anything.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, zlib.error) as error:
        raise _damaged(source, str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise _damaged(source, f"it cannot be read ({error})") from error
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise _damaged(source, f"{error.filename} is there twice") from error


def _entries(archive: zipfile.ZipFile, source: Path, leave_out: Container[str]) -> list[Entry]:
    """What the manifest names, which is all that there is. Raises BackupError."""
    names = archive.namelist()
    if _MANIFEST not in names:
        raise _damaged(source, "it has no manifest")
    if archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _damaged(source, "its manifest is far too long")
    told: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if told["kind"] != _KIND:
        raise _damaged(source, "its manifest is another program's")
    if told["version"] != _VERSION:
        raise BackupError(
            f"{source} is a backup of kind {told['version']}, this Pullquote reads {_VERSION}; "
            "use the version that made it, or a newer one"
        )
    entries = [
        Entry(name, int(about["size"]), str(about["sha256"]))
        for name, about in told["files"].items()
    ]
    if sorted(names) != sorted([_MANIFEST, *(one.name for one in entries)]):
        raise _damaged(source, "its manifest names other files than there are")
    for one in entries:
        parts = one.name.split("/")
        bad = any(not _NAME.fullmatch(part) or part in (".", "..") for part in parts)
        if bad or one.size < 0 or _is_left_out(parts[0], leave_out):
            raise _damaged(source, f"it has a file {one.name!r}, which no backup has")
    return entries


def _damaged(source: Path, why: str) -> BackupError:
    return BackupError(f"{source} is no backup of Pullquote's, or is damaged: {why}")
