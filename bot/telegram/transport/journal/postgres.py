"""Journal of updates in PostgreSQL, shared by the replicas of a bot behind one webhook.

Whichever replica Telegram's call reaches stores the update and answers it; the same update at
another replica is known already. A replica shows that it lives by an advisory lock, which the
server releases when the process ends or its machine is lost. Then another claims what it left
(``FOR UPDATE SKIP LOCKED``, so that each update goes to one of them) after a few seconds, in which
a replica whose connection was merely cut takes its lock again.

An update is committed before Telegram is told that it arrived. What is written while it is worked
on (attempts, messages sent, done) is written by a thread, in order: the event loop never waits for
the database. If a process dies before that thread has written, a message may be sent twice.
"""

import contextlib
import json
import logging
import secrets
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.telegram.transport.journal.received import Json, Received
from corpus.errors import StorageError
from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection
from corpus.store.postgres.tables import migrate

_log = logging.getLogger(__name__)
# The first of the two numbers of a replica's advisory lock; the second is the replica's own.
_REPLICA = 717_003
# A replica is given up when its lock has been free for so long.
_GRACE_SECONDS = 5.0
_CLAIMED_AT_ONCE = 50
# Telegram does not keep an update for longer, and repeats one within minutes, if ever.
_MAX_AGE_SECONDS = 24 * 3600
_CLOSING_SECONDS = 2.0

_Write = tuple[str, Sequence[Any]]


class SharedJournal:
    """See ``UpdateJournal``. ``bot``: a name for the bot and its Bot API server."""

    def __init__(self, address: Address, bot: str) -> None:
        self._bot = bot
        self._worker = secrets.randbelow(2**31)
        self._receiving = PostgresConnection(address)
        self._writing = PostgresConnection(address)
        # Holds the lock, and is used for nothing that could fail otherwise.
        self._living = PostgresConnection(address)
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._unwritten: list[_Write] = []
        self._pending: dict[int, Received] = {}
        self._moved: dict[int, int] = {}
        self._missing: dict[int, float] = {}
        self._closed = False

    def open(self) -> list[Received]:
        with self._lock:
            migrate(self._receiving)
            self._live()
            rows = self._receiving.run("SELECT old, new FROM moved WHERE bot = ?", [self._bot])
            self._moved = {row[0]: row[1] for row in rows}
            self._receiving.run(
                "DELETE FROM updates WHERE bot = ? AND received < ?",
                [self._bot, time.time() - _MAX_AGE_SECONDS],
            )
            self._receiving.run(
                "DELETE FROM sent s WHERE bot = ? AND NOT EXISTS (SELECT FROM updates u "
                "WHERE u.bot = s.bot AND u.id = s.update_id)",
                [self._bot],
            )
            return self._claim("worker IS NULL", [])

    def close(self) -> None:
        """What is not answered is for the next start, or for another replica, at once."""
        if self._closed:
            return
        self._later("UPDATE updates SET worker = NULL WHERE bot = ? AND worker = ?",
                    self._bot, self._worker)  # fmt: skip
        self._closed = True
        written = self._thread.submit(lambda: None)
        with contextlib.suppress(TimeoutError):
            written.result(_CLOSING_SECONDS)
        self._thread.shutdown(wait=False, cancel_futures=True)
        for one in (self._receiving, self._writing, self._living):
            one.close()

    @property
    def moved(self) -> dict[int, int]:
        return dict(self._moved)

    def receive(self, updates: Iterable[Json]) -> list[Received]:
        with self._lock:
            found: list[Received] = []
            with self._receiving.transaction():
                for update in updates:
                    one = Received(update, time.time())
                    new = self._receiving.run(
                        "INSERT INTO updates (bot, id, body, received, worker) "
                        "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
                        [self._bot, one.id, _body(update), round(one.at, 3), self._worker],
                    )
                    if new:
                        found.append(one)
            self._pending |= {one.id: one for one in found}
            return found

    def take_over(self) -> list[Received]:
        with self._lock:
            self._live()
            rows = self._receiving.run(
                "SELECT DISTINCT worker FROM updates u WHERE bot = ? AND body IS NOT NULL "
                "AND worker <> ? AND NOT EXISTS (SELECT FROM pg_locks l WHERE "
                "l.locktype = 'advisory' AND l.classid = ? AND l.objid = u.worker AND l.granted)",
                [self._bot, self._worker, _REPLICA],
            )
            now = time.monotonic()
            self._missing = {row[0]: self._missing.get(row[0], now) for row in rows}
            dead = [one for one, since in self._missing.items() if now - since >= _GRACE_SECONDS]
            return self._claim("(worker IS NULL OR worker = ANY(?::bigint[]))", [dead])

    def begin(self, one: Received) -> None:
        one.attempts += 1
        self._later(
            "UPDATE updates SET attempts = ? WHERE bot = ? AND id = ?",
            one.attempts, self._bot, one.id,
        )  # fmt: skip

    def working(self, one: Received) -> contextlib.AbstractContextManager[None]:
        # Which updates a replica was working on when it was lost is known from their attempts.
        return contextlib.nullcontext()

    def clear_marks(self) -> None:
        """The process is about to end on purpose: what is still at work is not to blame."""
        self._later(
            "UPDATE updates SET attempts = 0 WHERE bot = ? AND worker = ?", self._bot, self._worker
        )

    def sent(self, one: Received, method: str, response: str) -> None:
        if one.id in self._pending:
            one.sent.append((method, response))
            self._later(
                "INSERT INTO sent (bot, update_id, method, response) VALUES (?, ?, ?, ?)",
                self._bot, one.id, method, response,
            )  # fmt: skip

    def done(self, one: Received) -> None:
        if self._pending.pop(one.id, None) is not None:
            # Only its id stays, for as long as Telegram may repeat it.
            self._later(
                "UPDATE updates SET body = NULL, worker = NULL WHERE bot = ? AND id = ?",
                self._bot, one.id,
            )  # fmt: skip
            self._later("DELETE FROM sent WHERE bot = ? AND update_id = ?", self._bot, one.id)

    def move(self, old: int, new: int) -> None:
        if self._moved.get(old) != new:
            self._moved[old] = new
            self._later(
                "INSERT INTO moved (bot, old, new) VALUES (?, ?, ?) "
                "ON CONFLICT (bot, old) DO UPDATE SET new = excluded.new",
                self._bot, old, new,
            )  # fmt: skip

    def tidy(self) -> None:
        """Nothing to do: the server removes what was deleted."""

    def __len__(self) -> int:
        return len(self._pending)

    def _live(self) -> None:
        """Holds this replica's lock, also after its connection was lost."""
        self._living.run(
            "SELECT pg_try_advisory_lock(?, ?) WHERE NOT EXISTS (SELECT FROM pg_locks "
            "WHERE locktype = 'advisory' AND classid = ? AND objid = ? AND granted)",
            [_REPLICA, self._worker, _REPLICA, self._worker],
        )

    def _claim(self, condition: str, values: list[Any]) -> list[Received]:
        with self._receiving.transaction():
            rows = self._receiving.run(
                "UPDATE updates u SET worker = ?, crashes = crashes + (attempts > 0)::int "
                "FROM (SELECT bot, id FROM updates WHERE bot = ? AND body IS NOT NULL "
                f"AND {condition} ORDER BY position LIMIT {_CLAIMED_AT_ONCE} "
                "FOR UPDATE SKIP LOCKED) c WHERE u.bot = c.bot AND u.id = c.id "
                "RETURNING u.id, u.body, u.received, u.attempts, u.crashes, u.position",
                [self._worker, self._bot, *values],
            )
            sent: dict[int, list[tuple[str, str]]] = {}
            for row in self._receiving.run(
                "SELECT update_id, method, response FROM sent WHERE bot = ? "
                "AND update_id = ANY(?::bigint[]) ORDER BY number",
                [self._bot, [row["id"] for row in rows]],
            ):
                sent.setdefault(row[0], []).append((row[1], row[2]))
        found = []
        for row in sorted(rows, key=lambda one: one["position"]):
            update = json.loads(row["body"])
            one = Received(
                update, row["received"], row["attempts"], row["crashes"], sent.get(row["id"], [])
            )
            if one.id not in self._pending:
                found.append(one)
        self._pending |= {one.id: one for one in found}
        return found

    def _later(self, statement: str, *values: Any) -> None:
        if not self._closed:
            self._thread.submit(self._write, (statement, values))

    def _write(self, write: _Write) -> None:
        """In the thread: this, and before it what could not be written before."""
        self._unwritten.append(write)
        try:
            while self._unwritten:
                self._writing.run(*self._unwritten[0])
                self._unwritten.pop(0)
        except StorageError as error:
            _log.warning("%s; after a restart, some answers may come twice", error)


def _body(update: Json) -> str:
    # PostgreSQL's texts have no NUL; JSON writes one as an escape anyway.
    return json.dumps(update, separators=(",", ":"))
