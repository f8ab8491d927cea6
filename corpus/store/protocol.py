"""The seam behind which documents are kept."""

from collections.abc import Iterator
from typing import Protocol

from corpus.document import Card, Document


class DocumentStore(Protocol):
    """Documents by id. ``revision`` changes whenever they do."""

    @property
    def revision(self) -> str: ...

    def cards(self) -> Iterator[Card]: ...

    def versions(self) -> Iterator[tuple[str, str]]:
        """Id and fingerprint of each document."""
        ...

    def documents(self) -> Iterator[Document]: ...

    def holding(self, letters: str, *, older: bool = False) -> Iterator[Document]:
        """The documents with exactly these letters in their text; or, if ``older``, those that
        others have taken the place of."""
        ...

    def get(self, document_id: str) -> Document | None: ...
