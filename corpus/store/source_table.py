"""Source table: files and addresses that were read, and what the user added by name."""

from dataclasses import asdict, dataclass

from corpus.store.tables import Tables

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
    """The sources of a collection."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def files(self) -> dict[str, Source]:
        """The files that were read, by path."""
        return {
            row["path"]: Source(**row)
            for row in self._tables.rows(f"SELECT {_SOURCE} FROM sources")
        }

    def get(self, path: str) -> Source | None:
        """The file at this path, if it was read."""
        row = self._tables.row(f"SELECT {_SOURCE} FROM sources WHERE path = ?", (path,))
        return None if row is None else Source(**row)

    def members(self, container: str) -> list[Source]:
        """The documents in a file or feed that were read."""
        rows = self._tables.rows(f"SELECT {_SOURCE} FROM sources WHERE container = ?", (container,))
        return [Source(**row) for row in rows]

    def of_document(self, document_id: str | None) -> list[Source]:
        """The files that gave a document; None: those whose document the user removed."""
        which = "= ?" if document_id is not None else "IS NULL"
        rows = self._tables.rows(
            f"SELECT {_SOURCE} FROM sources WHERE document_id {which}",
            (document_id,) if document_id is not None else (),
        )
        return [Source(**row) for row in rows]

    def container_digest(self, path: str) -> str | None:
        """The digest that a file with many documents had when it was read to its end."""
        row = self._tables.row("SELECT digest FROM containers WHERE path = ?", (path,))
        return None if row is None else str(row[0])

    def stamp(self, path: str) -> str | None:
        """What a file was like (size, time) when it was read."""
        row = self._tables.row("SELECT stamp FROM files WHERE path = ?", (path,))
        return None if row is None else str(row[0])

    def containers(self) -> dict[str, str]:
        """The files that hold many documents and were read to their end: their digests by path."""
        return {
            row["path"]: row["digest"]
            for row in self._tables.rows("SELECT path, digest FROM containers")
        }

    def roots(self) -> dict[str, str | None]:
        """The files and folders that the user added by name, with the options of each."""
        return {
            row["path"]: row["options"]
            for row in self._tables.rows("SELECT path, options FROM roots ORDER BY path")
        }

    def stamps(self) -> dict[str, str]:
        """What files were like (size, time) when they were read, by path."""
        return {
            row["path"]: row["stamp"] for row in self._tables.rows("SELECT path, stamp FROM files")
        }

    def fetched(self, url: str) -> tuple[str | None, str | None, str] | None:
        """ETag, Last-Modified and reader of what an address gave the last time."""
        row = self._tables.row(
            "SELECT etag, last_modified, reader FROM fetched WHERE url = ?", (url,)
        )
        return tuple(row) if row else None

    def put(self, source: Source) -> None:
        """Remembers that a file was read."""
        self._tables.put("sources", ("path",), asdict(source))

    def drop(self, path: str) -> None:
        """Forgets that a file was read."""
        self._tables.write("DELETE FROM sources WHERE path = ?", path)
        self._tables.write("DELETE FROM files WHERE path = ?", path)
        self._tables.write("DELETE FROM fetched WHERE url = ?", path)

    def distrust(self, path: str) -> None:
        """Forgets what would show that a file or address has not changed."""
        self._tables.write("DELETE FROM containers WHERE path = ?", path)
        self._tables.write("DELETE FROM files WHERE path = ?", path)
        self._tables.write("DELETE FROM fetched WHERE url = ?", path)

    def put_container(self, path: str, digest: str) -> None:
        """Remembers that a file with many documents was read to its end."""
        self._tables.put("containers", ("path",), {"path": path, "digest": digest})

    def put_stamp(self, path: str, stamp: str) -> None:
        """Remembers what a file was like when it was read."""
        self._tables.put("files", ("path",), {"path": path, "stamp": stamp})

    def put_fetched(
        self, url: str, etag: str | None, last_modified: str | None, reader: str
    ) -> None:
        """Remembers what a server said of what it gave, and by which reader that was read."""
        said = {"url": url, "etag": etag, "last_modified": last_modified, "reader": reader}
        self._tables.put("fetched", ("url",), said)

    def put_root(self, path: str, options: str | None = None) -> None:
        """Remembers what the user named, and the options it is read with."""
        self._tables.put("roots", ("path",), {"path": path, "options": options})

    def drop_root(self, path: str) -> None:
        """Forgets what the user named."""
        self._tables.write("DELETE FROM roots WHERE path = ?", path)
