"""The documents behind an index, as they were when it was made."""

from corpus.document import Document
from corpus.store.protocol import DocumentStore
from retrieval.index.index import Index


class IndexedDocuments:
    """Looks documents up by the rows of an index, each once. Made anew for each question, so that
    no more is held in memory than what one question needs."""

    def __init__(self, index: Index, library: DocumentStore) -> None:
        self._index = index
        self._library = library
        self._found: dict[str, Document | None] = {}

    def of_passage(self, passage: int) -> Document | None:
        """The document of a passage, if it still is what was indexed."""
        name, fingerprint = self._index.document_of(passage)
        if name not in self._found:
            document = self._library.get(name)
            current = document is not None and document.fingerprint == fingerprint
            self._found[name] = document if current else None
        return self._found[name]

    def text_of(self, passage: int) -> str:
        """The passage's own words; of one that has changed or gone, none."""
        document = self.of_passage(passage)
        return self._index.passages.span(passage).of(document.text) if document else ""

    def title_of(self, passage: int) -> str:
        document = self.of_passage(passage)
        return (document.title if document else None) or ""
