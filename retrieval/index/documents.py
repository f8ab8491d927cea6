"""Documents of an index, in the version that was indexed."""

from collections.abc import Sequence

from corpus.document import Document
from corpus.filters import Filters
from corpus.store.protocol import DocumentStore
from retrieval.index.index import Index


class IndexedDocuments:
    """Looks up documents by passage, each once. Made for one question, so that only its documents
    are kept in memory."""

    def __init__(self, index: Index, store: DocumentStore, filters: Filters | None = None) -> None:
        """``filters``: a document that they do not admit is not looked up."""
        self._index = index
        self._store = store
        self._filters = filters or Filters()
        self._found: dict[str, Document | None] = {}
        self._by_passage: dict[int, Document | None] = {}

    def load(self, passages: Sequence[int]) -> None:
        """Looks up the documents of these passages at once."""
        names = {self._index.document_of(one)[0] for one in passages} - self._found.keys()
        documents = self._store.get_all(sorted(names))
        for passage in passages:
            name, fingerprint = self._index.document_of(passage)
            if name in names:
                self._found[name] = self._checked(documents.get(name), fingerprint)

    def of_passage(self, passage: int) -> Document | None:
        """The document of a passage; None where it has changed or is gone, or is not admitted."""
        if passage not in self._by_passage:
            self._by_passage[passage] = self._looked_up(passage)
        return self._by_passage[passage]

    def _checked(self, document: Document | None, fingerprint: str) -> Document | None:
        if document is None or document.fingerprint != fingerprint:
            return None
        return document if self._filters.admit(document) else None

    def text_of(self, passage: int) -> str:
        """The passage's text; "" where its document has changed or is gone."""
        document = self.of_passage(passage)
        return self._index.passages.span(passage).of(document.text) if document else ""

    def title_of(self, passage: int) -> str:
        document = self.of_passage(passage)
        return (document.title if document else None) or ""

    def _looked_up(self, passage: int) -> Document | None:
        name, fingerprint = self._index.document_of(passage)
        if name not in self._found:
            self._found[name] = self._checked(self._store.get(name), fingerprint)
        return self._found[name]
