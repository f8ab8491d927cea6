"""Lookup of documents by what a person writes: an id, its beginning, or a version of it."""

from corpus.document import version_id
from corpus.errors import AmbiguousDocumentError, UnknownDocumentError
from corpus.store.tables import Tables


def find_id(tables: Tables, wanted: str) -> str:
    """See ``Collection.find_id``."""
    try:
        wanted.encode()
    except UnicodeEncodeError:
        raise UnknownDocumentError(ascii(wanted)) from None
    name, at, number = wanted.partition("@")
    if at:
        found = _version(tables, find_id(tables, name), number)
        if found is None:
            raise UnknownDocumentError(wanted)
        return found
    rows = tables.rows(
        "SELECT id FROM documents WHERE substr(id, 1, ?) = ? AND id NOT LIKE '%@%' ORDER BY id",
        (len(wanted), wanted),
    )
    ids = [row["id"] for row in rows]
    if not wanted or not ids:
        raise UnknownDocumentError(wanted)
    if len(ids) > 1 and wanted not in ids:
        raise AmbiguousDocumentError(wanted, ids)
    return wanted if wanted in ids else str(ids[0])


def _version(tables: Tables, document_id: str, number: str) -> str | None:
    """The id of a version of a document: its current one, an older one of its own, or another
    document that it took the place of."""
    for condition, values in (
        ("id = ? AND version = ?", (document_id, number)),
        ("id = ?", (version_id(document_id, number),)),
        ("superseded_by = ? AND version = ? ORDER BY added DESC", (document_id, number)),
    ):
        row = tables.row(f"SELECT id FROM documents WHERE {condition} LIMIT 1", values)
        if row is not None:
            return str(row["id"])
    return None
