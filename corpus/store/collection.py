"""Collection of documents: in one SQLite file, or in PostgreSQL (``corpus.store.postgres``).

Text, metadata and outline are compared with their SHA-256 when they are read. A document with a
difference is damaged: ``find`` raises an error, and all other methods leave it out and call
``on_damaged``. What a damaged correction is about is unknown (``corpus.store.corrections``).

What people corrected in a document's metadata is kept apart, and put in place of what the document
says of itself wherever documents are read, but for the methods that ingesting needs
(``get_as_parsed``, ``get_unchecked``, ``copies``, ``at_address``, ``of_outlet``).

The tables, and how to change them: see ``corpus.store.migrations``.
"""

import contextlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

from corpus.address import comparable
from corpus.document import Card, Document, Metadata, fingerprint, without_version
from corpus.errors import DamagedCorrectionError, DamagedDocumentError
from corpus.store.boilerplate_table import BoilerplateTable
from corpus.store.collection_file import FILE_NAME, CollectionFile
from corpus.store.corrections import Corrections, CorrectionTable, corrected
from corpus.store.digests import damaged_part, metadata_digest
from corpus.store.document_lookup import find_id
from corpus.store.document_rows import (
    CARD_COLUMNS,
    METADATA_COLUMNS,
    document_columns,
    document_of,
    metadata_of,
    row_of,
)
from corpus.store.intact_rows import IntactRows
from corpus.store.source_table import Source, SourceTable
from corpus.store.tables import Tables

__all__ = ["FILE_NAME", "Collection", "Source"]

_REPLACED = "superseded_by IS NOT NULL"

_Card = TypeVar("_Card", bound=Card)

# An address with more documents and versions is a front page, or that of a table of records.
_MOST_AT_ADDRESS = 50


class Collection:
    """The documents of one data folder. Use as a context manager, from one thread.

    Every method raises StorageError where the disk or the file does not allow what is asked.
    """

    def __init__(
        self,
        folder: Path,
        *,
        writable: bool = False,
        on_damaged: Callable[[DamagedDocumentError], None] | None = None,
    ) -> None:
        """To read, the collection need not exist (it is then empty); to write, it is made.
        ``on_damaged`` is called once for each damaged document that would have been read."""
        self._use(CollectionFile(folder, writable=writable), on_damaged)

    @classmethod
    def over(
        cls, tables: Tables, on_damaged: Callable[[DamagedDocumentError], None] | None = None
    ) -> Self:
        """The collection in these tables, which it closes with itself."""
        made = cls.__new__(cls)
        made._use(tables, on_damaged)
        return made

    def _use(
        self, tables: Tables, on_damaged: Callable[[DamagedDocumentError], None] | None
    ) -> None:
        self._tables = tables
        self._intact = IntactRows(on_damaged)
        self.sources = SourceTable(tables)
        self.corrections = CorrectionTable(tables, self._intact.report)
        self.boilerplate = BoilerplateTable(tables, self._touch)
        dialect = tables.dialect
        self._current = f"{dialect.unindexed}superseded_by IS NULL"
        # Without their texts, in the order they were added.
        self._in_order = f"documents{dialect.by.format('documents_in_order')}"
        self._columns = document_columns(dialect)

    @property
    def tables(self) -> Tables:
        """What it is stored in, for copying."""
        return self._tables

    def close(self) -> None:
        self._tables.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def change(self) -> contextlib.AbstractContextManager[None]:
        """A transaction: all of what happens inside is kept, or nothing. May be nested."""
        return self._tables.transaction()

    # Reading ---------------------------------------------------------------------------------

    def __len__(self) -> int:
        (count,) = self._tables.row(
            f"SELECT count(*) FROM {self._in_order} WHERE superseded_by IS NULL"
        )
        return int(str(count))

    @property
    def revision(self) -> str:
        """Changes with every change of the documents; empty in a collection that never had any."""
        return str(self._tables.row("SELECT revision FROM state")[0])

    def cards(self) -> Iterator[Card]:
        """All documents without their texts, in the order they were added."""
        rows = self._tables.stream(
            f"SELECT {CARD_COLUMNS} FROM documents WHERE {self._current} ORDER BY added, source"
        )
        yield from self._corrected(self._intact.cards(rows))

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """Id and fingerprint of each, in the order they were added."""
        rows = self._tables.stream(
            f"SELECT id, sha256, noise FROM {self._in_order} WHERE superseded_by IS NULL "
            "ORDER BY added, source"
        )
        known = self.corrections.all()
        for row in rows:
            # By position, and without a call for most: there may be a hundred thousand.
            name, sha256, noise = row[0], row[1], row[2]
            if noise not in (None, "[]") or name in known:
                sha256 = fingerprint(sha256, noise, known.get(name))
            yield name, sha256

    def documents(self) -> Iterator[Document]:
        """All documents with their texts, one at a time, in the order they were added."""
        rows = self._tables.stream(
            f"SELECT {self._columns} FROM documents WHERE {self._current} ORDER BY added, source"
        )
        yield from self._corrected(self._intact.documents(rows))

    def holding(self, letters: str, *, older: bool = False) -> Iterator[Document]:
        """The documents with exactly these letters in their text, in the order they were added;
        if ``older``, those that others have taken the place of, the latest first."""
        which, order = (_REPLACED, "added DESC") if older else (self._current, "added")
        having = self._tables.dialect.has_letters
        rows = self._tables.stream(
            f"SELECT {self._columns} FROM documents WHERE {which} AND {having} "
            f"ORDER BY {order}, source",
            (letters,),
        )
        yield from self._corrected(self._intact.documents(rows))

    def get(self, document_id: str) -> Document | None:
        """The document of exactly this id."""
        found = self.get_as_parsed(document_id)
        return None if found is None else corrected(found, self.corrections.of(document_id))

    def get_as_parsed(self, document_id: str) -> Document | None:
        """The document of exactly this id, with what it says of itself."""
        return next(iter(self._documents("id = ?", document_id)), None)

    def get_all(self, document_ids: Sequence[str]) -> dict[str, Document]:
        """The documents of exactly these ids, without those that are not there."""
        if not document_ids:
            return {}
        places = ", ".join("?" for _ in document_ids)
        found = self._documents(f"id IN ({places})", *document_ids)
        return {one.id: one for one in self._corrected(found)}

    def get_unchecked(self, document_id: str) -> Document | None:
        """The document of exactly this id, though it may be damaged: for replacing it. With what
        it says of itself."""
        row = self._row(document_id)
        return None if row is None else document_of(row)

    def is_intact(self, document_id: str) -> bool:
        """Whether there is a document of this id, and it is what was stored."""
        row = self._row(document_id)
        return row is not None and damaged_part(row) is None

    def damaged(self) -> list[str]:
        """The ids of all documents, older versions too, that are not what was stored. Reads every
        text."""
        rows = self._tables.stream(f"SELECT {self._columns} FROM documents")
        return [row["id"] for row in rows if damaged_part(row) is not None]

    def check(self) -> None:
        """The database's own check of its files. Raises StorageError."""
        self._tables.check()

    def find(self, wanted: str) -> Document:
        """The document that ``find_id`` finds. Raises also DamagedDocumentError."""
        found = self.find_id(wanted)
        document = self.get(found)
        if document is None:
            raise DamagedDocumentError(found, damaged_part(self._row(found)) or "text")
        return document

    def find_id(self, wanted: str) -> str:
        """The id of the document of this id, or of the only id that begins so; with ``@`` and a
        number, that version of it.

        Raises UnknownDocumentError, AmbiguousDocumentError.
        """
        return find_id(self._tables, wanted)

    def history(self, document_id: str) -> list[Card]:
        """All versions of a document that are kept, the newest first: the current one, older ones
        of its own, and other documents that it took the place of."""
        row = self._tables.row("SELECT superseded_by FROM documents WHERE id = ?", (document_id,))
        current = document_id if row is None else row["superseded_by"] or document_id
        rows = self._tables.rows(
            f"SELECT {CARD_COLUMNS} FROM documents WHERE id = ? OR superseded_by = ? "
            "ORDER BY version DESC, added DESC",
            (current, current),
        )
        return list(self._corrected(self._intact.cards(rows)))

    def copies(self, sha256: str) -> dict[Metadata, list[str]]:
        """The ids of the documents with exactly this text, by what they say of themselves."""
        found: dict[Metadata, list[str]] = {}
        for row in self._tables.rows(
            f"SELECT id, {METADATA_COLUMNS} FROM documents "
            f"WHERE sha256 = ? AND {self._current} ORDER BY added",
            (sha256,),
        ):
            found.setdefault(metadata_of(row), []).append(row["id"])
        return found

    def at_address(self, url: str | None) -> list[Document]:
        """The documents that say that this is their address; none if there are many, for then it is
        not the address of one article."""
        if not url:
            return []
        address = comparable(url)
        found = self._tables.rows(
            "SELECT superseded_by FROM documents WHERE address = ? LIMIT ?",
            (address, _MOST_AT_ADDRESS + 1),
        )
        if len(found) > _MOST_AT_ADDRESS or all(row["superseded_by"] is not None for row in found):
            return []
        return self._documents(f"address = ? AND {self._current} ORDER BY added", address)

    def of_outlet(self, outlet: str, most: int) -> list[Document]:
        """The newest documents of an outlet."""
        return self._documents(
            f"outlet = ? AND {self._current} ORDER BY added DESC, source LIMIT {most}", outlet
        )

    # Writing ---------------------------------------------------------------------------------

    def put(self, document: Document) -> None:
        """Stores the document, in place of the one with its id if there is one; with what it says
        of itself (``get_as_parsed``), not with corrections."""
        if document.corrected:
            raise ValueError(f"document {document.id} is to be stored with corrections in it")
        self._tables.put("documents", ("id",), row_of(document))
        self._touch()

    def move(self, document_id: str, source: str) -> None:
        """Stores that a document is that of another source. If it is damaged, it stays so."""
        row = self._tables.row(f"SELECT {CARD_COLUMNS} FROM documents WHERE id = ?", (document_id,))
        if row is None:
            return
        digest = row["metadata_sha256"]
        if metadata_digest(row) == digest:
            digest = metadata_digest({**dict(row), "source": source})
        self._tables.write(
            "UPDATE documents SET source = ?, metadata_sha256 = ? WHERE id = ?",
            source,
            digest,
            document_id,
        )
        self._touch()

    def correct(self, document_id: str, changes: Corrections, *, reset: bool = False) -> bool:
        """Stores what people say of a document, in all of its versions, in place of what it says
        itself; None: that it is not known. ``reset``: earlier corrections are taken back first.
        Whether anything is different now."""
        before = self.corrections.intact(document_id)
        after = changes if reset else {**before, **changes}
        if after == before and not self.corrections.damaged(document_id):
            return False
        with self.change():
            if reset:
                self.corrections.drop(document_id)
            self.corrections.put(document_id, changes)
            self._touch()
        return True

    def drop_damaged_corrections(self) -> list[DamagedCorrectionError]:
        """Takes damaged corrections back, and says which; what the documents say of themselves
        stands again."""
        found = self.corrections.damaged()
        with self.change():
            for one in found:
                self.corrections.drop_exactly(one.document, one.field)
            if found:
                self._touch()
        return found

    def drop(self, document_id: str) -> None:
        """Deletes the document with its older versions. Documents that it had superseded become
        current again. Its sources stay known, without a document."""
        self._tables.write("DELETE FROM documents WHERE id = ?", document_id)
        self._tables.write(
            "DELETE FROM documents WHERE superseded_by = ? AND id LIKE superseded_by || '@%'",
            document_id,
        )
        self._tables.write(
            "UPDATE documents SET superseded_by = NULL WHERE superseded_by = ?", document_id
        )
        self._tables.write(
            "UPDATE sources SET document_id = NULL WHERE document_id = ?", document_id
        )
        if document_id == without_version(document_id):
            self.corrections.drop(document_id)
        self._touch()

    def _touch(self) -> None:
        self._tables.touch(uuid.uuid4().hex)

    def _row(self, document_id: str) -> Any:
        """The row of exactly this id, or None."""
        return self._tables.row(
            f"SELECT {self._columns} FROM documents WHERE id = ?", (document_id,)
        )

    def _documents(self, condition: str, *values: str | None) -> list[Document]:
        rows = self._tables.rows(f"SELECT {self._columns} FROM documents WHERE {condition}", values)
        return list(self._intact.documents(rows))

    def _corrected(self, cards: Iterable[_Card]) -> Iterator[_Card]:
        """The same, with corrections."""
        known = self.corrections.all()
        for card in cards:
            yield corrected(card, known.get(without_version(card.id), {}))
