"""Copying of a collection between databases: all documents with their older versions, all sources,
and the feedback. The source stays as it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from corpus.errors import StorageError
from corpus.observer import Observer
from corpus.store.tables import Tables

# The tables with their keys, and the columns that both databases have.
_TABLES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sources": (("path",), ("path", "document_id", "digest", "container")),
    "roots": (("path",), ("path", "options")),
    "containers": (("path",), ("path", "digest")),
    "furniture": (("outlet", "line"), ("outlet", "line", "anywhere")),
    "files": (("path",), ("path", "stamp")),
    "fetched": (("url",), ("url", "etag", "last_modified", "reader")),
    "corrections": (("document_id", "field"), ("document_id", "field", "value", "sha256")),
}
_DOCUMENT = (
    "id", "source", "sha256", "added", "title", "publisher", "author", "published", "updated",
    "url", "language", "landmarks", "noise", "version", "superseded_by", "outlet", "address",
    "places", "metadata_sha256", "outline_sha256",
)  # fmt: skip
_VERDICT = (
    "mark", "verdict", "given", "question", "before", "answered", "confidence", "quotes",
    "revision", "model",
)  # fmt: skip


def copy_collection(source: Tables, target: Tables, observer: Observer) -> int:
    """How many documents were copied, older versions included. All or nothing: cut off, it is
    begun again. Raises StorageError, also where the target has documents that the source does not
    have."""
    revision, edition = source.row("SELECT revision, noise_edition FROM state")
    theirs = {row[0] for row in target.rows("SELECT id FROM documents")}
    ours = [row[0] for row in source.rows("SELECT id FROM documents ORDER BY id")]
    if theirs - set(ours):
        raise StorageError("there are already other documents at the destination")
    with target.transaction():
        for number, values in enumerate(_documents(source)):
            observer.progress("copying", number, len(ours))
            target.put("documents", ("id",), values)
        for table, (key, columns) in _TABLES.items():
            for row in source.stream(f"SELECT {', '.join(columns)} FROM {table}"):
                target.put(table, key, dict(zip(columns, row, strict=True)))
        target.write("UPDATE state SET noise_edition = ?", edition)
        target.touch(revision)
    observer.progress("copying", len(ours), len(ours))
    return len(ours)


def _documents(source: Tables) -> Iterator[dict[str, Any]]:
    names = ", ".join(_DOCUMENT)
    text = f"{source.dialect.text_bytes} AS text"
    for row in source.stream(f"SELECT {names}, {text} FROM documents ORDER BY added, source"):
        *values, letters = row
        # What is damaged stays damaged, and is recognised as such where it is read.
        yield dict(zip(_DOCUMENT, values, strict=True)) | {
            "text": bytes(letters).decode("utf-8", "replace")
        }


def copy_feedback(source: Tables, target: Tables) -> int:
    """How many ratings were copied; with the key by which a person's second rating of an answer
    is known to be theirs."""
    names = ", ".join(_VERDICT)
    with target.transaction():
        count = 0
        insertion = source.dialect.insertion
        for row in source.stream(f"SELECT {names} FROM verdicts ORDER BY {insertion}"):
            target.put("verdicts", ("mark",), dict(zip(_VERDICT, row, strict=True)))
            count += 1
        [key] = source.row("SELECT key FROM secret")
        target.rows("UPDATE secret SET key = ?", (bytes(key),))
    return count
