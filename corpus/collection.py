"""The documents on disk: one SQLite file.

What its tables are, and how to change them: see ``corpus.migrations``.
"""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path

from corpus.database import connect, faults, transaction
from corpus.document import Card, Document
from corpus.errors import AmbiguousDocumentError, UnknownDocumentError
from corpus.migrations import FORMAT

FILE_NAME = "collection.sqlite3"
_CARD = ", ".join(field.name for field in fields(Card))
_DOCUMENT = ", ".join(field.name for field in fields(Document))
_SOURCE = "path, document_id, digest"
_VALUES = ", ".join(f":{field.name}" for field in fields(Document))


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its digest (of its bytes), and the document that it gave.

    ``document_id`` is None where the user removed the document: such a file stays out when its
    folder is synchronised, until somebody adds it again by name.
    """

    path: str
    document_id: str | None
    digest: str


class Collection:
    """The documents of one data folder. Use as a context manager, from one thread.

    Every method raises StorageError where the disk or the file does not allow what is asked.
    """

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        """Opens the collection, and brings its format up to date. To read, it need not exist (it
        is then empty); to write, the folder and the file are made."""
        self._path = folder / FILE_NAME
        self._database = connect(self._path, FORMAT, writable=writable)
        # So much may change before readers are locked out (64 MiB; until COMMIT).
        self._database.execute("PRAGMA cache_size = -65536")

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> "Collection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading ---------------------------------------------------------------------------------

    def __len__(self) -> int:
        (count,) = self._one("SELECT count(*) FROM documents")
        return int(str(count))

    @property
    def revision(self) -> str:
        """Changes with every change of the documents; empty in a collection that never had any."""
        return str(self._one("SELECT revision FROM state")[0])

    def cards(self) -> Iterator[Card]:
        """All documents without their texts, in the order they were added."""
        with self._faults():
            rows = self._database.execute(f"SELECT {_CARD} FROM documents ORDER BY added, source")
            for row in rows:
                yield Card(**row)

    def versions(self) -> Iterator[tuple[str, str]]:
        """Id and SHA-256 of the text of each, in the order they were added."""
        with self._faults():
            rows = self._database.execute("SELECT id, sha256 FROM documents ORDER BY added, source")
            for row in rows:
                yield row["id"], row["sha256"]

    def documents(self) -> Iterator[Document]:
        """All documents with their texts, one at a time, in the order they were added."""
        with self._faults():
            rows = self._database.execute(
                f"SELECT {_DOCUMENT} FROM documents ORDER BY added, source"
            )
            for row in rows:
                yield Document(**row)

    def get(self, document_id: str) -> Document | None:
        """The document of exactly this id."""
        return self._document("id = ?", document_id)

    def find(self, wanted: str) -> Document:
        """The document of this id, or of the only id that begins so.

        Raises UnknownDocumentError, AmbiguousDocumentError.
        """
        try:
            wanted.encode()
        except UnicodeEncodeError:
            raise UnknownDocumentError(ascii(wanted)) from None
        with self._faults():
            rows = self._database.execute(
                "SELECT id FROM documents WHERE substr(id, 1, ?) = ? ORDER BY id",
                (len(wanted), wanted),
            )
            ids = [row["id"] for row in rows]
        if not wanted or not ids:
            raise UnknownDocumentError(wanted)
        if len(ids) > 1 and wanted not in ids:
            raise AmbiguousDocumentError(wanted, ids)
        document = self.get(wanted if wanted in ids else ids[0])
        if document is None:
            raise UnknownDocumentError(wanted)
        return document

    def with_text(self, sha256: str) -> Document | None:
        """A document with exactly this text."""
        return self._document("sha256 = ? ORDER BY added LIMIT 1", sha256)

    def sources(self) -> dict[str, Source]:
        """The files that were read, by path."""
        with self._faults():
            rows = self._database.execute(f"SELECT {_SOURCE} FROM sources")
            return {row["path"]: Source(**row) for row in rows}

    def roots(self) -> list[str]:
        """The files and folders that the user added by name."""
        with self._faults():
            rows = self._database.execute("SELECT path FROM roots ORDER BY path")
            return [row["path"] for row in rows]

    # Writing ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """A transaction: all of what happens inside is kept, or nothing. May be nested."""
        with self._faults(), transaction(self._database):
            yield

    def put(self, document: Document) -> None:
        """Stores the document, in place of the one with its id if there is one."""
        with self._faults():
            self._database.execute(
                f"REPLACE INTO documents ({_DOCUMENT}) VALUES ({_VALUES})", asdict(document)
            )
        self._touch()

    def drop(self, document_id: str) -> None:
        """Takes the document out. Its sources stay known, without a document."""
        self._write("DELETE FROM documents WHERE id = ?", document_id)
        self._write("UPDATE sources SET document_id = NULL WHERE document_id = ?", document_id)
        self._touch()

    def put_source(self, source: Source) -> None:
        """Remembers that a file was read."""
        self._write(f"REPLACE INTO sources ({_SOURCE}) VALUES (?, ?, ?)", *astuple(source))

    def drop_source(self, path: str) -> None:
        """Forgets that a file was read."""
        self._write("DELETE FROM sources WHERE path = ?", path)

    def put_root(self, path: str) -> None:
        """Remembers what the user named."""
        self._write("INSERT OR IGNORE INTO roots (path) VALUES (?)", path)

    def drop_root(self, path: str) -> None:
        """Forgets what the user named."""
        self._write("DELETE FROM roots WHERE path = ?", path)

    def _touch(self) -> None:
        self._write("UPDATE state SET revision = ?", uuid.uuid4().hex)

    def _write(self, statement: str, *values: str | None) -> None:
        with self._faults():
            self._database.execute(statement, values)

    def _document(self, condition: str, value: str) -> Document | None:
        with self._faults():
            row = self._database.execute(
                f"SELECT {_DOCUMENT} FROM documents WHERE {condition}", (value,)
            ).fetchone()
        return Document(**row) if row else None

    def _one(self, statement: str) -> tuple[object, ...]:
        with self._faults():
            row = self._database.execute(statement).fetchone()
        return tuple(row)

    def _faults(self) -> contextlib.AbstractContextManager[None]:
        return faults(self._path, FORMAT.advice)
