"""Tables of a collection in PostgreSQL, and their migrations.

Texts are stored as bytes: PostgreSQL's text type has no NUL, and what is stored must be what was
read. Order is that of code points (collation "C"), as in SQLite.

``steps`` follow the rules of ``corpus.store.migrations``: a released one never changes.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from corpus.errors import StorageError
from corpus.store.digests import METADATA, correction_digest, metadata_digest, outline_digest
from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection
from corpus.store.tables import Dialect

_DIALECT = Dialect(
    unindexed="",
    by="",
    text_bytes="text",
    has_letters="position(?::bytea IN text) > 0",
    insertion="number",
)
# Two numbers name an advisory lock; the second is the schema's.
_MIGRATING = 717_001

_FIRST = (
    """
    CREATE TABLE documents (
        id text COLLATE "C" PRIMARY KEY, text bytea NOT NULL, source text COLLATE "C" NOT NULL,
        sha256 text NOT NULL, added text COLLATE "C" NOT NULL, title text, publisher text,
        author text, published text, updated text, url text, language text, landmarks text,
        noise text, version integer NOT NULL DEFAULT 1, superseded_by text COLLATE "C",
        outlet text, address text
    )
    """,
    "CREATE INDEX documents_by_sha256 ON documents (sha256)",
    "CREATE INDEX documents_in_order ON documents (added, source) WHERE superseded_by IS NULL",
    "CREATE INDEX documents_by_outlet ON documents (outlet, added)",
    "CREATE INDEX documents_by_address ON documents (address)",
    "CREATE INDEX documents_superseded ON documents (superseded_by) "
    "WHERE superseded_by IS NOT NULL",
    'CREATE TABLE sources (path text COLLATE "C" PRIMARY KEY, document_id text COLLATE "C", '
    "digest text NOT NULL, container text)",
    "CREATE INDEX sources_by_document ON sources (document_id)",
    'CREATE TABLE roots (path text COLLATE "C" PRIMARY KEY, options text)',
    'CREATE TABLE containers (path text COLLATE "C" PRIMARY KEY, digest text NOT NULL)',
    'CREATE TABLE furniture (outlet text COLLATE "C", line text COLLATE "C", '
    "anywhere integer NOT NULL, PRIMARY KEY (outlet, line))",
    'CREATE TABLE files (path text COLLATE "C" PRIMARY KEY, stamp text NOT NULL)',
    'CREATE TABLE fetched (url text COLLATE "C" PRIMARY KEY, etag text, last_modified text, '
    "reader text NOT NULL)",
    "CREATE TABLE state (revision text NOT NULL, noise_edition integer NOT NULL DEFAULT 0)",
    "INSERT INTO state (revision) VALUES ('')",
)


def _compute_digests(connection: PostgresConnection) -> None:
    """See ``corpus.store.migrations``."""
    names = ", ".join(METADATA)
    digests = [
        (metadata_digest(row), outline_digest(row["landmarks"], row["places"]), row["id"])
        for row in connection.stream(f"SELECT {names}, landmarks, places FROM documents")
    ]
    connection.many(
        "UPDATE documents SET metadata_sha256 = ?, outline_sha256 = ? WHERE id = ?", digests
    )
    for row in connection.run("SELECT document_id, field, value FROM corrections"):
        connection.run(
            "UPDATE corrections SET sha256 = ? WHERE document_id = ? AND field = ?",
            [correction_digest(*row), row["document_id"], row["field"]],
        )


# The n-th (from 0) leads from format n + 1 to format n + 2.
_STEPS: tuple[tuple[str | Callable[[PostgresConnection], None], ...], ...] = (
    (
        "CREATE TABLE verdicts (number bigserial, mark bytea PRIMARY KEY, verdict text NOT NULL, "
        'given text COLLATE "C" NOT NULL, question text NOT NULL, before text NOT NULL, '
        "answered integer NOT NULL, confidence double precision NOT NULL, quotes text NOT NULL, "
        "revision text NOT NULL, model text NOT NULL)",
        "CREATE TABLE secret (key bytea NOT NULL)",
        # 244 random bits.
        "INSERT INTO secret VALUES (decode(replace(gen_random_uuid()::text || "
        "gen_random_uuid()::text, '-', ''), 'hex'))",
    ),
    (
        # ``body`` is null once the update is answered; ``worker``: which replica works on it.
        'CREATE TABLE updates (bot text COLLATE "C" NOT NULL, id bigint NOT NULL, '
        "position bigserial, body text, received double precision NOT NULL, "
        "attempts integer NOT NULL DEFAULT 0, crashes integer NOT NULL DEFAULT 0, worker bigint, "
        "PRIMARY KEY (bot, id))",
        "CREATE INDEX updates_waiting ON updates (bot, position) WHERE body IS NOT NULL",
        'CREATE TABLE sent (number bigserial PRIMARY KEY, bot text COLLATE "C" NOT NULL, '
        "update_id bigint NOT NULL, method text NOT NULL, response text NOT NULL)",
        "CREATE INDEX sent_by_update ON sent (bot, update_id)",
        'CREATE TABLE moved (bot text COLLATE "C" NOT NULL, old bigint NOT NULL, '
        "new bigint NOT NULL, PRIMARY KEY (bot, old))",
    ),
    # Where the characters of a PDF's text stand on its pages.
    ("ALTER TABLE documents ADD COLUMN places bytea",),
    (
        'CREATE TABLE corrections (document_id text COLLATE "C" NOT NULL, '
        "field text NOT NULL, value text, PRIMARY KEY (document_id, field))",
    ),
    # Digests of metadata, outlines and corrections.
    (
        "ALTER TABLE documents ADD COLUMN metadata_sha256 text NOT NULL DEFAULT ''",
        "ALTER TABLE documents ADD COLUMN outline_sha256 text NOT NULL DEFAULT ''",
        "ALTER TABLE corrections ADD COLUMN sha256 text NOT NULL DEFAULT ''",
        _compute_digests,
    ),
)
FORMAT = 1 + len(_STEPS)


class PostgresTables:
    """The tables in one schema of a database: see ``corpus.store.tables.Tables``."""

    def __init__(self, address: Address) -> None:
        """Makes the tables where they are missing, and migrates them."""
        self.connection = PostgresConnection(address)
        try:
            migrate(self.connection)
        except BaseException:
            self.connection.close()
            raise

    @property
    def dialect(self) -> Dialect:
        return _DIALECT

    def close(self) -> None:
        self.connection.close()

    def stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        return self.connection.stream(statement, _letters_as_bytes(statement, values))

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        return self.connection.run(statement, values)

    def row(self, statement: str, values: Sequence[Any] = ()) -> Any:
        found = self.connection.run(statement, values)
        return found[0] if found else None

    def write(self, statement: str, *values: str | int | None) -> None:
        self.connection.run(statement, values)

    def put(self, table: str, key: Sequence[str], values: Mapping[str, Any]) -> None:
        stored = dict(values)
        if isinstance(stored.get("text"), str):
            stored["text"] = stored["text"].encode()
        names = ", ".join(stored)
        set_all = ", ".join(f"{one} = excluded.{one}" for one in stored)
        self.connection.run(
            f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' for _ in stored)}) "
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {set_all}",
            list(stored.values()),
        )

    def touch(self, revision: str) -> None:
        self.connection.run("UPDATE state SET revision = ?", [revision])
        # Sent when the transaction is kept, once however often it was asked for in it.
        tell_of_change(self.connection)

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        return self.connection.transaction()

    def check(self) -> None:
        """Reads every row, which PostgreSQL compares with its checksums where it has them."""
        self.connection.run("SELECT count(*), sum(octet_length(text)) FROM documents")


def changed_channel(address: Address) -> str:
    """The channel that tells of every change of documents and index."""
    return f"pullquote_changed_{address.schema}"


def tell_of_change(connection: PostgresConnection) -> None:
    """Once the transaction is kept."""
    connection.run("SELECT pg_notify(?, '')", [changed_channel(connection.address)])


def migrate(connection: PostgresConnection) -> None:
    """Brings the tables to the present format; two processes that start at once wait for each
    other. Raises StorageError, also for a format that a later version wrote."""
    schema = connection.address.schema
    found = _format(connection)
    if found == FORMAT:
        return
    _refuse_newer(found)
    with connection.transaction():
        connection.run("SELECT pg_advisory_xact_lock(?, hashtext(?))", [_MIGRATING, schema])
        found = _format(connection)
        _refuse_newer(found)
        if found == 0:
            connection.run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            connection.run("CREATE TABLE format (version integer NOT NULL)")
            connection.run("INSERT INTO format VALUES (0)")
        for number, step in enumerate((_FIRST, *_STEPS)):
            if number >= found:
                for part in step:
                    if isinstance(part, str):
                        connection.run(part)
                    else:
                        part(connection)
        connection.run("UPDATE format SET version = ?", [FORMAT])


def _format(connection: PostgresConnection) -> int:
    schema = connection.address.schema
    if connection.run("SELECT to_regclass(?)", [f"{schema}.format"])[0][0] is None:
        return 0
    return int(connection.run(f"SELECT version FROM {schema}.format")[0][0])


def _refuse_newer(found: int) -> None:
    if found > FORMAT:
        raise StorageError(
            f"the collection in the database has format {found}, this Pullquote reads {FORMAT} and "
            "older; use the version that wrote it, or a newer one"
        )


def _letters_as_bytes(statement: str, values: Sequence[Any]) -> Sequence[Any]:
    if _DIALECT.has_letters not in statement:
        return values
    return [one.encode() if isinstance(one, str) else one for one in values]
