"""Feedback: people's verdicts on answers.

Who gave a verdict is not stored. Its key is a keyed hash (HMAC-SHA-256) of the person and the
answer together: enough for a person's second verdict to replace the first, and not enough to tell
which answers one person judged. The hash key is random and in the same file; so whoever has the
file, and guesses a person's id and an answer, can check whether that person judged it. Questions
are stored as they were asked.
"""

import contextlib
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.span import Span
from corpus.store.database import Connection, Format, connect, faults, transaction
from retrieval.answer import Answer, Quote
from retrieval.citation import Reference

FILE_NAME = "feedback.sqlite3"


def _first(database: Connection) -> None:
    database.execute(
        """
        CREATE TABLE verdicts (
            mark BLOB PRIMARY KEY, verdict TEXT NOT NULL, given TEXT NOT NULL,
            question TEXT NOT NULL, before TEXT NOT NULL, answered INTEGER NOT NULL,
            confidence REAL NOT NULL, quotes TEXT NOT NULL, revision TEXT NOT NULL,
            model TEXT NOT NULL
        )
        """
    )
    database.execute("CREATE TABLE secret (key BLOB NOT NULL)")
    database.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))


# To change it, append a step; see ``corpus.store.migrations``.
_FORMAT = Format(_first, (), "restore a copy, or move the file away; what is in it is then lost")


class Verdict(StrEnum):
    """A person's opinion of an answer."""

    LIKED = "liked"
    DISLIKED = "disliked"


@dataclass(frozen=True, slots=True)
class JudgedQuote:
    """A quote that was shown, and its highlights, where they are known."""

    place: Reference
    highlights: tuple[Span, ...] = ()

    @classmethod
    def of(cls, quote: Quote) -> "JudgedQuote":
        return cls(quote.reference, quote.highlights)


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer as it was shown, in plain values, so that a front end can rebuild it.

    ``before``: the questions that it followed up on, the latest last. ``revision`` and ``model``:
    those of the index that answered.
    """

    question: str
    quotes: tuple[JudgedQuote, ...]
    answered: bool
    confidence: float = 0.0
    before: tuple[str, ...] = ()
    revision: str = ""
    model: str = ""

    @classmethod
    def of(cls, answer: Answer, revision: str = "", model: str = "") -> "Judged":
        turn = answer.follow_up
        before = [one.question for one in turn.back()] if turn else []
        return cls(
            question=answer.question,
            quotes=tuple(map(JudgedQuote.of, answer.quotes)),
            answered=answer.answered,
            confidence=answer.confidence,
            before=tuple(reversed(before)),
            revision=revision,
            model=model,
        )


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's verdict on an answer. ``given``: the time, ISO 8601 in UTC."""

    judged: Judged
    verdict: Verdict
    given: str


class FeedbackStore:
    """The verdicts of one data folder. Several processes may use it at once; each store is for one
    thread. Every method raises StorageError where the file cannot be read or written."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        """Without ``writable``, a missing file counts as empty."""
        self._path = folder / FILE_NAME
        self._database = connect(self._path, _FORMAT, writable=writable)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> "FeedbackStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def give(self, judged: Judged, verdict: Verdict, person: str) -> None:
        """Stores a person's verdict, in place of their earlier one on this answer. ``person``: a
        unique name ("telegram:42"), which is not stored."""
        with self._transaction():
            self._database.execute(
                "REPLACE INTO verdicts (mark, verdict, given, question, before, answered, "
                "confidence, quotes, revision, model) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    self._mark(judged, person),
                    verdict.value,
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    judged.question,
                    json.dumps(judged.before, ensure_ascii=False),
                    judged.answered,
                    judged.confidence,
                    json.dumps([asdict(one) for one in judged.quotes]),
                    judged.revision,
                    judged.model,
                ),
            )

    def withdraw(self, judged: Judged, person: str) -> bool:
        """Deletes a person's verdict on this answer; False where there was none."""
        with self._transaction():
            mark = self._mark(judged, person)
            done = self._database.execute("DELETE FROM verdicts WHERE mark = ?", (mark,))
            return done.rowcount > 0

    def verdict(self, judged: Judged, person: str) -> Verdict | None:
        """A person's verdict on this answer, if any."""
        with faults(self._path, _FORMAT.advice):
            row = self._database.execute(
                "SELECT verdict FROM verdicts WHERE mark = ?", (self._mark(judged, person),)
            ).fetchone()
            return Verdict(row["verdict"]) if row else None

    def all(self) -> Iterator[Feedback]:
        """All verdicts, in the order in which they were given."""
        with faults(self._path, _FORMAT.advice):
            rows = self._database.execute("SELECT * FROM verdicts ORDER BY given, rowid").fetchall()
        for row in rows:
            judged = Judged(
                question=row["question"],
                quotes=tuple(map(_quote, json.loads(row["quotes"]))),
                answered=bool(row["answered"]),
                confidence=row["confidence"],
                before=tuple(json.loads(row["before"])),
                revision=row["revision"],
                model=row["model"],
            )
            yield Feedback(judged, Verdict(row["verdict"]), row["given"])

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with faults(self._path, _FORMAT.advice), transaction(self._database):
            yield

    def _mark(self, judged: Judged, person: str) -> bytes:
        """The keyed hash of person and answer. Index and confidence are not part of it: the same
        quotes for the same question are the same answer."""
        (key,) = self._database.execute("SELECT key FROM secret").fetchone()
        hashed = [person, judged.question, judged.before, [asdict(one) for one in judged.quotes]]
        message = json.dumps(hashed, sort_keys=True).encode()
        return hmac.new(key, message, hashlib.sha256).digest()


def _quote(entry: dict[str, Any]) -> JudgedQuote:
    place = entry["place"]
    return JudgedQuote(
        Reference(place["document_id"], place["sha256"], Span(**place["span"])),
        tuple(Span(one["start"], one["end"]) for one in entry["highlights"]),
    )
