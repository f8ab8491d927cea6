"""Store of watches: one SQLite file in the data folder, for this user's eyes only.

A document is marked as asked in the transaction that stores what was found in it. So it is asked
once, whenever the process is killed. What was found is told from here, and marked as told.
"""

import contextlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.watches.watch import Found, News, Subscriber, Watch
from corpus.errors import PullquoteError
from corpus.filters import Filters
from corpus.span import Span
from corpus.store.database import Format, connect, faults, statements, transaction
from retrieval.citation import Reference
from retrieval.watching.novelty import Known, Saying

FILE_NAME = "watches.sqlite3"
# Of a subscriber, told or not: for feeds and lists.
_KEPT = 500
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
_WATCH = "id, subscriber, number, question, filters, paused, created, topic, by, webhook, private"


class TooManyWatches(PullquoteError):
    """A subscriber has as many watches as are allowed."""


class WatchStore:
    """The watches in one data folder. Several processes may use it at once; each store is for one
    thread. Every method raises StorageError."""

    def __init__(self, folder: Path, *, writable: bool = True) -> None:
        self._path = folder / FILE_NAME
        self._database = connect(self._path, _FORMAT, writable=writable)

    @staticmethod
    def is_there(folder: Path) -> bool:
        """Whether anything was ever watched in this data folder."""
        return (folder / FILE_NAME).is_file()

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> "WatchStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Watches ---------------------------------------------------------------------------------

    def add(
        self,
        watch: Watch,
        known: Known,
        documents: Callable[[], Iterable[tuple[str, str]]],
        most: int | None = None,
    ) -> tuple[Watch, bool]:
        """Stores a watch (without id and number), unless its subscriber has it already. ``known``:
        what answers the question now; ``documents``: id and fingerprint of all that are indexed,
        called where this is the only watch. The stored watch, and whether it is new. Raises
        TooManyWatches."""
        with self._transaction():
            own = self.watches(watch.subscriber)
            for one in own:
                if (one.question, one.filters) == (watch.question, watch.filters):
                    return one, False
            if most is not None and len(own) >= most:
                raise TooManyWatches(f"there are {most} saved questions already")
            if not self._one("SELECT count(*) FROM watches"):
                # No question was asked of what came meanwhile.
                self._run("DELETE FROM asked")
                self._mark(documents())
            number = 1 + max((one.number for one in own), default=0)
            self._run(
                "INSERT INTO watches (subscriber, number, question, filters, created, topic,"
                " by, webhook, private) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                watch.subscriber,
                number,
                watch.question,
                json.dumps(asdict(watch.filters)),
                now(),
                watch.topic,
                watch.by,
                watch.webhook,
                int(watch.private),
            )
            new = int(self._one("SELECT last_insert_rowid()"))
            for saying in known.sayings:
                self._keep(new, saying)
            return self.watch(new), True

    def watches(self, subscriber: str | None = None) -> list[Watch]:
        """All watches, or those of a subscriber, by number."""
        rows = self._rows(
            f"SELECT {_WATCH} FROM watches WHERE ? IS NULL OR subscriber = ? ORDER BY number, id",
            subscriber,
            subscriber,
        )
        return list(map(_watch, rows))

    def watch(self, watch_id: int) -> Watch:
        """The watch of this id. Raises LookupError."""
        [row] = self._rows(f"SELECT {_WATCH} FROM watches WHERE id = ?", watch_id) or [None]
        if row is None:
            raise LookupError(watch_id)
        return _watch(row)

    def remove(self, subscriber: str, number: int) -> Watch | None:
        """Deletes a watch with all that was found for it; None where there is none."""
        with self._transaction():
            own = {one.number: one for one in self.watches(subscriber)}
            if number in own:
                self._delete(own[number].id)
            return own.get(number)

    def forget(self, subscriber: str) -> None:
        """Deletes all of a subscriber's watches: it cannot be told any more."""
        with self._transaction():
            for one in self.watches(subscriber):
                self._delete(one.id)
            self._run("DELETE FROM subscribers WHERE name = ?", subscriber)

    def pause(self, subscriber: str, paused: bool, number: int | None = None) -> int:
        """Pauses a subscriber's watches, or one of them, or resumes them; how many these are. A
        paused one is not asked."""
        with self._transaction():
            return self._run(
                "UPDATE watches SET paused = ? WHERE subscriber = ? AND (? IS NULL OR number = ?)",
                int(paused),
                subscriber,
                number,
                number,
            )

    def move(self, old: str, new: str) -> None:
        """A chat has got another id. What the new one has already keeps its numbers."""
        with self._transaction():
            there = self.watches(new)
            last = max((one.number for one in there), default=0)
            for count, one in enumerate(self.watches(old), start=1):
                self._run(
                    "UPDATE watches SET subscriber = ?, number = ?, topic = NULL WHERE id = ?",
                    new,
                    last + count if there else one.number,
                    one.id,
                )
            self._run("UPDATE OR IGNORE subscribers SET name = ? WHERE name = ?", new, old)
            self._run("DELETE FROM subscribers WHERE name = ?", old)

    # Subscribers -----------------------------------------------------------------------------

    def subscriber(self, name: str) -> Subscriber:
        """When this one wants to be told; at once, where nothing else is known."""
        rows = self._rows("SELECT * FROM subscribers WHERE name = ?", name)
        if not rows:
            return Subscriber(name)
        row = rows[0]
        quiet = None if row["quiet_from"] is None else (row["quiet_from"], row["quiet_to"])
        return Subscriber(
            name, row["language"], row["daily"], quiet, row["zone"], row["told_daily"]
        )

    def put_subscriber(self, one: Subscriber) -> None:
        """Stores when a subscriber wants to be told."""
        first, last = one.quiet or (None, None)
        with self._transaction():
            self._run(
                "REPLACE INTO subscribers VALUES (?, ?, ?, ?, ?, ?, ?)",
                one.name,
                one.language,
                one.daily,
                first,
                last,
                one.zone,
                one.told_daily,
            )

    # Documents that were asked, and what was found ---------------------------------------------

    def unasked(self, documents: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of these documents (id, fingerprint) that no saved question was asked of."""
        asked = {row[0]: row[1] for row in self._rows("SELECT document, fingerprint FROM asked")}
        return [(name, sha) for name, sha in documents if asked.get(name) != sha]

    def known(self, watch_id: int) -> Known:
        """What was said in answer to a watch's question."""
        rows = self._rows("SELECT trigrams, facts FROM known WHERE watch = ?", watch_id)
        return Known(
            [
                Saying(frozenset(json.loads(one["trigrams"])), frozenset(json.loads(one["facts"])))
                for one in rows
            ]
        )

    def record(
        self, documents: Iterable[tuple[str, str]], found: Iterable[tuple[Found, Saying]]
    ) -> None:
        """These documents were asked, and this was found, for watches that are still there."""
        with self._transaction():
            self._mark(documents)
            there = {one.id: one for one in self.watches()}
            for one, saying in found:
                if one.watch not in there:
                    continue
                self._run(
                    "INSERT INTO found (watch, document, sha256, start, end, highlights, news,"
                    " facts, confidence, at, hook_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    one.watch,
                    one.place.document_id,
                    one.place.sha256,
                    one.place.span.start,
                    one.place.span.end,
                    json.dumps([(span.start, span.end) for span in one.highlights]),
                    one.news.value,
                    json.dumps(one.facts, ensure_ascii=False),
                    one.confidence,
                    one.at,
                    0.0 if there[one.watch].webhook else None,
                )
                self._keep(one.watch, saying)

    def untold(self, prefix: str) -> dict[str, list[Found]]:
        """What is still to be told to subscribers whose names begin so, in the order it was
        found. Watches that are paused are left out."""
        rows = self._rows(
            "SELECT found.*, watches.subscriber FROM found JOIN watches ON watches.id = watch"
            " WHERE told IS NULL AND NOT paused AND substr(subscriber, 1, ?) = ? ORDER BY found.id",
            len(prefix),
            prefix,
        )
        by_subscriber: dict[str, list[Found]] = {}
        for row in rows:
            by_subscriber.setdefault(row["subscriber"], []).append(_found(row))
        return by_subscriber

    def told(self, ids: Sequence[int]) -> None:
        """These have been told."""
        with self._transaction():
            for one in ids:
                self._run("UPDATE found SET told = ? WHERE id = ?", now(), one)
            # Kept for feeds and lists, but not for ever.
            self._run(
                "DELETE FROM found WHERE told IS NOT NULL AND hook_at IS NULL AND id <="
                " (SELECT max(id) FROM found) - ?",
                _KEPT,
            )

    def latest(self, subscriber: str, most: int, number: int | None = None) -> list[Found]:
        """What was found last for a subscriber, or for one of its watches; the newest first."""
        rows = self._rows(
            "SELECT found.* FROM found JOIN watches ON watches.id = watch WHERE subscriber = ?"
            " AND (? IS NULL OR number = ?) ORDER BY found.id DESC LIMIT ?",
            subscriber,
            number,
            number,
            most,
        )
        return list(map(_found, rows))

    def due_hooks(self, before: float) -> list[tuple[Found, int]]:
        """What is to be sent to webhooks by now, and how often that was tried."""
        rows = self._rows(
            "SELECT * FROM found WHERE hook_at IS NOT NULL AND hook_at <= ? ORDER BY id", before
        )
        return [(_found(row), row["attempts"]) for row in rows]

    def hook_tried(self, found_id: int, again_at: float | None) -> None:
        """A webhook was called; ``again_at``: when it is to be tried again (None: never)."""
        with self._transaction():
            self._run(
                "UPDATE found SET attempts = attempts + 1, hook_at = ? WHERE id = ?",
                again_at,
                found_id,
            )

    def secret(self) -> bytes:
        """The key that webhooks are signed with; made when it is first needed."""
        with self._transaction():
            if not self._rows("SELECT key FROM secret"):
                self._run("INSERT INTO secret VALUES (?)", secrets.token_bytes(32))
            return bytes(self._one("SELECT key FROM secret"))

    def _mark(self, documents: Iterable[tuple[str, str]]) -> None:
        for name, fingerprint in documents:
            self._run("REPLACE INTO asked VALUES (?, ?)", name, fingerprint)

    def _keep(self, watch_id: int, saying: Saying) -> None:
        facts = json.dumps(sorted(saying.facts), ensure_ascii=False)
        trigrams = json.dumps(sorted(saying.trigrams))
        self._run("INSERT INTO known VALUES (?, ?, ?)", watch_id, trigrams, facts)

    def _delete(self, watch_id: int) -> None:
        self._run("DELETE FROM watches WHERE id = ?", watch_id)
        self._run("DELETE FROM known WHERE watch = ?", watch_id)
        self._run("DELETE FROM found WHERE watch = ?", watch_id)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with faults(self._path, _FORMAT.advice), transaction(self._database):
            yield

    def _rows(self, sql: str, *values: Any) -> list[Any]:
        with faults(self._path, _FORMAT.advice):
            return self._database.execute(sql, values).fetchall()

    def _one(self, sql: str) -> Any:
        return self._rows(sql)[0][0]

    def _run(self, sql: str, *values: Any) -> int:
        return self._database.execute(sql, values).rowcount


def now() -> str:
    """The time, as it is stored."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _watch(row: Any) -> Watch:
    return Watch(
        id=row["id"],
        subscriber=row["subscriber"],
        number=row["number"],
        question=row["question"],
        filters=Filters(**json.loads(row["filters"])),
        paused=bool(row["paused"]),
        created=row["created"],
        topic=row["topic"],
        by=row["by"],
        webhook=row["webhook"],
        private=bool(row["private"]),
    )


def _found(row: Any) -> Found:
    return Found(
        watch=row["watch"],
        place=Reference(row["document"], row["sha256"], Span(row["start"], row["end"])),
        highlights=tuple(Span(start, end) for start, end in json.loads(row["highlights"])),
        news=News(row["news"]),
        facts=tuple(json.loads(row["facts"])),
        confidence=row["confidence"],
        at=row["at"],
        id=row["id"],
    )
