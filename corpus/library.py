"""The seam behind which documents are kept."""

from collections.abc import Iterator
from typing import Protocol

from corpus.document import Card, Document


class Library(Protocol):
    """Documents by id. ``revision`` changes whenever they do."""

    @property
    def revision(self) -> str: ...

    def cards(self) -> Iterator[Card]: ...

    def versions(self) -> Iterator[tuple[str, str]]:
        """Id and fingerprint of each document."""
        ...

    def documents(self) -> Iterator[Document]: ...

    def get(self, document_id: str) -> Document | None: ...
