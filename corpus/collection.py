"""The documents on disk: one SQLite file.

What its tables are, and how to change them: see ``corpus.migrations``.
"""

import contextlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

from corpus.database import connect, faults, transaction
from corpus.document import Card, Document, fingerprint
from corpus.errors import AmbiguousDocumentError, UnknownDocumentError
from corpus.landmarks import landmarks_from_json, landmarks_to_json
from corpus.migrations import FORMAT
from corpus.noise import Noise, noise_from_json, noise_to_json
from corpus.web.address import comparable, host_of

FILE_NAME = "collection.sqlite3"
_CARD = ", ".join(field.name for field in fields(Card))
_DOCUMENT = ", ".join(field.name for field in fields(Document))
_STORED = (*(field.name for field in fields(Document)), "outlet", "address")
_SOURCE = "path, document_id, digest, container"
_CURRENT = "superseded_by IS NULL"


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
        (count,) = self._one(f"SELECT count(*) FROM documents WHERE {_CURRENT}")
        return int(str(count))

    @property
    def revision(self) -> str:
        """Changes with every change of the documents; empty in a collection that never had any."""
        return str(self._one("SELECT revision FROM state")[0])

    def cards(self) -> Iterator[Card]:
        """All documents without their texts, in the order they were added."""
        with self._faults():
            rows = self._database.execute(
                f"SELECT {_CARD} FROM documents WHERE {_CURRENT} ORDER BY added, source"
            )
            for row in rows:
                yield Card(**row)

    def versions(self) -> Iterator[tuple[str, str]]:
        """Id and fingerprint of each, in the order they were added."""
        with self._faults():
            rows = self._database.execute(
                f"SELECT id, sha256, noise FROM documents WHERE {_CURRENT} ORDER BY added, source"
            )
            for row in rows:
                yield row["id"], fingerprint(row["sha256"], row["noise"])

    def documents(self) -> Iterator[Document]:
        """All documents with their texts, one at a time, in the order they were added."""
        with self._faults():
            rows = self._database.execute(
                f"SELECT {_DOCUMENT} FROM documents WHERE {_CURRENT} ORDER BY added, source"
            )
            for row in rows:
                yield _document(row)

    def get(self, document_id: str) -> Document | None:
        """The document of exactly this id."""
        return self._document("id = ?", document_id)

    def find(self, wanted: str) -> Document:
        """The document of this id, or of the only id that begins so; behind an ``@`` the number of
        an older version of it.

        Raises UnknownDocumentError, AmbiguousDocumentError.
        """
        try:
            wanted.encode()
        except UnicodeEncodeError:
            raise UnknownDocumentError(ascii(wanted)) from None
        name, at, number = wanted.partition("@")
        if at:
            current = self.find(name)
            found = current if number == str(current.version) else self._version(current.id, number)
            if found is None:
                raise UnknownDocumentError(wanted)
            return found
        with self._faults():
            rows = self._database.execute(
                "SELECT id FROM documents WHERE substr(id, 1, ?) = ? AND id NOT LIKE '%@%' "
                "ORDER BY id",
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

    def _version(self, document_id: str, number: str) -> Document | None:
        """An older version of a document: its own, or another that it took the place of."""
        return self.get(f"{document_id}@{number}") or self._document(
            "superseded_by = ? AND version = ? ORDER BY added DESC LIMIT 1", document_id, number
        )

    def with_text(self, sha256: str) -> list[Document]:
        """The documents with exactly this text."""
        return self._documents(f"sha256 = ? AND {_CURRENT} ORDER BY added", sha256)

    def at_address(self, url: str | None) -> list[Document]:
        """The documents that say that this is their address."""
        address = comparable(url)
        return self._documents(f"address = ? AND {_CURRENT} ORDER BY added", address) if url else []

    def without_noise(self) -> list[tuple[str, str | None]]:
        """Documents in which nobody has looked for noise yet, and their outlets."""
        with self._faults():
            rows = self._database.execute(
                f"SELECT id, outlet FROM documents WHERE noise IS NULL AND {_CURRENT} "
                "ORDER BY added, source"
            )
            return [(row["id"], row["outlet"]) for row in rows]

    def of_outlet(self, outlet: str, most: int) -> list[Document]:
        """The newest documents of an outlet."""
        return self._documents(
            f"outlet = ? AND {_CURRENT} ORDER BY added DESC, source LIMIT {most}", outlet
        )

    def noise_edition(self) -> int:
        """Of which edition of the rules the noise is that was found."""
        return int(str(self._one("SELECT noise_edition FROM state")[0]))

    def furniture(self, outlet: str) -> dict[str, bool]:
        """The lines known to recur with an outlet, and whether anywhere in its articles."""
        with self._faults():
            rows = self._database.execute(
                "SELECT line, anywhere FROM furniture WHERE outlet = ?", (outlet,)
            )
            return {row["line"]: bool(row["anywhere"]) for row in rows}

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

    # Writing ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def change(self) -> Iterator[None]:
        """A transaction: all of what happens inside is kept, or nothing. May be nested."""
        with self._faults(), transaction(self._database):
            yield

    def put(self, document: Document) -> None:
        """Stores the document, in place of the one with its id if there is one."""
        noise = document.noise
        values = {
            **asdict(document),
            "landmarks": landmarks_to_json(document.landmarks),
            "noise": None if noise is None else noise_to_json(noise),
            "outlet": (document.publisher or host_of(document.url) or "").casefold() or None,
            "address": comparable(document.url),
        }
        names = ", ".join(_STORED)
        places = ", ".join(f":{name}" for name in _STORED)
        with self._faults():
            self._database.execute(f"REPLACE INTO documents ({names}) VALUES ({places})", values)
        self._touch()

    def put_noise(self, document_id: str, noise: Sequence[Noise]) -> None:
        """Remembers what in a document is noise."""
        self._write(
            "UPDATE documents SET noise = ? WHERE id = ?", noise_to_json(noise), document_id
        )
        self._touch()

    def forget_noise(self, edition: int) -> None:
        """From now on, nobody has looked for noise of this edition in any document."""
        self._write("UPDATE documents SET noise = NULL")
        self._write("UPDATE state SET noise_edition = ?", edition)

    def put_furniture(self, outlet: str, lines: Mapping[str, bool]) -> None:
        """Remembers lines that recur with an outlet."""
        for line, anywhere in lines.items():
            self._write("REPLACE INTO furniture VALUES (?, ?, ?)", outlet, line, int(anywhere))

    def drop(self, document_id: str) -> None:
        """Takes the document out with its older versions; others whose place it took are back.
        Its sources stay known, without a document."""
        self._write("DELETE FROM documents WHERE id = ?", document_id)
        self._write(
            "DELETE FROM documents WHERE superseded_by = ? AND id LIKE superseded_by || '@%'",
            document_id,
        )
        self._write(
            "UPDATE documents SET superseded_by = NULL WHERE superseded_by = ?", document_id
        )
        self._write("UPDATE sources SET document_id = NULL WHERE document_id = ?", document_id)
        self._touch()

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

    def _touch(self) -> None:
        self._write("UPDATE state SET revision = ?", uuid.uuid4().hex)

    def _write(self, statement: str, *values: str | int | None) -> None:
        with self._faults():
            self._database.execute(statement, values)

    def _document(self, condition: str, *values: str) -> Document | None:
        return next(iter(self._documents(condition, *values)), None)

    def _documents(self, condition: str, *values: str | None) -> list[Document]:
        with self._faults():
            rows = self._database.execute(
                f"SELECT {_DOCUMENT} FROM documents WHERE {condition}", values
            ).fetchall()
        return [_document(row) for row in rows]

    def _one(self, statement: str) -> tuple[object, ...]:
        with self._faults():
            row = self._database.execute(statement).fetchone()
        return tuple(row)

    def _faults(self) -> contextlib.AbstractContextManager[None]:
        return faults(self._path, FORMAT.advice)


def _document(row: Mapping[str, Any]) -> Document:
    fields = dict(row)
    fields["landmarks"] = landmarks_from_json(fields["landmarks"])
    fields["noise"] = noise_from_json(fields["noise"])
    return Document(**fields)
