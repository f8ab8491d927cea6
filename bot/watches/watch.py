"""Watches: saved questions, whose they are, and what was found for them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from corpus.filters import Filters
from corpus.span import Span
from retrieval.citation import Reference

# The subscriber of `pullquote watch`.
LOCAL = "local"


class News(StrEnum):
    """What is new about a quote.

    ``FIRST``: nothing answered the question before. ``CHANGED``: its document has changed.
    ``FACTS``: it has figures or names that no earlier answer has. ``SOURCE``: another document
    answers as well, in other words.
    """

    FIRST = "first"
    CHANGED = "changed"
    FACTS = "facts"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved question. ``number``: counted by subscriber. ``topic``: a forum topic of the chat;
    ``by``: the user who saved it.
    ``webhook``: an address that is notified as well; ``private``: it may be in a private
    network."""

    id: int
    subscriber: str
    number: int
    question: str
    filters: Filters = field(default_factory=Filters)
    paused: bool = False
    created: str = ""
    topic: int | None = None
    by: int | None = None
    webhook: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Subscriber:
    """When a chat wants to be told. ``daily``: the hour, once a day (None: at once). ``quiet``: the
    hours from and to which it is not to be disturbed. ``zone``: the name of its time zone, empty:
    this machine's."""

    name: str
    language: str = "en"
    daily: int | None = None
    quiet: tuple[int, int] | None = None
    zone: str = ""
    told_daily: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A quote that was found for a watch. ``id`` is 0 before it is stored. ``at``: ISO 8601, UTC.
    ``facts``: words of the quote that are new."""

    watch: int
    place: Reference
    highlights: tuple[Span, ...]
    news: News
    facts: tuple[str, ...]
    confidence: float
    at: str
    id: int = 0


def timestamp() -> str:
    """The time now, as watches and what was found for them have it: ISO 8601, UTC, in seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")
