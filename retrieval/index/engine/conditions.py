"""Conditions on documents, checked by the engine: a filter without a list of what it admits.

With each document an engine keeps the fields that filters look at. They are as of the index's
revision; the filter is checked again on the documents themselves before they are quoted.
"""

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import date

from corpus.document import Card
from corpus.filters import Filters
from corpus.text.dates import period

# Between names: a name can have spaces and line breaks in it, and hardly ever this.
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """What filters look at.

    ``first`` and ``last``: the days that the date can mean; None without a date. ``language``: its
    code in lower case. ``names``: title, publisher, URL and source, case-folded.
    """

    first: date | None = None
    last: date | None = None
    language: str = ""
    names: str = ""

    @classmethod
    def of(cls, card: Card) -> "DocumentFields":
        first = last = None
        if card.published is not None:
            with contextlib.suppress(ValueError):  # no filter by date admits it then
                first, last = period(card.published)
        names = (card.title, card.publisher, card.url, card.source)
        return cls(
            first,
            last,
            (card.language or "").lower(),
            _BETWEEN.join(one.casefold() for one in names if one),
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The language, and those that it is a variant of: "en", "en-gb"."""
        parts = self.language.split("-")
        return tuple("-".join(parts[:many]) for many in range(1, len(parts) + 1))

    @property
    def digest(self) -> bytes:
        """Differs where any field differs."""
        told = repr((self.first, self.last, self.language, self.names))
        return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a document must meet; None: anything. ``since``, ``until``: its date can be this day or
    a later one, an earlier one. ``names``: letters in one of its names. ``language``: its own or
    the one that it is a variant of. ``documents``: it is one of these."""

    since: date | None = None
    until: date | None = None
    names: str | None = None
    language: str | None = None
    documents: tuple[str, ...] | None = None

    @classmethod
    def of(cls, filters: Filters | None, documents: tuple[str, ...] | None = None) -> "Conditions":
        """The conditions of some filters."""
        if filters is None:
            return cls(documents=documents)
        return cls(
            since=period(filters.since)[0] if filters.since else None,
            until=period(filters.until)[1] if filters.until else None,
            names=filters.source.casefold() if filters.source else None,
            language=filters.language.lower() if filters.language else None,
            documents=documents,
        )

    def __bool__(self) -> bool:
        return self != Conditions()

    def admit(self, document: str, fields: DocumentFields) -> bool:
        """Whether a document meets them all: what every engine's own conditions must come to."""
        return (
            (self.documents is None or document in self.documents)
            and (self.since is None or (fields.last is not None and fields.last >= self.since))
            and (self.until is None or (fields.first is not None and fields.first <= self.until))
            and (self.names is None or self.names in fields.names)
            and (self.language is None or self.language in fields.languages)
        )
