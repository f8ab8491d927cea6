"""Store of watches: saved questions, their subscribers, and which documents were asked.

A document is marked as asked in the transaction that stores what was found in it. So it is asked
once, whenever the process is killed.
"""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.watches.found_table import FoundTable
from bot.watches.watch import Found, Subscriber, Watch, timestamp
from bot.watches.watch_file import FILE_NAME, WatchFile
from corpus.errors import PullquoteError
from corpus.filters import Filters
from retrieval.watching.novelty import Known, QuoteContent

_WATCH = "id, subscriber, number, question, filters, paused, created, topic, by, webhook, private"


class TooManyWatches(PullquoteError):
    """A subscriber has as many watches as are allowed."""


class WatchStore:
    """The watches in one data folder. Several processes may use it at once; each store is for one
    thread. Every method raises StorageError."""

    def __init__(self, folder: Path, *, writable: bool = True) -> None:
        self._file = WatchFile(folder, writable=writable)
        self.found = FoundTable(self._file)

    @staticmethod
    def is_there(folder: Path) -> bool:
        """Whether anything was ever watched in this data folder."""
        return (folder / FILE_NAME).is_file()

    def close(self) -> None:
        self._file.close()

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
        with self._file.transaction():
            own = self.watches(watch.subscriber)
            for one in own:
                if (one.question, one.filters) == (watch.question, watch.filters):
                    return one, False
            if most is not None and len(own) >= most:
                raise TooManyWatches(f"there are {most} saved questions already")
            if not self._file.value("SELECT count(*) FROM watches"):
                # No question was asked of what came meanwhile.
                self._file.write("DELETE FROM asked")
                self._mark(documents())
            number = 1 + max((one.number for one in own), default=0)
            self._file.write(
                "INSERT INTO watches (subscriber, number, question, filters, created, topic,"
                " by, webhook, private) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                watch.subscriber,
                number,
                watch.question,
                json.dumps(asdict(watch.filters)),
                timestamp(),
                watch.topic,
                watch.by,
                watch.webhook,
                int(watch.private),
            )
            new = int(self._file.value("SELECT last_insert_rowid()"))
            for content in known.contents:
                self._keep(new, content)
            return self.watch(new), True

    def watches(self, subscriber: str | None = None) -> list[Watch]:
        """All watches, or those of a subscriber, by number."""
        rows = self._file.rows(
            f"SELECT {_WATCH} FROM watches WHERE ? IS NULL OR subscriber = ? ORDER BY number, id",
            subscriber,
            subscriber,
        )
        return list(map(_watch, rows))

    def watch(self, watch_id: int) -> Watch:
        """The watch of this id. Raises LookupError."""
        rows = self._file.rows(f"SELECT {_WATCH} FROM watches WHERE id = ?", watch_id)
        if not rows:
            raise LookupError(watch_id)
        return _watch(rows[0])

    def remove(self, subscriber: str, number: int) -> Watch | None:
        """Deletes a watch with all that was found for it; None where there is none."""
        with self._file.transaction():
            own = {one.number: one for one in self.watches(subscriber)}
            if number in own:
                self._delete(own[number].id)
            return own.get(number)

    def forget(self, subscriber: str) -> None:
        """Deletes all of a subscriber's watches: it cannot be told any more."""
        with self._file.transaction():
            for one in self.watches(subscriber):
                self._delete(one.id)
            self._file.write("DELETE FROM subscribers WHERE name = ?", subscriber)

    def pause(self, subscriber: str, paused: bool, number: int | None = None) -> int:
        """Pauses a subscriber's watches, or one of them, or resumes them; how many these are. A
        paused one is not asked."""
        with self._file.transaction():
            return self._file.write(
                "UPDATE watches SET paused = ? WHERE subscriber = ? AND (? IS NULL OR number = ?)",
                int(paused),
                subscriber,
                number,
                number,
            )

    def move(self, old: str, new: str) -> None:
        """A subscriber has another name now, as a chat gets another id. Watches that the new name
        has already keep their numbers."""
        with self._file.transaction():
            there = self.watches(new)
            last = max((one.number for one in there), default=0)
            for count, one in enumerate(self.watches(old), start=1):
                self._file.write(
                    "UPDATE watches SET subscriber = ?, number = ?, topic = NULL WHERE id = ?",
                    new,
                    last + count if there else one.number,
                    one.id,
                )
            self._file.write("UPDATE OR IGNORE subscribers SET name = ? WHERE name = ?", new, old)
            self._file.write("DELETE FROM subscribers WHERE name = ?", old)

    # Subscribers -----------------------------------------------------------------------------

    def subscriber(self, name: str) -> Subscriber:
        """When this one wants to be told; at once, where nothing else is known."""
        rows = self._file.rows("SELECT * FROM subscribers WHERE name = ?", name)
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
        with self._file.transaction():
            self._file.write(
                "REPLACE INTO subscribers VALUES (?, ?, ?, ?, ?, ?, ?)",
                one.name,
                one.language,
                one.daily,
                first,
                last,
                one.zone,
                one.told_daily,
            )

    # Documents that were asked ---------------------------------------------------------------

    def unasked(self, documents: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of these documents (id, fingerprint) that no saved question was asked of."""
        rows = self._file.rows("SELECT document, fingerprint FROM asked")
        asked = {row["document"]: row["fingerprint"] for row in rows}
        return [(name, sha) for name, sha in documents if asked.get(name) != sha]

    def known(self, watch_id: int) -> Known:
        """What was said in answer to a watch's question."""
        rows = self._file.rows("SELECT trigrams, facts FROM known WHERE watch = ?", watch_id)
        return Known(
            [
                QuoteContent(
                    frozenset(json.loads(one["trigrams"])), frozenset(json.loads(one["facts"]))
                )
                for one in rows
            ]
        )

    def record(
        self, documents: Iterable[tuple[str, str]], found: Iterable[tuple[Found, QuoteContent]]
    ) -> None:
        """Stores that these documents (id, fingerprint) were asked, and what was found in them for
        watches that are still there."""
        with self._file.transaction():
            self._mark(documents)
            there = {one.id: one for one in self.watches()}
            for one, content in found:
                if one.watch not in there:
                    continue
                self.found.add(one, for_webhook=bool(there[one.watch].webhook))
                self._keep(one.watch, content)

    def secret(self) -> bytes:
        """The key that webhooks are signed with; made when it is first needed."""
        with self._file.transaction():
            if not self._file.rows("SELECT key FROM secret"):
                self._file.write("INSERT INTO secret VALUES (?)", secrets.token_bytes(32))
            return bytes(self._file.value("SELECT key FROM secret"))

    def _mark(self, documents: Iterable[tuple[str, str]]) -> None:
        for name, fingerprint in documents:
            self._file.write("REPLACE INTO asked VALUES (?, ?)", name, fingerprint)

    def _keep(self, watch_id: int, content: QuoteContent) -> None:
        facts = json.dumps(sorted(content.facts), ensure_ascii=False)
        trigrams = json.dumps(sorted(content.trigrams))
        self._file.write("INSERT INTO known VALUES (?, ?, ?)", watch_id, trigrams, facts)

    def _delete(self, watch_id: int) -> None:
        self._file.write("DELETE FROM watches WHERE id = ?", watch_id)
        self._file.write("DELETE FROM known WHERE watch = ?", watch_id)
        self.found.drop(watch_id)


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
