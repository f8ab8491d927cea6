"""What was received from Telegram and is not answered yet, on disk.

A file of lines, each a JSON array that says what happened:

    ["received", UPDATE, TIME]      an update, as Telegram sent it
    ["begun", ID]                   work on it has begun (and may have been cut off)
    ["sent", ID, METHOD, RESPONSE]  a message went out in the course of it, and Telegram said so
    ["done", FIRST, LAST]           the updates of these ids are answered
    ["moved", OLD, NEW]             a group has become a supergroup

What is received is on the disk before Telegram is told so, and whatever happens afterwards, it is
worked on until it is done. So nothing is lost, and an update that Telegram sends again is known.
What was sent for an update is not sent again if work on it was cut off. One window is left: if the
process is killed after Telegram took a message, and before its answer to that was read, some
milliseconds, that message is sent a second time, for nobody can ask Telegram whether it has it.
(After a power failure, the last second of "sent" and "done" may be missing too.)

Words of answered messages do not stay: the file is rewritten without them as soon as the bot has
nothing to do, and while it is busy every so many lines.
"""

import json
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import StorageError

Json = dict[str, Any]

_log = logging.getLogger(__name__)
_FILE_NAME = "journal.jsonl"
# Ids of answered updates that are remembered. Telegram repeats an update within minutes, if ever.
_MOST_DONE = 10_000
_LINES_TO_REWRITE = 2_000
# Telegram does not keep an update for longer either.
_OLDEST_SECONDS = 24 * 3600


@dataclass(slots=True)
class Received:
    """An update that is not answered. ``begun``: how often work on it has begun; ``sent``: what
    went out in the course of it before it was cut off: method and Telegram's response."""

    update: Json
    at: float
    begun: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


class Journal:
    """The journal of one bot. May be used from several threads; the folder is this process's."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE_NAME
        self._lock = threading.Lock()
        self._pending: dict[int, Received] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        self._moved: dict[int, int] = {}
        self._file: int | None = None
        self._lines = 0
        self._torn = False
        self._complained = False

    def open(self) -> list[Received]:
        """What an earlier process left unanswered, in the order of its receipt. Raises
        StorageError."""
        with self._lock:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._read()
                now = time.time()
                for one in list(self._pending.values()):
                    if now - one.at > _OLDEST_SECONDS:
                        del self._pending[one.id]
                        self._remember(one.id)
                self._rewrite()
            except OSError as error:
                raise self._fault(error) from None
            return list(self._pending.values())

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    @property
    def moved(self) -> dict[int, int]:
        """Groups that have become supergroups: old ids and new ones."""
        with self._lock:
            return dict(self._moved)

    def receive(self, updates: Iterable[Json]) -> list[Received]:
        """Keeps those that are new, and gives them back once they are on the disk. Raises
        StorageError; then none is kept."""
        with self._lock:
            new: dict[int, Received] = {}
            for update in updates:
                number = int(update["update_id"])
                if number not in self._pending and number not in self._done:
                    new.setdefault(number, Received(update, time.time()))
            if not new:
                return []
            try:
                self._append(["received", one.update, round(one.at, 3)] for one in new.values())
                assert self._file is not None
                file = os.dup(self._file)
            except OSError as error:
                raise self._fault(error) from None
            self._pending |= new
        # Not under the lock: this takes milliseconds, and others only append.
        try:
            os.fsync(file)
        except OSError as error:
            with self._lock:
                for number in new:
                    self._pending.pop(number, None)
            raise self._fault(error) from None
        finally:
            os.close(file)
        return list(new.values())

    def begin(self, one: Received) -> None:
        """Work on it begins; ``one.begun`` counts it."""
        with self._lock:
            one.begun += 1
            self._try_append([["begun", one.id]])

    def sent(self, one: Received, method: str, response: str) -> None:
        """A message went out in the course of it."""
        with self._lock:
            if one.id in self._pending:
                one.sent.append((method, response))
                self._try_append([["sent", one.id, method, response]])

    def done(self, one: Received) -> None:
        """It is answered."""
        with self._lock:
            if self._pending.pop(one.id, None) is None:
                return
            self._remember(one.id)
            self._try_append([["done", one.id, one.id]])
            if self._lines >= _LINES_TO_REWRITE + 3 * len(self._pending):
                self._try_rewrite()

    def move(self, old: int, new: int) -> None:
        """A group has become a supergroup."""
        with self._lock:
            if self._moved.get(old) != new:
                self._moved[old] = new
                self._try_append([["moved", old, new]])

    def tidy(self) -> None:
        """Forgets the words of what is answered, if nothing else is there to do."""
        with self._lock:
            if not self._pending and self._lines and self._file is not None:
                self._try_rewrite()

    def __len__(self) -> int:
        """How many updates are not answered."""
        return len(self._pending)

    def _remember(self, number: int) -> None:
        self._done[number] = None
        if len(self._done) > _MOST_DONE:
            self._done.popitem(last=False)

    def _read(self) -> None:
        self._pending.clear()
        if not self._path.exists():
            return
        for line in self._path.read_bytes().splitlines():
            try:
                kind, *rest = json.loads(line)
                _READERS[kind](self, *rest)
            except (ValueError, KeyError, TypeError):
                continue  # torn by a kill or a full disk: Telegram was not told that it is here

    def _read_received(self, update: Json, at: float) -> None:
        self._pending[int(update["update_id"])] = Received(update, at)

    def _read_begun(self, number: int) -> None:
        if number in self._pending:
            self._pending[number].begun += 1

    def _read_sent(self, number: int, method: str, response: str) -> None:
        if number in self._pending:
            self._pending[number].sent.append((method, response))

    def _read_done(self, first: int, last: int) -> None:
        for number in range(max(first, last - _MOST_DONE), last + 1):
            self._pending.pop(number, None)
            self._remember(number)

    def _read_moved(self, old: int, new: int) -> None:
        self._moved[int(old)] = int(new)

    def _append(self, records: Iterable[Sequence[Any]]) -> None:
        if self._file is None:
            self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        lines = [json.dumps(one, separators=(",", ":")) for one in records]
        # Behind a line that could not be written whole, a new one begins.
        data = ("\n" * self._torn + "".join(f"{line}\n" for line in lines)).encode()
        self._torn = True
        _write(self._file, data)
        self._torn = False
        self._lines += len(lines)

    def _try_append(self, records: Iterable[Sequence[Any]]) -> None:
        if self._file is None:
            return  # closed: what was cut off is told by what is there
        try:
            self._append(records)
            self._complained = False
        except OSError as error:
            self._complain(error)

    def _try_rewrite(self) -> None:
        try:
            self._rewrite()
        except OSError as error:
            self._complain(error)

    def _rewrite(self) -> None:
        """The same, said in as few lines as possible, in a new file in place of the old one."""
        fresh = self._path.with_suffix(".new")
        file = os.open(fresh, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            data = "".join(f"{json.dumps(one, separators=(',', ':'))}\n" for one in self._records())
            _write(file, data.encode())
            os.fsync(file)
            fresh.replace(self._path)
        except BaseException:
            os.close(file)
            raise
        if self._file is not None:
            os.close(self._file)
        self._file, self._lines, self._torn = file, 0, False

    def _records(self) -> Iterator[Sequence[Any]]:
        for old, new in self._moved.items():
            yield "moved", old, new
        for first, last in _ranges(self._done):
            yield "done", first, last
        for one in self._pending.values():
            yield "received", one.update, one.at
            yield from (("begun", one.id) for _ in range(one.begun))
            yield from (("sent", one.id, *call) for call in one.sent)

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            _log.warning("%s; after a restart, some answers may come twice", self._fault(error))

    def _fault(self, error: OSError) -> StorageError:
        return StorageError(
            f"cannot write {self._path}: {error.strerror or error}; check free space and "
            "permissions of its folder"
        )


_READERS: dict[str, Callable[..., None]] = {
    "received": Journal._read_received,
    "begun": Journal._read_begun,
    "sent": Journal._read_sent,
    "done": Journal._read_done,
    "moved": Journal._read_moved,
}


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers as one range, in the order in which they are given.

    >>> list(_ranges([4, 5, 6, 9, 7]))
    [(4, 6), (9, 9), (7, 7)]
    """
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
