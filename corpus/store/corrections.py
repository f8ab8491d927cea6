"""Corrections of documents' metadata by people, stored apart from what the documents say.

They belong to a document with all of its versions, and hold until they are taken back or the
document is removed, whatever is read from its source again.
"""

from collections import defaultdict
from collections.abc import Collection as Some
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from corpus.document import Card
from corpus.store.tables import Tables

# What can be corrected.
FIELDS = ("title", "author", "published", "publisher", "url", "language")

# The values by field; None where nothing is known, whatever the document says.
Corrections = Mapping[str, str | None]
_Card = TypeVar("_Card", bound=Card)


class CorrectionTable:
    """The corrections in a collection, by the id of the document's current version."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def of(self, document_id: str) -> Corrections:
        """Those of one document; any of its versions may be named."""
        rows = self._tables.rows(
            "SELECT field, value FROM corrections WHERE document_id = ?", (without(document_id),)
        )
        return {row["field"]: row["value"] for row in rows}

    def all(self) -> Mapping[str, Corrections]:
        """Those of all documents that have any."""
        found: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
        for row in self._tables.rows("SELECT document_id, field, value FROM corrections"):
            found[row["document_id"]][row["field"]] = row["value"]
        return found

    def put(self, document_id: str, corrections: Corrections) -> None:
        """Stores corrections, in place of those of the same fields."""
        for field, value in corrections.items():
            values = {"document_id": without(document_id), "field": field, "value": value}
            self._tables.put("corrections", ("document_id", "field"), values)

    def hand_on(self, before: str, after: str) -> None:
        """Gives a document that takes another's place its corrections, but for fields that have
        corrections already."""
        own = self.of(after)
        handed = self.of(before).items()
        self.put(after, {field: value for field, value in handed if field not in own})

    def drop(self, document_id: str, fields: Some[str] = FIELDS) -> None:
        """Takes corrections back."""
        for field in fields:
            self._tables.write(
                "DELETE FROM corrections WHERE document_id = ? AND field = ?",
                without(document_id),
                field,
            )


def without(document_id: str) -> str:
    """The id without the number of a version."""
    return document_id.partition("@")[0]


def corrected(card: _Card, corrections: Corrections) -> _Card:
    """The card with these values in place of its own."""
    known: dict[str, Any] = {one: corrections[one] for one in FIELDS if one in corrections}
    return replace(card, **known, corrected=tuple(known)) if known else card
