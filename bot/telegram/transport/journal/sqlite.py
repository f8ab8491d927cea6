"""Journal of updates: what Telegram sent and the bot has not answered yet, in SQLite.

An update is on disk before Telegram is told that it arrived, and it stays there until it is
answered. So nothing is lost, and an update that Telegram sends again is recognised by its id.
Messages that went out before work was cut off are not sent again. One gap remains: if the process
dies after Telegram accepted a message and before its response was read, some milliseconds, that
message is sent twice, because Telegram cannot be asked whether it has it.

Which updates the process was working on when it was killed is known from their marks
(``work_marks``); each counts as a crash.

Durability (see ``journal_file``): ``receive`` syncs once per batch, before it returns. The other
writes (attempts, sent, done) are not synced one by one: a power failure may undo the last of them,
and then an answer is repeated, but no question is lost. The sync happens outside the lock, so that
the event loop never waits for it.

The text of answered messages does not stay in the file, nor in its log once the bot is idle.
"""

import contextlib
import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

from bot.telegram.transport.journal.journal_file import JournalFile, Write
from bot.telegram.transport.journal.old_format import read_old_journal
from bot.telegram.transport.journal.received import Json, Received
from bot.telegram.transport.journal.work_marks import WorkMarks
from corpus.errors import StorageError

_log = logging.getLogger(__name__)
_FILE_NAME = "journal.sqlite3"
_OLD_FILE_NAME = "journal.jsonl"
_MARKS_FILE_NAME = "working"
# Stands in the table of sent messages in place of a method: the process died at work.
_CRASHED = "(crashed)"
# Ids of answered updates that are remembered. Telegram repeats an update within minutes, if ever.
_MAX_DONE = 10_000
# Telegram does not keep an update for longer either.
_MAX_AGE_SECONDS = 24 * 3600
_INSERT = "INSERT OR IGNORE INTO updates (id, body, received, attempts) VALUES (?, ?, ?, ?)"
_INSERT_MOVED = "INSERT OR REPLACE INTO moved VALUES (?, ?)"
_INSERT_SENT = "INSERT INTO sent (update_id, method, response) VALUES (?, ?, ?)"


class Journal:
    """The journal of one bot. May be used from several threads; the folder is this process's."""

    def __init__(self, folder: Path) -> None:
        self._file = JournalFile(folder / _FILE_NAME)
        self._marks = WorkMarks(folder / _MARKS_FILE_NAME)
        self._lock = threading.Lock()
        self._pending: dict[int, Received] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        self._moved: dict[int, int] = {}

    def open(self) -> list[Received]:
        """The updates that an earlier process left unanswered, in the order of their receipt.
        Raises StorageError."""
        with self._lock:
            try:
                self._file.open()
                self._import_old()
                self._load()
                self._expire()
                self._file.empty_log()
            except OSError as error:
                self._file.close()
                raise self._fault(error) from None
            except StorageError:
                self._file.close()
                raise
            self._count_crashes(self._marks.open())
            self._marks.clear()
            return list(self._pending.values())

    def close(self) -> None:
        with self._lock:
            self._marks.clear()
            self._marks.close()
            self._file.close()

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
            self._file.write([(_INSERT, _row(one)) for one in new.values()])
            self._pending |= new
        try:
            self._file.sync()
        except OSError as error:
            with self._lock:
                for number in new:
                    self._pending.pop(number, None)
                self._file.try_write([("DELETE FROM updates WHERE id = ?", [n]) for n in new])
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
            self._file.try_write([write])

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
                self._file.try_write([(_INSERT_SENT, [one.id, method, response])])

    def done(self, one: Received) -> None:
        """It is answered."""
        with self._lock:
            if self._pending.pop(one.id, None) is not None:
                self._file.try_write(self._forget(one.id))

    def move(self, old: int, new: int) -> None:
        """A group has become a supergroup."""
        with self._lock:
            if self._moved.get(old) != new:
                self._moved[old] = new
                self._file.try_write([(_INSERT_MOVED, [old, new])])

    def tidy(self) -> None:
        """Removes the text of answered messages from the log, if no update is pending."""
        with self._lock:
            if not self._pending and not self._file.is_log_empty:
                self._file.try_write([])
                try:
                    self._file.empty_log()
                except StorageError as error:
                    _log.warning("%s", error)

    def __len__(self) -> int:
        """How many updates are not answered."""
        return len(self._pending)

    def _count_crashes(self, marked: Iterable[int]) -> None:
        for number in marked:
            if number in self._pending:
                self._pending[number].crashes += 1
                self._file.try_write([(_INSERT_SENT, [number, _CRASHED, ""])])

    def _import_old(self) -> None:
        """Takes over a journal of the former format, once. A kill in between does no harm: ids that
        are here already are left as they are."""
        path = self._file.path.with_name(_OLD_FILE_NAME)
        if not path.exists():
            return
        old = read_old_journal(path)
        known = {row["id"] for row in self._file.rows("SELECT id FROM updates")} | set(old.done)
        writes: list[Write] = [(_INSERT, [number, None, 0.0, 0]) for number in old.done]
        for one in old.pending.values():
            if one.id not in known:
                writes.append((_INSERT, _row(one)))
                writes += [(_INSERT_SENT, [one.id, *call]) for call in one.sent]
        writes += [(_INSERT_MOVED, [before, after]) for before, after in old.moved.items()]
        self._file.write(writes)
        self._file.sync()
        path.unlink()
        path.with_suffix(".new").unlink(missing_ok=True)

    def _load(self) -> None:
        self._pending.clear()
        self._done.clear()
        query = "SELECT id, body, received, attempts FROM updates ORDER BY position"
        for number, body, at, attempts in self._file.rows(query):
            if body is None:
                self._done[number] = None
            else:
                self._pending[number] = Received(json.loads(body), at, attempts)
        query = "SELECT update_id, method, response FROM sent ORDER BY number"
        for number, method, response in self._file.rows(query):
            if number not in self._pending:
                continue
            if method == _CRASHED:
                self._pending[number].crashes += 1
            else:
                self._pending[number].sent.append((method, response))
        self._moved = dict(map(tuple, self._file.rows("SELECT old, new FROM moved")))

    def _expire(self) -> None:
        oldest = time.time() - _MAX_AGE_SECONDS
        for one in [one for one in self._pending.values() if one.at < oldest]:
            del self._pending[one.id]
            self._file.write(self._forget(one.id))

    def _forget(self, number: int) -> list[Write]:
        """Keeps of an answered update only its id, and that for as long as it may be repeated."""
        writes: list[Write] = [
            ("UPDATE updates SET body = NULL WHERE id = ?", [number]),
            ("DELETE FROM sent WHERE update_id = ?", [number]),
        ]
        self._done[number] = None
        while len(self._done) > _MAX_DONE:
            oldest, _ = self._done.popitem(last=False)
            writes.append(("DELETE FROM updates WHERE id = ?", [oldest]))
        return writes

    def _fault(self, error: OSError) -> StorageError:
        return StorageError(
            f"cannot write {self._file.path}: {error.strerror or error}; check free space and "
            "permissions of its folder"
        )


def _row(one: Received) -> tuple[int, str, float, int]:
    body = json.dumps(one.update, separators=(",", ":"))
    return one.id, body, round(one.at, 3), one.attempts
