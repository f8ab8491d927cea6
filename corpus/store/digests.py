"""Digests of what is stored of a document beside its text, which are compared when it is read.

``metadata_sha256`` covers what a citation says, ``outline_sha256`` what the place of a quote is
derived from (page, heading, time), a correction's ``sha256`` the correction. The text's own digest
is ``sha256``, which the metadata's covers too.

The definitions never change: collections hold digests that were made by them. Another one needs a
column of its own, and a step in the migrations.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

METADATA = (
    "id", "source", "sha256", "added", "version", "title", "publisher", "author", "published",
    "updated", "url", "language",
)  # fmt: skip


def metadata_digest(row: Mapping[str, Any]) -> str:
    """The digest of a document's metadata, by the names of columns.

    >>> row = dict.fromkeys(METADATA) | {"id": "ab", "title": "Storms", "version": 1}
    >>> metadata_digest(row)[:12], metadata_digest(row | {"title": "Storm"})[:12]
    ('d0a88366fc35', '66905bbe6bee')
    """
    return _digest([row[name] for name in METADATA])


def outline_digest(landmarks: str | None, places: bytes | None) -> str:
    """The digest of a document's stored outline, and of where its characters stand on pages."""
    found = hashlib.sha256(_digest([landmarks, places is None]).encode())
    found.update(places or b"")
    return found.hexdigest()


def correction_digest(document_id: str, field: str, value: str | None) -> str:
    """The digest of a correction."""
    return _digest([document_id, field, value])


def damaged_part(row: Mapping[str, Any]) -> str | None:
    """What of a document's row differs from its digest: "text" (given as bytes), "metadata" or
    "outline"; None where it is as it was stored."""
    if hashlib.sha256(row["text"]).hexdigest() != row["sha256"]:
        return "text"
    if metadata_digest(row) != row["metadata_sha256"]:
        return "metadata"
    if outline_digest(row["landmarks"], row["places"]) != row["outline_sha256"]:
        return "outline"
    return None


def _digest(values: Sequence[str | int | None]) -> str:
    # PostgreSQL has no NUL, and stores another character for it.
    plain = [one.replace("\0", "\ufffd") if isinstance(one, str) else one for one in values]
    return hashlib.sha256(json.dumps(plain, separators=(",", ":")).encode()).hexdigest()
