"""File of a journal: an SQLite database, what makes its writes durable, and what erases them.

The file uses a write-ahead log with ``synchronous = NORMAL``. Every commit survives the death of
the process; it reaches the disk itself only when the log is synced (``sync``). Until then, a power
failure may undo it.

Deleted rows are overwritten with zeros. The log is emptied on request (``empty_log``), or reused
from its start before it grows long.
"""

import logging
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import StorageError
from corpus.store.database import Connection, Format, connect, faults, statements, transaction

_log = logging.getLogger(__name__)
# Pages of 4 KiB: how long the log grows while the bot is busy.
_LOG_PAGES = 500
_FORMAT = Format(
    first=statements(
        # ``body`` is null once the update is answered; ``position`` is the order of receipt.
        "CREATE TABLE updates (position INTEGER PRIMARY KEY AUTOINCREMENT,"
        " id INTEGER NOT NULL UNIQUE, body TEXT, received REAL NOT NULL,"
        " attempts INTEGER NOT NULL DEFAULT 0)",
        "CREATE TABLE sent (number INTEGER PRIMARY KEY AUTOINCREMENT,"
        " update_id INTEGER NOT NULL, method TEXT NOT NULL, response TEXT NOT NULL)",
        "CREATE INDEX sent_by_update ON sent (update_id)",
        "CREATE TABLE moved (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)",
    ),
    steps=(),
    advice="delete it: only the questions that wait for an answer are lost",
)

# An SQL statement and its parameters.
Write = tuple[str, Sequence[Any]]


class JournalFile:
    """The file at ``path``. Its methods, but for ``sync``, are called by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database: Connection | None = None
        # Writes that failed and are repeated before the next one.
        self._unwritten: list[Write] = []
        self.is_log_empty = False

    def open(self) -> None:
        """Raises OSError, StorageError."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path.touch(mode=0o600)  # the log gets the same permissions
        self._database = connect(self.path, _FORMAT, writable=True)
        with faults(self.path, _FORMAT.advice):
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute("PRAGMA secure_delete = ON")
            self._database.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")

    def close(self) -> None:
        """Raises StorageError. What is written to a closed file with ``try_write`` is dropped: the
        next start goes by what is there."""
        if self._database is not None:
            with faults(self.path, _FORMAT.advice):
                self._database.close()
            self._database = None

    def rows(self, query: str) -> list[Any]:
        """The rows that a query gives. Raises StorageError."""
        database = self._opened()
        with faults(self.path, _FORMAT.advice):
            return database.execute(query).fetchall()

    def write(self, writes: Iterable[Write]) -> None:
        """One transaction, with what could not be written before. Raises StorageError."""
        database = self._opened()
        with faults(self.path, _FORMAT.advice), transaction(database):
            for sql, values in (*self._unwritten, *writes):
                database.execute(sql, values)
        self._unwritten.clear()
        self.is_log_empty = False

    def try_write(self, writes: Sequence[Write]) -> None:
        """The same for writes that the work does not depend on: those that fail are logged, and
        tried again with the next."""
        if self._database is None:
            return
        try:
            self.write(writes)
        except StorageError as error:
            if not self._unwritten:
                _log.warning("%s; after a restart, some answers may come twice", error)
            self._unwritten += writes

    def sync(self) -> None:
        """Waits until all that is committed is on the disk. Raises OSError."""
        # SQLite syncs the log itself before it copies pages from it into the file.
        log = os.open(self.path.with_name(f"{self.path.name}-wal"), os.O_RDWR)
        try:
            os.fsync(log)
        finally:
            os.close(log)

    def empty_log(self) -> None:
        """Removes all text from the log. Raises StorageError."""
        if self._database is not None and not self.is_log_empty:
            with faults(self.path, _FORMAT.advice):
                self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self.is_log_empty = True

    def _opened(self) -> Connection:
        if self._database is None:
            raise StorageError(f"{self.path} is closed")
        return self._database
