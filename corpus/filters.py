"""Filters: which documents may be quoted."""

from dataclasses import dataclass

from corpus.document import Card
from corpus.text.dates import period


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on documents; by default everything passes.

    ``since`` and ``until`` are inclusive ISO dates, possibly partial, compared with ``published``.
    A document without a date passes neither; one with a partial date passes if any day that the
    date can mean does. ``source`` is searched for in title, publisher, URL and path, ignoring case.
    ``language`` is a code ("en"), which also admits its variants ("en-GB"). Raises ValueError for
    an invalid date, and for a ``since`` later than ``until``.
    """

    since: str | None = None
    until: str | None = None
    source: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        first = period(self.since)[0] if self.since else None
        last = period(self.until)[1] if self.until else None
        if first and last and first > last:
            raise ValueError(f"since {self.since} is later than until {self.until}")

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.source or self.language)

    def admit(self, card: Card) -> bool:
        """Whether the document may answer."""
        return (
            self._admit_date(card.published)
            and self._admit_source(card)
            and self._admit_language(card.language)
        )

    def _admit_language(self, language: str | None) -> bool:
        if not self.language:
            return True
        wanted, given = self.language.lower(), (language or "").lower()
        return given == wanted or given.startswith(f"{wanted}-")

    def _admit_date(self, published: str | None) -> bool:
        if not self.since and not self.until:
            return True
        if published is None:
            return False
        first, last = period(published)
        return (not self.since or last >= period(self.since)[0]) and (
            not self.until or first <= period(self.until)[1]
        )

    def _admit_source(self, card: Card) -> bool:
        if not self.source:
            return True
        wanted = self.source.casefold()
        fields = (card.title, card.publisher, card.url, card.source)
        return any(wanted in field.casefold() for field in fields if field)
