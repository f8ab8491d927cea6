"""Feedback: people's ratings of answers.

Who gave a rating is not stored. Its key is a keyed hash (HMAC-SHA-256) of the person and the answer
together: enough for a person's second rating to replace the first, and not enough to tell which
answers one person rated. The hash key is random and in the same file; so somebody who has the file,
and guesses a person's id and an answer, can check whether that person rated it. Questions are
stored as they were asked.
"""

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
from corpus.store.collection_file import CollectionFile
from corpus.store.database import Connection, Format
from corpus.store.tables import Tables
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
_FORMAT = Format(_first, (), "restore a copy, or move the file away; its contents are then lost")


class Rating(StrEnum):
    """A person's opinion of an answer."""

    LIKED = "liked"
    DISLIKED = "disliked"


@dataclass(frozen=True, slots=True)
class RatedQuote:
    """A quote of a rated answer, and its highlights where they are known."""

    place: Reference
    highlights: tuple[Span, ...] = ()

    @classmethod
    def of(cls, quote: Quote) -> "RatedQuote":
        return cls(quote.reference, quote.highlights)


@dataclass(frozen=True, slots=True)
class RatedAnswer:
    """A rated answer as it was shown, in plain values, so that a front end can rebuild it.

    ``before``: the questions it followed up on, the latest last. ``revision`` and ``model`` are
    those of the index that answered.
    """

    question: str
    quotes: tuple[RatedQuote, ...]
    answered: bool
    confidence: float = 0.0
    before: tuple[str, ...] = ()
    revision: str = ""
    model: str = ""

    @classmethod
    def of(cls, answer: Answer, revision: str = "", model: str = "") -> "RatedAnswer":
        turn = answer.follow_up
        before = [one.question for one in turn.back()] if turn else []
        return cls(
            question=answer.question,
            quotes=tuple(map(RatedQuote.of, answer.quotes)),
            answered=answer.answered,
            confidence=answer.confidence,
            before=tuple(reversed(before)),
            revision=revision,
            model=model,
        )


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's rating of an answer. ``given``: the time, ISO 8601 in UTC."""

    answer: RatedAnswer
    rating: Rating
    given: str


class FeedbackStore:
    """The ratings in one data folder. Several processes may use it at once; each store is for one
    thread. Every method raises StorageError where the file cannot be read or written."""

    def __init__(self, place: Path | Tables, *, writable: bool = False) -> None:
        """``place``: a data folder, or tables, which it closes with itself. Without ``writable``, a
        missing file counts as empty."""
        if isinstance(place, Path):
            place = CollectionFile(place, writable=writable, name=FILE_NAME, form=_FORMAT)
        self._tables = place

    @property
    def tables(self) -> Tables:
        """What they are stored in, for copying."""
        return self._tables

    def close(self) -> None:
        self._tables.close()

    def __enter__(self) -> "FeedbackStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def give(self, answer: RatedAnswer, rating: Rating, person: str) -> None:
        """Stores a person's rating, replacing their earlier one of this answer. ``person``: a
        unique name ("telegram:42"), which is not stored."""
        values = {
            "mark": self._mark(answer, person),
            "verdict": rating.value,
            "given": datetime.now(UTC).isoformat(timespec="seconds"),
            "question": answer.question,
            "before": json.dumps(answer.before, ensure_ascii=False),
            "answered": int(answer.answered),
            "confidence": answer.confidence,
            "quotes": json.dumps([asdict(one) for one in answer.quotes]),
            "revision": answer.revision,
            "model": answer.model,
        }
        with self._tables.transaction():
            self._tables.put("verdicts", ("mark",), values)

    def withdraw(self, answer: RatedAnswer, person: str) -> bool:
        """Deletes a person's rating of this answer; False where there was none."""
        with self._tables.transaction():
            mark = self._mark(answer, person)
            gone = self._tables.rows("DELETE FROM verdicts WHERE mark = ? RETURNING 1", (mark,))
            return bool(gone)

    def rating(self, answer: RatedAnswer, person: str) -> Rating | None:
        """A person's rating of this answer, if any."""
        mark = self._mark(answer, person)
        row = self._tables.row("SELECT verdict FROM verdicts WHERE mark = ?", (mark,))
        return Rating(row["verdict"]) if row else None

    def all(self) -> Iterator[Feedback]:
        """All ratings, in the order in which they were given."""
        insertion = self._tables.dialect.insertion
        rows = self._tables.rows(f"SELECT * FROM verdicts ORDER BY given, {insertion}")
        for row in rows:
            answer = RatedAnswer(
                question=row["question"],
                quotes=tuple(map(_quote, json.loads(row["quotes"]))),
                answered=bool(row["answered"]),
                confidence=row["confidence"],
                before=tuple(json.loads(row["before"])),
                revision=row["revision"],
                model=row["model"],
            )
            yield Feedback(answer, Rating(row["verdict"]), row["given"])

    def _mark(self, answer: RatedAnswer, person: str) -> bytes:
        """The keyed hash of person and answer. Index and confidence are not part of it: the same
        quotes for the same question are the same answer."""
        (key,) = self._tables.row("SELECT key FROM secret")
        hashed = [person, answer.question, answer.before, [asdict(one) for one in answer.quotes]]
        message = json.dumps(hashed, sort_keys=True).encode()
        return hmac.new(key, message, hashlib.sha256).digest()


def _quote(entry: dict[str, Any]) -> RatedQuote:
    place = entry["place"]
    return RatedQuote(
        Reference(place["document_id"], place["sha256"], Span(**place["span"])),
        tuple(Span(one["start"], one["end"]) for one in entry["highlights"]),
    )
