"""File of a collection: one SQLite database, and the statements that its tables run on it."""

import contextlib
import functools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.store.database import Format, check, connect, faults, transaction
from corpus.store.migrations import FORMAT
from corpus.store.tables import Dialect

FILE_NAME = "collection.sqlite3"
# KiB that may change before readers are locked out, until COMMIT.
_CACHE_KIB = 65536
_DIALECT = Dialect(
    # The plus keeps SQLite from using the index of this column, by which most rows are current.
    unindexed="+",
    by=" INDEXED BY {}",
    text_bytes="CAST(text AS BLOB)",
    has_letters="instr(text, ?)",
    insertion="rowid",
)


class CollectionFile:
    """Opens the file in ``folder``, and brings its format up to date. To read, it need not exist
    (it is then empty); to write, the folder and the file are made.

    Every method raises StorageError where the disk or the file does not allow what is asked.
    """

    def __init__(
        self, folder: Path, *, writable: bool = False, name: str = FILE_NAME, form: Format = FORMAT
    ) -> None:
        """``name`` and ``form``: for other tables than a collection's."""
        self._path, self._form = folder / name, form
        self.database = connect(self._path, form, writable=writable)
        self.database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        # A damaged title must not keep the other documents from being read.
        self.database.text_factory = functools.partial(str, encoding="utf-8", errors="replace")

    def close(self) -> None:
        self.database.close()

    @property
    def dialect(self) -> Dialect:
        return _DIALECT

    def stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows that a statement gives, one at a time."""
        with self.faults():
            yield from self.database.execute(statement, values)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows that a statement gives."""
        with self.faults():
            return self.database.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first of them, or None."""
        with self.faults():
            return self.database.execute(statement, values).fetchone()

    def write(self, statement: str, *values: str | int | None) -> None:
        """Runs a statement that changes something."""
        with self.faults():
            self.database.execute(statement, values)

    def put(self, table: str, key: Sequence[str], values: Mapping[str, Any]) -> None:
        """Stores a row in place of the one with its key (``key``: the names of those columns)."""
        names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        with self.faults():
            self.database.execute(f"REPLACE INTO {table} ({names}) VALUES ({places})", values)

    def touch(self, revision: str) -> None:
        """Stores a new revision."""
        self.write("UPDATE state SET revision = ?", revision)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what happens inside is kept, or nothing. May be nested."""
        with self.faults():
            with transaction(self.database):
                yield
            if not self.database.in_transaction:  # what changed need not be kept in memory any more
                self.database.execute("PRAGMA shrink_memory")

    def check(self) -> None:
        """SQLite's check of the whole file, if there is one."""
        if self._path.exists():
            check(self._path, self._form.advice, thorough=True)

    def faults(self) -> contextlib.AbstractContextManager[None]:
        """Turns SQLite's errors into StorageError."""
        return faults(self._path, self._form.advice)
