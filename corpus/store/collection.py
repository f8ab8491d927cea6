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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Self, TypeVar

from corpus.address import comparable, host_of
from corpus.document import Card, Document, Metadata, fingerprint
from corpus.errors import (
    AmbiguousDocumentError,
    DamagedCorrectionError,
    DamagedDocumentError,
    UnknownDocumentError,
)
from corpus.outline import outline_from_json, outline_to_json
from corpus.store.collection_file import FILE_NAME, CollectionFile
from corpus.store.corrections import Corrections, CorrectionTable, corrected, without
from corpus.store.digests import damaged_part, metadata_digest, outline_digest
from corpus.store.source_table import Source, SourceTable
from corpus.store.tables import Tables
from corpus.text.boilerplate.boilerplate import (
    Boilerplate,
    boilerplate_from_json,
    boilerplate_to_json,
)

__all__ = ["FILE_NAME", "Collection", "Source"]

_METADATA = [field.name for field in fields(Metadata)]
_CARD = ", ".join(
    [*(field.name for field in fields(Card) if field.name != "corrected"), "metadata_sha256"]
)
# Columns have the names of a document's fields, but for two that are older than the fields' names.
_OLD_NAMES = {"outline": "landmarks", "boilerplate": "noise"}
_COLUMNS = [
    _OLD_NAMES.get(field.name, field.name)
    for field in fields(Document)
    if field.name != "corrected"
]
_DIGESTS = ("metadata_sha256", "outline_sha256")
_STORED = (*_COLUMNS, *_DIGESTS, "outlet", "address")
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
        self._file = tables
        self._on_damaged = on_damaged
        self._reported: set[str] = set()
        self.sources = SourceTable(tables)
        self.corrections = CorrectionTable(tables, self._report)
        dialect = tables.dialect
        self._current = f"{dialect.unindexed}superseded_by IS NULL"
        # Without their texts, in the order they were added; and those of them not searched yet.
        self._in_order = f"documents{dialect.by.format('documents_in_order')}"
        self._not_searched = f"documents{dialect.by.format('documents_not_searched')}"
        # As bytes, so that they can be compared with their SHA-256 before they are decoded.
        self._bytes = f"{dialect.text_bytes} AS text"
        self._columns = ", ".join(
            self._bytes if name == "text" else name for name in (*_COLUMNS, *_DIGESTS)
        )

    @property
    def tables(self) -> Tables:
        """What it is stored in, for copying."""
        return self._file

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def change(self) -> contextlib.AbstractContextManager[None]:
        """A transaction: all of what happens inside is kept, or nothing. May be nested."""
        return self._file.transaction()

    # Reading ---------------------------------------------------------------------------------

    def __len__(self) -> int:
        (count,) = self._file.row(
            f"SELECT count(*) FROM {self._in_order} WHERE superseded_by IS NULL"
        )
        return int(str(count))

    @property
    def revision(self) -> str:
        """Changes with every change of the documents; empty in a collection that never had any."""
        return str(self._file.row("SELECT revision FROM state")[0])

    def cards(self) -> Iterator[Card]:
        """All documents without their texts, in the order they were added."""
        rows = self._file.stream(
            f"SELECT {_CARD} FROM documents WHERE {self._current} ORDER BY added, source"
        )
        yield from self._corrected(self._intact_cards(rows))

    def versions(self) -> Iterator[tuple[str, str]]:
        """Id and fingerprint of each, in the order they were added."""
        rows = self._file.stream(
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
        rows = self._file.stream(
            f"SELECT {self._columns} FROM documents WHERE {self._current} ORDER BY added, source"
        )
        yield from self._corrected(self._intact(rows))

    def holding(self, letters: str, *, older: bool = False) -> Iterator[Document]:
        """The documents with exactly these letters in their text, in the order they were added;
        if ``older``, those that others have taken the place of, the latest first."""
        which, order = (_REPLACED, "added DESC") if older else (self._current, "added")
        having = self._file.dialect.has_letters
        rows = self._file.stream(
            f"SELECT {self._columns} FROM documents WHERE {which} AND {having} "
            f"ORDER BY {order}, source",
            (letters,),
        )
        yield from self._corrected(self._intact(rows))

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
        row = self._file.row(f"SELECT {self._columns} FROM documents WHERE id = ?", (document_id,))
        return None if row is None else _document(row)

    def is_intact(self, document_id: str) -> bool:
        """Whether there is a document of this id, and it is what was stored."""
        row = self._file.row(f"SELECT {self._columns} FROM documents WHERE id = ?", (document_id,))
        return row is not None and damaged_part(row) is None

    def damaged(self) -> list[str]:
        """The ids of all documents, older versions too, that are not what was stored. Reads every
        text."""
        rows = self._file.stream(f"SELECT {self._columns} FROM documents")
        return [row["id"] for row in rows if damaged_part(row) is not None]

    def check(self) -> None:
        """The database's own check of its files. Raises StorageError."""
        self._file.check()

    def find(self, wanted: str) -> Document:
        """The document that ``find_id`` finds. Raises also DamagedDocumentError."""
        found = self.find_id(wanted)
        document = self.get(found)
        if document is None:
            row = self._file.row(f"SELECT {self._columns} FROM documents WHERE id = ?", (found,))
            raise DamagedDocumentError(found, damaged_part(row) or "text")
        return document

    def find_id(self, wanted: str) -> str:
        """The id of the document of this id, or of the only id that begins so; behind an ``@`` the
        number of an older version of it.

        Raises UnknownDocumentError, AmbiguousDocumentError.
        """
        try:
            wanted.encode()
        except UnicodeEncodeError:
            raise UnknownDocumentError(ascii(wanted)) from None
        name, at, number = wanted.partition("@")
        if at:
            found = self._version(self.find_id(name), number)
            if found is None:
                raise UnknownDocumentError(wanted)
            return found
        rows = self._file.rows(
            "SELECT id FROM documents WHERE substr(id, 1, ?) = ? AND id NOT LIKE '%@%' ORDER BY id",
            (len(wanted), wanted),
        )
        ids = [row["id"] for row in rows]
        if not wanted or not ids:
            raise UnknownDocumentError(wanted)
        if len(ids) > 1 and wanted not in ids:
            raise AmbiguousDocumentError(wanted, ids)
        return wanted if wanted in ids else str(ids[0])

    def _version(self, document_id: str, number: str) -> str | None:
        """The id of a version of a document: its current one, an older one of its own, or another
        document that it took the place of."""
        for condition, values in (
            ("id = ? AND version = ?", (document_id, number)),
            ("id = ?", (f"{document_id}@{number}",)),
            ("superseded_by = ? AND version = ? ORDER BY added DESC", (document_id, number)),
        ):
            row = self._file.row(f"SELECT id FROM documents WHERE {condition} LIMIT 1", values)
            if row is not None:
                return str(row["id"])
        return None

    def history(self, document_id: str) -> list[Card]:
        """All versions of a document that are kept, the newest first: the current one, older ones
        of its own, and other documents that it took the place of."""
        row = self._file.row("SELECT superseded_by FROM documents WHERE id = ?", (document_id,))
        current = document_id if row is None else row["superseded_by"] or document_id
        rows = self._file.rows(
            f"SELECT {_CARD} FROM documents WHERE id = ? OR superseded_by = ? "
            "ORDER BY version DESC, added DESC",
            (current, current),
        )
        return list(self._corrected(self._intact_cards(rows)))

    def copies(self, sha256: str) -> dict[Metadata, list[str]]:
        """The ids of the documents with exactly this text, by what they say of themselves."""
        found: dict[Metadata, list[str]] = {}
        names = ", ".join(_METADATA)
        for row in self._file.rows(
            f"SELECT id, {names} FROM documents "
            f"WHERE sha256 = ? AND {self._current} ORDER BY added",
            (sha256,),
        ):
            said = Metadata(**{name: row[name] for name in _METADATA})
            found.setdefault(said, []).append(row["id"])
        return found

    def at_address(self, url: str | None) -> list[Document]:
        """The documents that say that this is their address; none if there are many, for then it is
        not the address of one article."""
        if not url:
            return []
        address = comparable(url)
        found = self._file.rows(
            "SELECT superseded_by FROM documents WHERE address = ? LIMIT ?",
            (address, _MOST_AT_ADDRESS + 1),
        )
        if len(found) > _MOST_AT_ADDRESS or all(row["superseded_by"] is not None for row in found):
            return []
        return self._documents(f"address = ? AND {self._current} ORDER BY added", address)

    def not_searched_for_boilerplate(self) -> list[tuple[str, str | None]]:
        """Documents that have not been searched for boilerplate yet, and their outlets."""
        rows = self._file.rows(
            f"SELECT id, outlet FROM {self._not_searched} "
            "WHERE noise IS NULL AND superseded_by IS NULL ORDER BY added, source"
        )
        return [(row["id"], row["outlet"]) for row in rows]

    def of_outlet(self, outlet: str, most: int) -> list[Document]:
        """The newest documents of an outlet."""
        return self._documents(
            f"outlet = ? AND {self._current} ORDER BY added DESC, source LIMIT {most}", outlet
        )

    def boilerplate_edition(self) -> int:
        """The edition of the rules by which the stored boilerplate was found."""
        return int(str(self._file.row("SELECT noise_edition FROM state")[0]))

    def recurring_lines(self, outlet: str) -> dict[str, bool]:
        """The lines known to recur in an outlet's articles; True for those that recur anywhere in
        them."""
        rows = self._file.rows("SELECT line, anywhere FROM furniture WHERE outlet = ?", (outlet,))
        return {row["line"]: bool(row["anywhere"]) for row in rows}

    # Writing ---------------------------------------------------------------------------------

    def put(self, document: Document) -> None:
        """Stores the document, in place of the one with its id if there is one; with what it says
        of itself (``get_as_parsed``), not with corrections."""
        if document.corrected:
            raise ValueError(f"document {document.id} is to be stored with corrections in it")
        boilerplate = document.boilerplate
        values = {
            **asdict(document),
            "landmarks": outline_to_json(document.outline),
            "noise": None if boilerplate is None else boilerplate_to_json(boilerplate),
            "outlet": (document.publisher or host_of(document.url) or "").casefold() or None,
            "address": comparable(document.url),
        }
        values["metadata_sha256"] = metadata_digest(values)
        values["outline_sha256"] = outline_digest(values["landmarks"], document.places)
        self._file.put("documents", ("id",), {name: values[name] for name in _STORED})
        self._touch()

    def move(self, document_id: str, source: str) -> None:
        """Stores that a document is that of another source. If it is damaged, it stays so."""
        row = self._file.row(f"SELECT {_CARD} FROM documents WHERE id = ?", (document_id,))
        if row is None:
            return
        digest = row["metadata_sha256"]
        if metadata_digest(row) == digest:
            digest = metadata_digest({**dict(row), "source": source})
        self._file.write(
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

    def put_boilerplate(self, document_id: str, boilerplate: Sequence[Boilerplate]) -> None:
        """Stores the boilerplate of a document."""
        self._file.write(
            "UPDATE documents SET noise = ? WHERE id = ?",
            boilerplate_to_json(boilerplate),
            document_id,
        )
        self._touch()

    def forget_boilerplate(self, edition: int) -> None:
        """Marks all documents as not searched for boilerplate by this edition of the rules."""
        self._file.write("UPDATE documents SET noise = NULL")
        self._file.write("UPDATE state SET noise_edition = ?", edition)

    def put_recurring_lines(self, outlet: str, lines: Mapping[str, bool]) -> None:
        """Stores lines that recur in an outlet's articles."""
        for line, anywhere in lines.items():
            values = {"outlet": outlet, "line": line, "anywhere": int(anywhere)}
            self._file.put("furniture", ("outlet", "line"), values)

    def drop(self, document_id: str) -> None:
        """Deletes the document with its older versions. Documents that it had superseded become
        current again. Its sources stay known, without a document."""
        self._file.write("DELETE FROM documents WHERE id = ?", document_id)
        self._file.write(
            "DELETE FROM documents WHERE superseded_by = ? AND id LIKE superseded_by || '@%'",
            document_id,
        )
        self._file.write(
            "UPDATE documents SET superseded_by = NULL WHERE superseded_by = ?", document_id
        )
        self._file.write("UPDATE sources SET document_id = NULL WHERE document_id = ?", document_id)
        if document_id == without(document_id):
            self.corrections.drop(document_id)
        self._touch()

    def _touch(self) -> None:
        self._file.touch(uuid.uuid4().hex)

    def _documents(self, condition: str, *values: str | None) -> list[Document]:
        rows = self._file.rows(f"SELECT {self._columns} FROM documents WHERE {condition}", values)
        return list(self._intact(rows))

    def _corrected(self, cards: Iterable[_Card]) -> Iterator[_Card]:
        """The same, with corrections."""
        known = self.corrections.all()
        for card in cards:
            yield corrected(card, known.get(without(card.id), {}))

    def _intact(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
        """The documents of these rows, without damaged ones."""
        for row in rows:
            part = damaged_part(row)
            if part is None:
                yield _document(row)
            else:
                self._report(DamagedDocumentError(row["id"], part))

    def _intact_cards(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Card]:
        """The cards of these rows, without damaged ones. Their texts are not read."""
        for row in rows:
            if metadata_digest(row) == row["metadata_sha256"]:
                yield Card(**_without_digests(row))
            else:
                self._report(DamagedDocumentError(row["id"], "metadata"))

    def _report(self, error: DamagedDocumentError) -> None:
        if self._on_damaged is not None and str(error) not in self._reported:
            self._reported.add(str(error))
            self._on_damaged(error)


def _document(row: Mapping[str, Any]) -> Document:
    fields = _without_digests(row)
    fields["text"] = row["text"].decode("utf-8", "replace")
    fields["outline"] = outline_from_json(fields.pop("landmarks"))
    fields["boilerplate"] = boilerplate_from_json(fields.pop("noise"))
    return Document(**fields)


def _without_digests(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in row.keys() if name not in _DIGESTS}  # noqa: SIM118
