"""The documents on disk: one SQLite file.

Three tables. ``documents`` holds texts and metadata; ``sources`` says which file gave which
document (several files of one content give one document); ``roots`` remembers what the user
added by name, so that ``sync`` sees new files of a folder. This is the one file that imports
sqlite3. The journal is SQLite's plain one: it can be read from read-only media, and writes here
are few and short.
"""

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path

from corpus.document import Card, Document
from corpus.errors import AmbiguousDocumentError, StorageError, UnknownDocumentError

FILE_NAME = "collection.sqlite3"
_FORMAT = 1
_BUSY_SECONDS = 30.0
_CARD = ", ".join(field.name for field in fields(Card))
_DOCUMENT = ", ".join(field.name for field in fields(Document))
_VALUES = ", ".join(f":{field.name}" for field in fields(Document))
_SCHEMA = f"""
BEGIN;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, text TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL,
    added TEXT NOT NULL, title TEXT, publisher TEXT, author TEXT, published TEXT, updated TEXT,
    url TEXT, language TEXT
);
CREATE INDEX documents_by_sha256 ON documents (sha256);
CREATE TABLE sources (
    path TEXT PRIMARY KEY, document_id TEXT, digest TEXT NOT NULL
);
CREATE INDEX sources_by_document ON sources (document_id);
CREATE TABLE roots (path TEXT PRIMARY KEY);
CREATE TABLE state (revision TEXT NOT NULL);
INSERT INTO state VALUES ('');
PRAGMA user_version = {_FORMAT};
COMMIT;
"""


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
        """Opens the collection. To read, it need not exist (it is then empty); to write, the
        folder and the file are made."""
        self._path = folder / FILE_NAME
        with self._faults():
            if writable:
                try:
                    folder.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    raise StorageError(
                        f"cannot make the data folder {folder}: {error.strerror}; "
                        "set PULLQUOTE_DATA_DIR to a folder that can be written"
                    ) from None
                target = str(self._path)
            elif (folder.exists() and not folder.is_dir()) or (
                self._path.exists() and not self._path.is_file()
            ):
                wrong = self._path if folder.is_dir() else folder
                raise StorageError(
                    f"{wrong} is in the way of the collection; move it, or set PULLQUOTE_DATA_DIR"
                )
            elif self._path.is_file() and self._path.stat().st_size:
                # Opened for writing where it can be: if a writer was killed, SQLite has to roll
                # its journal back before anybody can read.
                mode = (
                    "rw" if os.access(folder, os.W_OK) and os.access(self._path, os.W_OK) else "ro"
                )
                target = f"{self._path.resolve().as_uri()}?mode={mode}"
            else:
                target = ":memory:"
            self._database = sqlite3.connect(
                target,
                timeout=_BUSY_SECONDS,
                uri=target.startswith("file:"),
                isolation_level=None,
                check_same_thread=False,
            )
            self._database.row_factory = sqlite3.Row
            try:
                # So much may change before readers are locked out (64 MiB; until COMMIT).
                self._database.execute("PRAGMA cache_size = -65536")
                self._check_format(fresh=writable or target == ":memory:")
            except BaseException:
                self._database.close()
                raise

    def _check_format(self, *, fresh: bool) -> None:
        (found,) = self._database.execute("PRAGMA user_version").fetchone()
        if found == 0 and fresh:
            self._database.executescript(_SCHEMA)
        elif found != _FORMAT:
            raise StorageError(
                f"{self._path} has format {found}, this Pullquote reads {_FORMAT}; "
                "use the version that wrote it, or move the file away and add the sources again"
            )

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
            rows = self._database.execute("SELECT path, document_id, digest FROM sources")
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
        with self._faults():
            if self._database.in_transaction:
                yield
                return
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

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
        self._write("REPLACE INTO sources VALUES (?, ?, ?)", *astuple(source))

    def drop_source(self, path: str) -> None:
        """Forgets that a file was read."""
        self._write("DELETE FROM sources WHERE path = ?", path)

    def put_root(self, path: str) -> None:
        """Remembers what the user named."""
        self._write("INSERT OR IGNORE INTO roots VALUES (?)", path)

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

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        """SQLite's errors, said so that the user can act on them."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StorageError(
                    f"another process has been writing {self._path} for {_BUSY_SECONDS:.0f} s; "
                    "try again when it is done"
                ) from error
            raise StorageError(
                f"cannot use {self._path}: {error}; check free space and permissions of its folder"
            ) from error
        except sqlite3.DatabaseError as error:
            raise StorageError(
                f"{self._path} is damaged: {error}; "
                "restore a copy, or move the file away and add the sources again"
            ) from error
