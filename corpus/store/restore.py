"""Restoring of a data folder from a backup.

A backup is not trusted: it is unpacked beside what is there, every name, size and digest is
compared, and databases are checked as such. All of it is put on the disk before one rename decides
that it takes the place of what was there. A kill before that rename changes nothing; after it, the
next command finishes what is left to do (``corpus.store.interrupted_restore``).
"""

import errno
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Container
from pathlib import Path
from typing import Any

from corpus.atomic_write import publish_folder
from corpus.errors import BackupError, StorageError
from corpus.observer import Observer
from corpus.private_files import PRIVATE, make_private_folder
from corpus.store.backup import KIND, MANIFEST, VERSION, Entry, copied
from corpus.store.collection import FILE_NAME, Collection
from corpus.store.database import check, is_database
from corpus.store.interrupted_restore import RESTORED, UNPACKED, finish, is_left_out

_LARGEST_MANIFEST = 256 * 2**20
_FORBIDDEN = frozenset("\\/:").union(map(chr, range(32)))


def restore(
    source: Path, folder: Path, leave_out: Container[str], observer: Observer
) -> list[Entry]:
    """Puts what a backup has in place of what the folder has, but for names in ``leave_out``. Hold
    the folder's write lock.

    A backup that is damaged, or is none, changes nothing. Raises BackupError, StorageError,
    OSError.
    """
    finish(folder, leave_out)
    unpacked = folder / UNPACKED
    make_private_folder(unpacked)
    try:
        entries = _unpack(source, unpacked, leave_out, observer)
        if not (unpacked / FILE_NAME).exists():
            raise _damaged(source, "it has no collection")
        with Collection(unpacked):
            pass  # of a format that is known here, or this raises
        publish_folder(unpacked, folder / RESTORED)
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise
    try:
        finish(folder, leave_out)
    except OSError as error:
        raise StorageError(
            f"the backup is unpacked, but is not in place yet ({error.strerror or error})",
            "restore-unfinished",
        ) from error
    return entries


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
                make_private_folder(path.parent)
                with archive.open(one.name) as packed, open(path, "xb", opener=_private) as file:
                    if copied(packed, file, one.size) != (one.size, one.sha256):
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
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        # An offset in the archive that is before its beginning.
        raise _damaged(source, f"it cannot be read ({error})") from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE)


def _entries(archive: zipfile.ZipFile, source: Path, leave_out: Container[str]) -> list[Entry]:
    """What the manifest names, which is all that there is. Raises BackupError."""
    names = archive.namelist()
    if MANIFEST not in names:
        raise _damaged(source, "it has no manifest")
    if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _damaged(source, "its manifest is far too long")
    told: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if told["kind"] != KIND:
        raise _damaged(source, "its manifest is another program's")
    if told["version"] != VERSION:
        raise BackupError(
            f"{source} is a backup of kind {told['version']}, this Pullquote reads {VERSION}; "
            "use the version that made it, or a newer one"
        )
    entries = [
        Entry(name, int(about["size"]), str(about["sha256"]))
        for name, about in told["files"].items()
    ]
    if sorted(names) != sorted([MANIFEST, *(one.name for one in entries)]):
        raise _damaged(source, "its manifest does not match its files")
    for one in entries:
        parts = one.name.split("/")
        bad = any(_FORBIDDEN.intersection(part) or part in ("", ".", "..") for part in parts)
        if bad or one.size < 0 or is_left_out(parts[0], leave_out):
            raise _damaged(source, f"it has a file {one.name!r}, which no backup has")
    return entries


def _damaged(source: Path, why: str) -> BackupError:
    return BackupError(f"{source} is not a Pullquote backup, or is damaged: {why}")
