"""What was found for watches: what is still to be told, to whom, and to which webhook."""

import json
from collections.abc import Sequence
from typing import Any

from bot.watches.watch import Found, News, timestamp
from bot.watches.watch_file import WatchFile
from corpus.span import Span
from retrieval.citation import Reference

# How many of the newest stay for feeds and lists once they were told, of all subscribers together.
_KEPT = 500


class FoundTable:
    """The quotes that were found. Every method raises StorageError."""

    def __init__(self, file: WatchFile) -> None:
        self._file = file

    def add(self, found: Found, *, for_webhook: bool) -> None:
        """Stores what was found, in a transaction of the caller's."""
        self._file.write(
            "INSERT INTO found (watch, document, sha256, start, end, highlights, news,"
            " facts, confidence, at, hook_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            found.watch,
            found.place.document_id,
            found.place.sha256,
            found.place.span.start,
            found.place.span.end,
            json.dumps([(span.start, span.end) for span in found.highlights]),
            found.news.value,
            json.dumps(found.facts, ensure_ascii=False),
            found.confidence,
            found.at,
            0.0 if for_webhook else None,
        )

    def drop(self, watch_id: int) -> None:
        """Deletes what was found for a watch, in a transaction of the caller's."""
        self._file.write("DELETE FROM found WHERE watch = ?", watch_id)

    def untold(self, prefix: str) -> dict[str, list[Found]]:
        """What is still to be told to subscribers whose names begin so, in the order it was
        found. Watches that are paused are left out."""
        rows = self._file.rows(
            "SELECT found.*, watches.subscriber FROM found JOIN watches ON watches.id = watch"
            " WHERE told IS NULL AND NOT paused AND substr(subscriber, 1, ?) = ? ORDER BY found.id",
            len(prefix),
            prefix,
        )
        by_subscriber: dict[str, list[Found]] = {}
        for row in rows:
            by_subscriber.setdefault(row["subscriber"], []).append(_found(row))
        return by_subscriber

    def mark_told(self, ids: Sequence[int]) -> None:
        """Stores that subscribers have been told of these, and deletes old ones."""
        with self._file.transaction():
            for one in ids:
                self._file.write("UPDATE found SET told = ? WHERE id = ?", timestamp(), one)
            self._file.write(
                "DELETE FROM found WHERE told IS NOT NULL AND hook_at IS NULL AND id <="
                " (SELECT max(id) FROM found) - ?",
                _KEPT,
            )

    def latest(self, subscriber: str, most: int, number: int | None = None) -> list[Found]:
        """What was found last for a subscriber, or for one of its watches; the newest first."""
        rows = self._file.rows(
            "SELECT found.* FROM found JOIN watches ON watches.id = watch WHERE subscriber = ?"
            " AND (? IS NULL OR number = ?) ORDER BY found.id DESC LIMIT ?",
            subscriber,
            number,
            number,
            most,
        )
        return list(map(_found, rows))

    def due_hooks(self, before: float) -> list[tuple[Found, int]]:
        """What is to be sent to webhooks before a time (Unix, in seconds), and how often that was
        tried."""
        rows = self._file.rows(
            "SELECT * FROM found WHERE hook_at IS NOT NULL AND hook_at <= ? ORDER BY id", before
        )
        return [(_found(row), row["attempts"]) for row in rows]

    def mark_hook_tried(self, found_id: int, again_at: float | None) -> None:
        """Stores that a webhook was called; ``again_at``: the time at which to try it again (None:
        never)."""
        with self._file.transaction():
            self._file.write(
                "UPDATE found SET attempts = attempts + 1, hook_at = ? WHERE id = ?",
                again_at,
                found_id,
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
