"""File of watches: one SQLite database in the data folder, readable by this user only."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.store.database import Format, connect, faults, statements, transaction

FILE_NAME = "watches.sqlite3"
_FORMAT = Format(
    first=statements(
        "CREATE TABLE subscribers (name TEXT PRIMARY KEY, language TEXT NOT NULL, daily INTEGER,"
        " quiet_from INTEGER, quiet_to INTEGER, zone TEXT NOT NULL, told_daily TEXT NOT NULL)",
        "CREATE TABLE watches (id INTEGER PRIMARY KEY AUTOINCREMENT, subscriber TEXT NOT NULL,"
        " number INTEGER NOT NULL, question TEXT NOT NULL, filters TEXT NOT NULL,"
        " paused INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL, topic INTEGER, by INTEGER,"
        " webhook TEXT,"
        " private INTEGER NOT NULL DEFAULT 0, UNIQUE (subscriber, number))",
        "CREATE TABLE known (watch INTEGER NOT NULL, trigrams TEXT NOT NULL, facts TEXT NOT NULL)",
        "CREATE INDEX known_by_watch ON known (watch)",
        "CREATE TABLE asked (document TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE found (id INTEGER PRIMARY KEY AUTOINCREMENT, watch INTEGER NOT NULL,"
        " document TEXT NOT NULL, sha256 TEXT NOT NULL, start INTEGER NOT NULL,"
        " end INTEGER NOT NULL, highlights TEXT NOT NULL, news TEXT NOT NULL, facts TEXT NOT NULL,"
        " confidence REAL NOT NULL, at TEXT NOT NULL, told TEXT,"
        " attempts INTEGER NOT NULL DEFAULT 0, hook_at REAL)",
        "CREATE INDEX found_by_watch ON found (watch)",
        "CREATE TABLE secret (key BLOB NOT NULL)",
    ),
    steps=(),
    advice="restore a copy, or move the file away; the saved questions are then lost",
)


class WatchFile:
    """The file, open. Several processes may use it at once; each object is for one thread. Every
    method raises StorageError."""

    def __init__(self, folder: Path, *, writable: bool) -> None:
        self._path = folder / FILE_NAME
        self._connection = connect(self._path, _FORMAT, writable=writable)

    def close(self) -> None:
        self._connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside is kept, or nothing. May be nested."""
        with faults(self._path, _FORMAT.advice), transaction(self._connection):
            yield

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """The rows that a statement gives."""
        with faults(self._path, _FORMAT.advice):
            return self._connection.execute(sql, values).fetchall()

    def value(self, sql: str) -> Any:
        """The first column of the first row."""
        return self.rows(sql)[0][0]

    def write(self, sql: str, *values: Any) -> int:
        """Runs a statement that changes something, in a transaction. How many rows it changed."""
        return self._connection.execute(sql, values).rowcount
