"""What is remembered of sources: what was read, when it changed, and what the user named."""

import contextlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Self

from corpus.store.database import connect, faults, transaction
from corpus.store.migrations import FORMAT

FILE_NAME = "collection.sqlite3"
_SOURCE = "path, document_id, digest, container"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its digest (of its bytes), and the document that it gave; or one of
    the documents in a file that holds many, which is its ``container``.

    ``document_id`` is None where the user removed the document: such a file stays out when its
    folder is synchronised, until somebody adds it again by name.
    """

    path: str
    document_id: str | None
    digest: str
    container: str | None = None

    @property
    def file(self) -> str:
        """The file that this is, or is in."""
        return self.container or self.path


class SourceTable:
    """The part of a collection that knows its sources. See ``corpus.store.collection``."""

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        """Opens the collection, and brings its format up to date. To read, it need not exist (it
        is then empty); to write, the folder and the file are made."""
        self._path = folder / FILE_NAME
        self._database = connect(self._path, FORMAT, writable=writable)
        # So much may change before readers are locked out (64 MiB; until COMMIT).
        self._database.execute("PRAGMA cache_size = -65536")

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def sources(self) -> dict[str, Source]:
        """The files that were read, by path."""
        with self._faults():
            rows = self._database.execute(f"SELECT {_SOURCE} FROM sources")
            return {row["path"]: Source(**row) for row in rows}

    def containers(self) -> dict[str, str]:
        """The files that hold many documents and were read to their end: their digests by path."""
        with self._faults():
            rows = self._database.execute("SELECT path, digest FROM containers")
            return {row["path"]: row["digest"] for row in rows}

    def roots(self) -> dict[str, str | None]:
        """The files and folders that the user added by name, with the options of each."""
        with self._faults():
            rows = self._database.execute("SELECT path, options FROM roots ORDER BY path")
            return {row["path"]: row["options"] for row in rows}

    def stamps(self) -> dict[str, str]:
        """What files were like (size, time) when they were read, by path."""
        with self._faults():
            rows = self._database.execute("SELECT path, stamp FROM files")
            return {row["path"]: row["stamp"] for row in rows}

    def fetched(self, url: str) -> tuple[str | None, str | None, str] | None:
        """ETag, Last-Modified and reader of what an address gave the last time."""
        with self._faults():
            row = self._database.execute(
                "SELECT etag, last_modified, reader FROM fetched WHERE url = ?", (url,)
            ).fetchone()
        return tuple(row) if row else None

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """A transaction: all of what happens inside is kept, or nothing. May be nested."""
        with self._faults(), transaction(self._database):
            yield

    def put_source(self, source: Source) -> None:
        """Remembers that a file was read."""
        self._write(f"REPLACE INTO sources ({_SOURCE}) VALUES (?, ?, ?, ?)", *astuple(source))

    def drop_source(self, path: str) -> None:
        """Forgets that a file was read."""
        self._write("DELETE FROM sources WHERE path = ?", path)
        self._write("DELETE FROM files WHERE path = ?", path)
        self._write("DELETE FROM fetched WHERE url = ?", path)

    def put_container(self, path: str, digest: str) -> None:
        """Remembers that a file with many documents was read to its end."""
        self._write("REPLACE INTO containers (path, digest) VALUES (?, ?)", path, digest)

    def drop_container(self, path: str) -> None:
        """Forgets that; its documents stay."""
        self._write("DELETE FROM containers WHERE path = ?", path)
        self._write("DELETE FROM files WHERE path = ?", path)
        self._write("DELETE FROM fetched WHERE url = ?", path)

    def put_stamp(self, path: str, stamp: str) -> None:
        """Remembers what a file was like when it was read."""
        self._write("REPLACE INTO files VALUES (?, ?)", path, stamp)

    def put_fetched(
        self, url: str, etag: str | None, last_modified: str | None, reader: str
    ) -> None:
        """Remembers what a server said of what it gave, and by which reader that was read."""
        self._write("REPLACE INTO fetched VALUES (?, ?, ?, ?)", url, etag, last_modified, reader)

    def put_root(self, path: str, options: str | None = None) -> None:
        """Remembers what the user named, and the options it is read with."""
        self._write("REPLACE INTO roots (path, options) VALUES (?, ?)", path, options)

    def drop_root(self, path: str) -> None:
        """Forgets what the user named."""
        self._write("DELETE FROM roots WHERE path = ?", path)

    def _write(self, statement: str, *values: str | int | None) -> None:
        with self._faults():
            self._database.execute(statement, values)

    def _one(self, statement: str) -> tuple[object, ...]:
        with self._faults():
            row = self._database.execute(statement).fetchone()
        return tuple(row)

    def _faults(self) -> contextlib.AbstractContextManager[None]:
        return faults(self._path, FORMAT.advice)
