"""The format of the collection's file, and how it became what it is.

``documents`` holds texts and metadata; ``sources`` says which file gave which document (several
files of one content give one document); ``roots`` remembers what the user added by name, so that
``sync`` sees new files of a folder; ``state`` has the one revision.

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
``tests/corpus/test_migrations.py``, which opens ``tests/corpus/collection-format-1.sql``, a
collection as the first version wrote it. When a version is released, freeze its format there too.
"""

from corpus.database import Format, Step, statements

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

# One step a format: the n-th (from 0) leads from format n + 1 to format n + 2.
STEPS: tuple[Step, ...] = ()

FORMAT = Format(_FIRST, STEPS, "restore a copy, or move the file away and add the sources again")
