"""In-memory document store, for questions that are not about the collection."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from corpus.document import Card, Document


class MemoryStore:
    """A ``DocumentStore`` of documents that are given at once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def __len__(self) -> int:
        return len(self._documents)

    @cached_property
    def revision(self) -> str:
        """A hash of the documents."""
        parts = [f"{document.id} {document.fingerprint}" for document in self._documents.values()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def cards(self) -> Iterator[Card]:
        yield from self._documents.values()

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        for document in self._documents.values():
            yield document.id, document.fingerprint

    def documents(self) -> Iterator[Document]:
        yield from self._documents.values()

    def holding(self, letters: str, *, older: bool = False) -> Iterator[Document]:
        if not older:
            yield from (one for one in self._documents.values() if letters in one.text)

    def get(self, document_id: str) -> Document | None:
        return self._documents.get(document_id)

    def get_all(self, document_ids: Sequence[str]) -> dict[str, Document]:
        return {one: self._documents[one] for one in document_ids if one in self._documents}
