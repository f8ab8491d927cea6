"""Journal of updates: what Telegram sent and the bot has not answered yet, in SQLite.

An update is on disk before Telegram is told that it arrived, and it stays there until it is
answered. So nothing is lost, and an update that Telegram sends again is recognised by its id.
Messages that went out before work was cut off are not sent again. One gap remains: if the process
dies after Telegram accepted a message and before its response was read, some milliseconds, that
message is sent twice, because Telegram cannot be asked whether it has it.

Which updates the process was working on when it was killed is known from their marks
(``work_marks``); each counts as a crash.

Durability: the file uses a write-ahead log with ``synchronous = NORMAL``. Every commit survives the
death of the process. A commit reaches the disk itself only when the log is synced, which
``receive`` does once per batch, before it returns. The other writes (attempts, sent, done) are not
synced one by one: a power failure may undo the last of them, and then an answer is repeated, but no
question is lost. The sync happens outside the lock, so that the event loop never waits for it.

The text of answered messages does not stay: deleted rows are overwritten with zeros, and the log is
emptied as soon as the bot is idle, or reused from its start while it is busy.
"""

import contextlib
import json
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.telegram.transport.journal.old_format import read_old_journal
from bot.telegram.transport.journal.received import Json, Received
from bot.telegram.transport.journal.work_marks import WorkMarks
from corpus.errors import StorageError
from corpus.store.database import Connection, Format, connect, faults, statements, transaction

_log = logging.getLogger(__name__)
_FILE_NAME = "journal.sqlite3"
_OLD_FILE_NAME = "journal.jsonl"
_MARKS_FILE_NAME = "working"
# Stands in the table of sent messages in place of a method: the process died at work.
_CRASHED = "(crashed)"
# Ids of answered updates that are remembered. Telegram repeats an update within minutes, if ever.
_MAX_DONE = 10_000
# Pages of 4 KiB: how long the log grows while the bot is busy.
_LOG_PAGES = 500
# Telegram does not keep an update for longer either.
_MAX_AGE_SECONDS = 24 * 3600
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
_INSERT = "INSERT OR IGNORE INTO updates (id, body, received, attempts) VALUES (?, ?, ?, ?)"
_INSERT_SENT = "INSERT INTO sent (update_id, method, response) VALUES (?, ?, ?)"

# An SQL statement and its parameters.
_Write = tuple[str, Sequence[Any]]


class Journal:
    """The journal of one bot. May be used from several threads; the folder is this process's."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE_NAME
        self._marks = WorkMarks(folder / _MARKS_FILE_NAME)
        self._lock = threading.Lock()
        self._database: Connection | None = None
        self._pending: dict[int, Received] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        self._moved: dict[int, int] = {}
        # Writes that failed and are repeated before the next one.
        self._unwritten: list[_Write] = []
        self._dirty = False

    def open(self) -> list[Received]:
        """The updates that an earlier process left unanswered, in the order of their receipt.
        Raises StorageError."""
        with self._lock:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._path.touch(mode=0o600)  # the log gets the same permissions
                self._database = connect(self._path, _FORMAT, writable=True)
                self._prepare(self._database)
                self._import_old(self._database)
                self._load(self._database)
                self._expire()
                self._empty_log()
            except OSError as error:
                self._disconnect()
                raise self._fault(error) from None
            except StorageError:
                self._disconnect()
                raise
            self._count_crashes(self._marks.open())
            self._marks.clear()
            return list(self._pending.values())

    def close(self) -> None:
        with self._lock:
            self._marks.clear()
            self._marks.close()
            self._disconnect()

    @property
    def moved(self) -> dict[int, int]:
        """Groups that have become supergroups: old ids and new ones."""
        with self._lock:
            return dict(self._moved)

    def receive(self, updates: Iterable[Json]) -> list[Received]:
        """Stores the new ones among these, and returns them once they are on the disk. Raises
        StorageError; then none is stored."""
        with self._lock:
            new: dict[int, Received] = {}
            for update in updates:
                number = int(update["update_id"])
                if number not in self._pending and number not in self._done:
                    new.setdefault(number, Received(update, time.time()))
            if not new:
                return []
            self._write([(_INSERT, _row(one)) for one in new.values()])
            self._pending |= new
        try:
            self._sync()
        except OSError as error:
            with self._lock:
                for number in new:
                    self._pending.pop(number, None)
                self._try_write([("DELETE FROM updates WHERE id = ?", [n]) for n in new])
            raise self._fault(error) from None
        return list(new.values())

    def take_over(self) -> list[Received]:
        """Nothing: the folder is this process's alone."""
        return []

    def begin(self, one: Received) -> None:
        """Work on it begins, which is one more attempt."""
        with self._lock:
            one.attempts += 1
            write = "UPDATE updates SET attempts = ? WHERE id = ?", [one.attempts, one.id]
            self._try_write([write])

    def working(self, one: Received) -> contextlib.AbstractContextManager[None]:
        """Marks the update as being worked on, until the block ends."""
        return self._marks.mark(one.id)

    def clear_marks(self) -> None:
        """The process is about to end on purpose: what is still at work is not to blame."""
        self._marks.clear()

    def sent(self, one: Received, method: str, response: str) -> None:
        """A message went out while working on it."""
        with self._lock:
            if one.id in self._pending:
                one.sent.append((method, response))
                self._try_write([(_INSERT_SENT, [one.id, method, response])])

    def done(self, one: Received) -> None:
        """It is answered."""
        with self._lock:
            if self._pending.pop(one.id, None) is not None:
                self._try_write(self._forget(one.id))

    def move(self, old: int, new: int) -> None:
        """A group has become a supergroup."""
        with self._lock:
            if self._moved.get(old) != new:
                self._moved[old] = new
                self._try_write([("INSERT OR REPLACE INTO moved VALUES (?, ?)", [old, new])])

    def tidy(self) -> None:
        """Removes the text of answered messages from the log, if no update is pending."""
        with self._lock:
            if not self._pending and self._dirty:
                self._try_write([])
                try:
                    self._empty_log()
                except StorageError as error:
                    _log.warning("%s", error)

    def __len__(self) -> int:
        """How many updates are not answered."""
        return len(self._pending)

    def _disconnect(self) -> None:
        if self._database is not None:
            with faults(self._path, _FORMAT.advice):
                self._database.close()
            self._database = None

    def _count_crashes(self, marked: Iterable[int]) -> None:
        for number in marked:
            if number in self._pending:
                self._pending[number].crashes += 1
                self._try_write([(_INSERT_SENT, [number, _CRASHED, ""])])

    def _prepare(self, database: Connection) -> None:
        with faults(self._path, _FORMAT.advice):
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("PRAGMA secure_delete = ON")
            database.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")

    def _import_old(self, database: Connection) -> None:
        """Takes over a journal of the former format, once. A kill in between does no harm: ids that
        are here already are left as they are."""
        path = self._path.with_name(_OLD_FILE_NAME)
        if not path.exists():
            return
        old = read_old_journal(path)
        with faults(self._path, _FORMAT.advice), transaction(database):
            database.executemany(_INSERT, [(number, None, 0.0, 0) for number in old.done])
            for one in old.pending.values():
                if database.execute(_INSERT, _row(one)).rowcount:
                    database.executemany(_INSERT_SENT, [(one.id, *call) for call in one.sent])
            moved = list(old.moved.items())
            database.executemany("INSERT OR REPLACE INTO moved VALUES (?, ?)", moved)
        self._sync()
        path.unlink()
        path.with_suffix(".new").unlink(missing_ok=True)

    def _load(self, database: Connection) -> None:
        self._pending.clear()
        self._done.clear()
        with faults(self._path, _FORMAT.advice):
            query = "SELECT id, body, received, attempts FROM updates ORDER BY position"
            for number, body, at, attempts in database.execute(query):
                if body is None:
                    self._done[number] = None
                else:
                    self._pending[number] = Received(json.loads(body), at, attempts)
            query = "SELECT update_id, method, response FROM sent ORDER BY number"
            for number, method, response in database.execute(query):
                if number not in self._pending:
                    continue
                if method == _CRASHED:
                    self._pending[number].crashes += 1
                else:
                    self._pending[number].sent.append((method, response))
            self._moved = dict(map(tuple, database.execute("SELECT old, new FROM moved")))

    def _expire(self) -> None:
        oldest = time.time() - _MAX_AGE_SECONDS
        for one in [one for one in self._pending.values() if one.at < oldest]:
            del self._pending[one.id]
            self._write(self._forget(one.id))

    def _forget(self, number: int) -> list[_Write]:
        """Keeps of an answered update only its id, and that for as long as it may be repeated."""
        writes: list[_Write] = [
            ("UPDATE updates SET body = NULL WHERE id = ?", [number]),
            ("DELETE FROM sent WHERE update_id = ?", [number]),
        ]
        self._done[number] = None
        while len(self._done) > _MAX_DONE:
            oldest, _ = self._done.popitem(last=False)
            writes.append(("DELETE FROM updates WHERE id = ?", [oldest]))
        return writes

    def _write(self, writes: Sequence[_Write]) -> None:
        """One transaction, with what could not be written before. Raises StorageError."""
        if self._database is None:
            raise StorageError(f"{self._path} is closed")
        with faults(self._path, _FORMAT.advice), transaction(self._database):
            for sql, values in (*self._unwritten, *writes):
                self._database.execute(sql, values)
        self._unwritten.clear()
        self._dirty = True

    def _try_write(self, writes: Sequence[_Write]) -> None:
        """The same for writes that the work does not depend on."""
        if self._database is None:
            return  # closed: the next start goes by what is there
        try:
            self._write(writes)
        except StorageError as error:
            if not self._unwritten:
                _log.warning("%s; after a restart, some answers may come twice", error)
            self._unwritten += writes

    def _sync(self) -> None:
        """Waits until all that is committed is on the disk. Raises OSError."""
        # SQLite syncs the log itself before it copies pages from it into the file.
        log = os.open(self._path.with_name(f"{_FILE_NAME}-wal"), os.O_RDWR)
        try:
            os.fsync(log)
        finally:
            os.close(log)

    def _empty_log(self) -> None:
        if self._database is not None:
            with faults(self._path, _FORMAT.advice):
                self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._dirty = False

    def _fault(self, error: OSError) -> StorageError:
        return StorageError(
            f"cannot write {self._path}: {error.strerror or error}; check free space and "
            "permissions of its folder"
        )


def _row(one: Received) -> tuple[int, str, float, int]:
    body = json.dumps(one.update, separators=(",", ":"))
    return one.id, body, round(one.at, 3), one.attempts
