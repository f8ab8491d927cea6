"""The format of the collection's file, and how it became what it is.

``documents`` holds texts and metadata; ``sources`` says which file gave which document (several
files of one content give one document), and in which ``container`` it is, where a file holds many;
``containers`` are these files, each with the digest of what was read to its end; ``roots``
remembers what the user added by name, and with which options, so that ``sync`` sees new files of a
folder; ``state`` has the one revision. A document's ``noise`` is NULL until it was looked for;
its ``outlet`` is what ``furniture`` (lines that recur) is kept by, its ``address`` what versions of
one article have in common. ``files`` has a stamp of each file that was read, ``fetched`` what
servers said of what they gave. ``corrections`` has what people corrected in a document's metadata.
``sha256`` of a document is its text's; the other digests are defined in ``corpus.store.digests``.

**To change the format**, append one step to ``STEPS``, and touch neither ``_FIRST`` nor a step
that was released: files of every format that was ever released are brought up to date by going
through the steps from theirs on. For example, columns:

    STEPS = (
        statements(
            "ALTER TABLE sources ADD COLUMN checked TEXT",
            "ALTER TABLE documents ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
        ),
    )

or, where the new values have to be computed, a function of the connection. A step runs inside a
transaction that the caller begins and ends, and must not depend on code that may change later
(``Document``'s fields, say): it writes out what it means. ``Collection`` names the columns that it
reads and writes, so that it depends on no order. Then add what the step must keep or make to
``tests/corpus/store/test_migrations.py``, which opens ``collection-format-1.sql`` beside it, a
collection as the first version wrote it. When a version is released, freeze its format there too.
"""

import functools
from urllib.parse import urlsplit

from corpus.store.database import Connection, Format, Step, statements
from corpus.store.digests import METADATA, correction_digest, metadata_digest, outline_digest

_FIRST = statements(
    """
    CREATE TABLE documents (
        id TEXT PRIMARY KEY, text TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL,
        added TEXT NOT NULL, title TEXT, publisher TEXT, author TEXT, published TEXT, updated TEXT,
        url TEXT, language TEXT
    )
    """,
    "CREATE INDEX documents_by_sha256 ON documents (sha256)",
    "CREATE TABLE sources (path TEXT PRIMARY KEY, document_id TEXT, digest TEXT NOT NULL)",
    "CREATE INDEX sources_by_document ON sources (document_id)",
    "CREATE TABLE roots (path TEXT PRIMARY KEY)",
    "CREATE TABLE state (revision TEXT NOT NULL)",
    "INSERT INTO state VALUES ('')",
)

_NOISE_VERSIONS_AND_STAMPS = statements(
    "ALTER TABLE documents ADD COLUMN noise TEXT",
    "ALTER TABLE documents ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE documents ADD COLUMN superseded_by TEXT",
    "ALTER TABLE documents ADD COLUMN outlet TEXT",
    "ALTER TABLE documents ADD COLUMN address TEXT",
    "ALTER TABLE state ADD COLUMN noise_edition INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX documents_by_outlet ON documents (outlet, added)",
    "CREATE INDEX documents_by_address ON documents (address)",
    "CREATE INDEX documents_superseded ON documents (superseded_by)",
    "CREATE TABLE furniture (outlet TEXT, line TEXT, anywhere INTEGER NOT NULL, "
    "PRIMARY KEY (outlet, line))",
    "CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL)",
    "CREATE TABLE fetched (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, "
    "reader TEXT NOT NULL)",
)


def _noise_versions_and_stamps(database: Connection) -> None:
    """Boilerplate, and an outlet's recurring lines; versions of a document; files by size and time;
    addresses by what their servers say of them."""
    _NOISE_VERSIONS_AND_STAMPS(database)
    for row in database.execute("SELECT id, publisher, url FROM documents").fetchall():
        parts = urlsplit(row["url"] or "")
        host = (parts.hostname or "").removeprefix("www.")
        outlet = (row["publisher"] or host).casefold() or None
        place = f"//{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")
        database.execute(
            "UPDATE documents SET outlet = ?, address = ? WHERE id = ?",
            (outlet, place if host else None, row["id"]),
        )


def _digests(database: Connection) -> None:
    """Digests of metadata, outlines and corrections. What was damaged before cannot be told."""
    for column in ("metadata_sha256", "outline_sha256"):
        database.execute(f"ALTER TABLE documents ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    database.execute("ALTER TABLE corrections ADD COLUMN sha256 TEXT NOT NULL DEFAULT ''")
    strict = database.text_factory
    # A letter that is not UTF-8 must not keep the others from being migrated.
    database.text_factory = functools.partial(str, encoding="utf-8", errors="replace")
    try:
        names = ", ".join(METADATA)
        for number in database.execute("SELECT rowid FROM documents").fetchall():
            row = database.execute(
                f"SELECT {names}, landmarks, places FROM documents WHERE rowid = ?", tuple(number)
            ).fetchone()
            database.execute(
                "UPDATE documents SET metadata_sha256 = ?, outline_sha256 = ? WHERE rowid = ?",
                (
                    metadata_digest(row),
                    outline_digest(row["landmarks"], row["places"]),
                    *number,
                ),
            )
        for row in database.execute("SELECT rowid AS n, * FROM corrections").fetchall():
            digest = correction_digest(row["document_id"], row["field"], row["value"])
            database.execute(
                "UPDATE corrections SET sha256 = ? WHERE rowid = ?", (digest, row["n"])
            )
    finally:
        database.text_factory = strict


# One step a format: the n-th (from 0) leads from format n + 1 to format n + 2.
STEPS: tuple[Step, ...] = (
    # Pages, chapters, headings and times of a text; files that hold many documents.
    statements(
        "ALTER TABLE documents ADD COLUMN landmarks TEXT",
        "ALTER TABLE sources ADD COLUMN container TEXT",
        "CREATE TABLE containers (path TEXT PRIMARY KEY, digest TEXT NOT NULL)",
        "ALTER TABLE roots ADD COLUMN options TEXT",
    ),
    _noise_versions_and_stamps,
    # Where the characters of a PDF's text stand on its pages.
    statements("ALTER TABLE documents ADD COLUMN places BLOB"),
    # What people say is true of a document, whatever it says itself.
    statements(
        "CREATE TABLE corrections (document_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT, "
        "PRIMARY KEY (document_id, field))"
    ),
    _digests,
    # What is asked of all documents whenever one is added. The text comes before these columns, so
    # that without an index SQLite goes through the pages of every text. The conditions' columns are
    # in the indexes too, or it would look them up in the table.
    statements(
        "CREATE INDEX documents_in_order ON documents (added, source, id, sha256, noise, "
        "superseded_by) WHERE superseded_by IS NULL",
        "CREATE INDEX documents_not_searched ON documents (added, source, id, outlet, noise, "
        "superseded_by) WHERE noise IS NULL AND superseded_by IS NULL",
    ),
)

FORMAT = Format(_FIRST, STEPS, "restore a copy, or move the file away and add the sources again")
