"""What a search needs beside the query."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.filters import Filters
from corpus.store.protocol import DocumentStore
from retrieval.index.documents import IndexedDocuments
from retrieval.index.index import Index, Selection
from retrieval.ranking.score_scale import Scale


@dataclass(frozen=True, slots=True)
class SearchScope:
    """An index, its documents, those of them that may answer, and the scale of the encoder's
    cosines. Made for one query: documents are looked up once and kept."""

    index: Index
    documents: IndexedDocuments
    selection: Selection
    scale: Scale = field(default_factory=Scale)

    @classmethod
    def of(
        cls,
        index: Index,
        store: DocumentStore,
        selection: Selection | None = None,
        scale: Scale | None = None,
        filters: Filters | None = None,
    ) -> "SearchScope":
        """``selection`` None: all documents may answer. ``scale`` None: that of the encoder that
        the ranker was trained with. ``filters``: documents that they do not admit are taken to be
        gone, though they be selected."""
        documents = IndexedDocuments(index, store, filters)
        return cls(index, documents, selection or index.everything, scale or Scale())

    def load(self, passages: Sequence[int]) -> None:
        """Fetches at once what features need of these passages, where it is not at hand."""
        self.documents.load(passages)
        self.index.load_tokens(passages)
