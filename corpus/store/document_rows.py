"""Rows of the table of documents: their columns, and documents to and from them.

Columns have the names of a document's fields, but for two that are older than the fields' names.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from corpus.address import comparable, host_of
from corpus.document import Card, Document, Metadata
from corpus.outline import outline_from_json, outline_to_json
from corpus.store.digests import metadata_digest, outline_digest
from corpus.store.tables import Dialect
from corpus.text.boilerplate.spans import boilerplate_from_json, boilerplate_to_json

_OLD_NAMES = {"outline": "landmarks", "boilerplate": "noise"}
# Corrections have a table of their own.
_FIELDS = [field.name for field in fields(Document) if field.name != "corrected"]
_DOCUMENT = [_OLD_NAMES.get(name, name) for name in _FIELDS]
_CARD = [field.name for field in fields(Card) if field.name != "corrected"]
_METADATA = [field.name for field in fields(Metadata)]
_DIGESTS = ("metadata_sha256", "outline_sha256")

# For SELECT: of what ``metadata_of`` needs, and ``card_of`` with its digest.
METADATA_COLUMNS = ", ".join(_METADATA)
CARD_COLUMNS = ", ".join([*_CARD, "metadata_sha256"])


def document_columns(dialect: Dialect) -> str:
    """For SELECT: of what ``document_of`` needs, with all digests."""
    # The text as bytes, so that it can be compared with its SHA-256 before it is decoded.
    text = f"{dialect.text_bytes} AS text"
    return ", ".join(text if name == "text" else name for name in (*_DOCUMENT, *_DIGESTS))


def metadata_of(row: Mapping[str, Any]) -> Metadata:
    """What a document says of itself."""
    return Metadata(**{name: row[name] for name in _METADATA})


def card_of(row: Mapping[str, Any]) -> Card:
    """The card, without corrections."""
    return Card(**{name: row[name] for name in _CARD})


def document_of(row: Mapping[str, Any]) -> Document:
    """The document, without corrections."""
    values = {name: row[_OLD_NAMES.get(name, name)] for name in _FIELDS}
    values["text"] = row["text"].decode("utf-8", "replace")
    values["outline"] = outline_from_json(row["landmarks"])
    values["boilerplate"] = boilerplate_from_json(row["noise"])
    return Document(**values)


def row_of(document: Document) -> dict[str, Any]:
    """All columns of a document, with its digests, and with what documents are looked up by: its
    ``outlet`` (publisher, else the server of its address) and comparable ``address``."""
    values = {name: getattr(document, name) for name in _FIELDS}
    boilerplate = document.boilerplate
    values["landmarks"] = outline_to_json(document.outline)
    values["noise"] = None if boilerplate is None else boilerplate_to_json(boilerplate)
    return {
        **{name: values[name] for name in _DOCUMENT},
        "metadata_sha256": metadata_digest(values),
        "outline_sha256": outline_digest(values["landmarks"], document.places),
        "outlet": (document.publisher or host_of(document.url) or "").casefold() or None,
        "address": comparable(document.url),
    }
