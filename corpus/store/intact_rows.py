"""Intact rows of documents: those that agree with their digests. Others are reported."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from corpus.document import Card, Document
from corpus.errors import DamagedDocumentError
from corpus.store.digests import damaged_part, metadata_digest
from corpus.store.document_rows import card_of, document_of


class IntactRows:
    """Makes documents of rows. ``on_damaged`` is called once for each error."""

    def __init__(self, on_damaged: Callable[[DamagedDocumentError], None] | None) -> None:
        self._on_damaged = on_damaged
        self._reported: set[str] = set()

    def documents(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
        """The documents of these rows, without damaged ones."""
        for row in rows:
            part = damaged_part(row)
            if part is None:
                yield document_of(row)
            else:
                self.report(DamagedDocumentError(row["id"], part))

    def cards(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Card]:
        """The cards of these rows, without damaged ones. Their texts are not read."""
        for row in rows:
            if metadata_digest(row) == row["metadata_sha256"]:
                yield card_of(row)
            else:
                self.report(DamagedDocumentError(row["id"], "metadata"))

    def report(self, error: DamagedDocumentError) -> None:
        """Reports an error, unless it was reported already."""
        if self._on_damaged is not None and str(error) not in self._reported:
            self._reported.add(str(error))
            self._on_damaged(error)
