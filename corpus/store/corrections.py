"""Corrections of documents' metadata by people, stored apart from what the documents say.

They belong to a document with all of its versions, and hold until they are taken back or the
document is removed, whatever is read from its source again.

Each has a digest, which is compared when it is read. Where one is damaged, nothing is known of its
field: what the document says of itself was wrong, by the person who corrected it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from collections.abc import Collection as Some
from dataclasses import replace
from typing import Any, TypeVar

from corpus.document import Card, without_version
from corpus.errors import DamagedCorrectionError
from corpus.store.digests import correction_digest
from corpus.store.tables import Tables

# What can be corrected.
FIELDS = ("title", "author", "published", "publisher", "url", "language")

# The values by field; None where nothing is known, whatever the document says.
Corrections = Mapping[str, str | None]
_Card = TypeVar("_Card", bound=Card)


class CorrectionTable:
    """The corrections in a collection, by the id of the document's current version."""

    def __init__(
        self, tables: Tables, on_damaged: Callable[[DamagedCorrectionError], None]
    ) -> None:
        self._tables = tables
        self._on_damaged = on_damaged

    def of(self, document_id: str) -> Corrections:
        """Those of one document; any of its versions may be named."""
        return {row["field"]: self._value(row) for row in self._rows(document_id)}

    def all(self) -> Mapping[str, Corrections]:
        """Those of all documents that have any."""
        found: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
        for row in self._rows():
            found[row["document_id"]][row["field"]] = self._value(row)
        return found

    def intact(self, document_id: str) -> Corrections:
        """Those of one document without damaged ones."""
        return {r["field"]: r["value"] for r in self._rows(document_id) if not _is_damaged(r)}

    def damaged(self, document_id: str | None = None) -> list[DamagedCorrectionError]:
        """Those of one document, or of all, that are not what was stored."""
        return [_error(row) for row in self._rows(document_id) if _is_damaged(row)]

    def put(self, document_id: str, corrections: Corrections) -> None:
        """Stores corrections, in place of those of the same fields."""
        name = without_version(document_id)
        for field, value in corrections.items():
            values = {"document_id": name, "field": field, "value": value}
            values["sha256"] = correction_digest(name, field, value)
            self._tables.put("corrections", ("document_id", "field"), values)

    def hand_on(self, before: str, after: str) -> None:
        """Gives a document that takes another's place its corrections, but for fields that have
        corrections already."""
        own = self.of(after)
        handed = self.intact(before).items()
        self.put(after, {field: value for field, value in handed if field not in own})

    def drop(self, document_id: str, fields: Some[str] = FIELDS) -> None:
        """Takes corrections back."""
        for field in fields:
            self._tables.write(
                "DELETE FROM corrections WHERE document_id = ? AND field = ?",
                without_version(document_id),
                field,
            )

    def drop_exactly(self, document_id: str, field: str) -> None:
        """Takes a correction back that may be none of ours, as it is damaged."""
        self._tables.write(
            "DELETE FROM corrections WHERE document_id = ? AND field = ?", document_id, field
        )

    def _rows(self, document_id: str | None = None) -> list[Any]:
        columns = "document_id, field, value, sha256"
        if document_id is None:
            return self._tables.rows(f"SELECT {columns} FROM corrections")
        name = without_version(document_id)
        return self._tables.rows(
            f"SELECT {columns} FROM corrections WHERE document_id = ?", (name,)
        )

    def _value(self, row: Mapping[str, Any]) -> str | None:
        if _is_damaged(row):
            self._on_damaged(_error(row))
            return None
        value: str | None = row["value"]
        return value


def _is_damaged(row: Mapping[str, Any]) -> bool:
    return bool(correction_digest(row["document_id"], row["field"], row["value"]) != row["sha256"])


def _error(row: Mapping[str, Any]) -> DamagedCorrectionError:
    return DamagedCorrectionError(row["document_id"], row["field"])


def corrected(card: _Card, corrections: Corrections) -> _Card:
    """The card with these values in place of its own."""
    known: dict[str, Any] = {one: corrections[one] for one in FIELDS if one in corrections}
    return replace(card, **known, corrected=tuple(known)) if known else card
