"""Document store protocol: what answering needs of the documents."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from corpus.document import Card, Document


class DocumentStore(Protocol):
    """Documents by id. ``revision`` changes whenever a document does."""

    @property
    def revision(self) -> str: ...

    def cards(self) -> Iterator[Card]: ...

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """Id and fingerprint of each document."""
        ...

    def documents(self) -> Iterator[Document]: ...

    def holding(self, letters: str, *, older: bool = False) -> Iterator[Document]:
        """The documents whose text contains exactly ``letters``; if ``older``, superseded versions
        instead of current ones."""
        ...

    def get(self, document_id: str) -> Document | None: ...

    def get_all(self, document_ids: Sequence[str]) -> dict[str, Document]:
        """The documents of these ids, without those that are not there."""
        ...
