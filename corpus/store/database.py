"""SQLite files: opening, migrating, copying and checking them, and explaining their errors.

The one file that imports sqlite3. The journal is SQLite's plain one: it can be read from read-only
media, and writes here are few and short.

``user_version`` of a file is its format. A ``Format`` has the statements that create the first
released version (``first``) and a step for each version since, so that new files and migrated ones
are the same. A file of an older format is migrated when it is opened, each step in a transaction of
its own, after the whole file was copied; a file of a newer format is refused.
"""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.atomic_write import publish
from corpus.errors import StorageError
from corpus.private_files import PRIVATE, make_private_folder

Connection = sqlite3.Connection
Step = Callable[[Connection], None]

_BUSY_SECONDS = 30.0
_MEMORY = ":memory:"
_MAGIC = b"SQLite format 3\0"


def statements(*sql: str) -> Step:
    """A step that is made of these statements alone.

    Not a script: SQLite ends the transaction before it runs one.
    """

    def run(database: Connection) -> None:
        for one in sql:
            database.execute(one)

    return run


@dataclass(frozen=True, slots=True)
class Format:
    """``first`` makes an empty file of format 1; ``steps[n]`` leads from format n + 1 to n + 2.

    ``advice``: what to do about a file that cannot be used, for the end of an error.
    """

    first: Step
    steps: Sequence[Step]
    advice: str

    @property
    def version(self) -> int:
        """The format that this program reads and writes."""
        return 1 + len(self.steps)


def connect(path: Path, form: Format, *, writable: bool) -> Connection:
    """Opens a database of this format. To read, it need not exist (it is then empty, and in
    memory); to write, its folder and the file are made. Raises StorageError."""
    with faults(path, form.advice):
        if writable:
            _make_folder(path.parent)
            with contextlib.suppress(OSError):  # SQLite says why it cannot be made
                path.touch(mode=PRIVATE)
            target = str(path)
        else:
            target = _to_read(path)
        database = sqlite3.connect(
            target,
            timeout=_BUSY_SECONDS,
            uri=target.startswith("file:"),
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            database.row_factory = sqlite3.Row
            _bring_up_to_date(database, path, form, fresh=writable or target == _MEMORY)
        except BaseException:
            database.close()
            raise
        return database


def _make_folder(folder: Path) -> None:
    try:
        make_private_folder(folder)
    except OSError as error:
        raise StorageError(
            f"cannot make the data folder {folder}: {error.strerror}",
            "data-folder-unwritable",
            folder=str(folder),
        ) from None


def _to_read(path: Path) -> str:
    """What to open where a file is only to be read."""
    folder = path.parent
    if (folder.exists() and not folder.is_dir()) or (path.exists() and not path.is_file()):
        wrong = path if folder.is_dir() else folder
        raise StorageError(
            f"{wrong} is in the way of the collection", "data-folder-blocked", path=str(wrong)
        )
    if not (path.is_file() and path.stat().st_size):
        return _MEMORY
    # Opened for writing if possible: after a writer was killed, SQLite has to roll its journal back
    # before the file can be read.
    is_ours = os.access(folder, os.W_OK) and os.access(path, os.W_OK)
    return f"{path.resolve().as_uri()}?mode={'rw' if is_ours else 'ro'}"


def _bring_up_to_date(database: Connection, path: Path, form: Format, *, fresh: bool) -> None:
    found = _version(database)
    if found == form.version:
        return
    if found > form.version:
        raise StorageError(
            f"{path} has format {found}, this Pullquote reads {form.version} and older; use the "
            f"version that wrote it, or a newer one, or {form.advice}"
        )
    if found == 0 and not (fresh or _is_blank(database)):
        raise StorageError(f"{path} has no format that Pullquote knows; {form.advice}")
    if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise StorageError(
            f"{path} has format {found}, which has to be brought to {form.version} once, and it "
            "cannot be written",
            "migration-unwritable",
            path=str(path),
        )
    while _version(database) < form.version:
        with transaction(database):
            # Read again: another process may have been faster while this one waited.
            now = _version(database)
            if now == found and now:
                copy(path, older_copy(path, now))
            _step(database, form, now)


def _step(database: Connection, form: Format, found: int) -> None:
    """Creates a new file, or migrates an older one to the next format."""
    if found == 0:
        for step in (form.first, *form.steps):
            step(database)
        database.execute(f"PRAGMA user_version = {form.version}")
    elif found < form.version:
        form.steps[found - 1](database)
        database.execute(f"PRAGMA user_version = {found + 1}")


def _version(database: Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _is_blank(database: Connection) -> bool:
    """Whether there is nothing in it: its writer was killed before the first transaction ended."""
    return int(database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]) == 0


def older_copy(path: Path, version: int) -> Path:
    """Where the copy is put that is made before a file of this format is changed."""
    return path.with_name(f"{path.name}.format-{version}")


def copy(path: Path, target: Path) -> None:
    """A consistent copy of a database, also while others read and write it. The target has the
    whole of it or is not there. Raises StorageError, OSError."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=PRIVATE)
        with contextlib.closing(sqlite3.connect(part)) as copied:
            _copy_into(path, copied)
        publish(part, target)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def snapshot(path: Path, part: Path) -> Iterator[BinaryIO]:
    """A consistent copy of a database, to be read, while others read and write it. ``part`` is
    where it is made; it loses that name at once where the system allows that, so that a kill
    leaves no copy. Raises StorageError, OSError."""
    part.unlink(missing_ok=True)  # left by a process that was killed
    descriptor = os.open(part, os.O_RDONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(descriptor, "rb") as file:
        try:
            with contextlib.closing(sqlite3.connect(part)) as copied:
                copied.execute("PRAGMA journal_mode = OFF")
                copied.execute("PRAGMA synchronous = OFF")
                if os.name == "posix":
                    part.unlink()
                _copy_into(path, copied)
            yield file
        finally:
            part.unlink(missing_ok=True)


def _copy_into(path: Path, target: Connection) -> None:
    with (
        faults(path, "make sure there is room for a copy"),
        contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as one,
    ):
        one.execute(f"PRAGMA busy_timeout = {1000 * _BUSY_SECONDS:.0f}")
        one.backup(target)


def is_database(path: Path) -> bool:
    """Whether a file begins as those of SQLite do."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def check(path: Path, advice: str = "use another copy", *, thorough: bool = False) -> None:
    """SQLite's check of a file; ``thorough``: indexes are compared with their tables as well.
    Raises StorageError where the file is damaged."""
    pragma = "integrity_check" if thorough else "quick_check"
    with (
        faults(path, advice),
        contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as one,
    ):
        [said] = one.execute(f"PRAGMA {pragma}(1)").fetchone()
        if said != "ok":
            raise sqlite3.DatabaseError(" ".join(said.split()))


@contextlib.contextmanager
def transaction(database: Connection) -> Iterator[None]:
    """All of what happens inside is kept, or nothing. May be nested."""
    if database.in_transaction:
        yield
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def faults(path: Path, advice: str) -> Iterator[None]:
    """Turns SQLite's errors into errors that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StorageError(
                f"another process has been writing {path} for {_BUSY_SECONDS:.0f} s; "
                "try again when it is done"
            ) from error
        raise StorageError(
            f"cannot use {path}: {error}; check free space and permissions of its folder"
        ) from error
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{path} is damaged: {error}; {advice}") from error
