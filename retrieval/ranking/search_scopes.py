"""Scopes of searches: the documents that may answer, by filters or by name.

Only documents that are as they were when they were indexed may answer: of others, the offsets in
the index are wrong. In an index on disk, they are selected before the search. A search engine gives
candidates by the metadata that it holds; what has changed since, or what the filters do not admit
any more, is left out when the text of a candidate is looked up (``SearchScope.of``).
"""

from collections.abc import Collection, Set
from functools import cached_property

import numpy as np

from corpus.filters import Filters
from corpus.store.protocol import DocumentStore
from retrieval.index.any_index import AnyIndex
from retrieval.index.engine.conditions import Conditions
from retrieval.index.index import Index, Selection
from retrieval.models.encoder import Encoder
from retrieval.query import Query
from retrieval.ranking.ranker import learned_ranker
from retrieval.ranking.score_scale import Scale
from retrieval.ranking.search_scope import SearchScope


class SearchScopes:
    """Makes the scopes of searches in one index."""

    def __init__(self, store: DocumentStore, index: AnyIndex, encoder: Encoder) -> None:
        self._store = store
        self._index = index
        self._encoder = encoder
        self._selected: tuple[tuple[Filters, str], Selection] | None = None

    def for_query(self, query: Query, filters: Filters) -> SearchScope:
        """The documents that the filters admit; in a search engine, those of them that may answer
        the question or the one that it follows up on."""
        if isinstance(self._index, Index):
            selection = self._selection(self._index, filters)
            return SearchScope.of(self._index, self._store, selection, self._scale)
        asked = [query, *([query.combined] if query.combined else [])]
        quoted = query.follow_up.quotes if query.follow_up else ()
        index = self._index.candidates(
            [(one.vector, one.terms) for one in asked],
            [(one.document_id, (one.span.start + one.span.end) / 2) for one in quoted],
            Conditions.of(filters),
        )
        return SearchScope.of(index, self._store, None, self._scale, filters)

    def of_documents(
        self, documents: Collection[tuple[str, str]], query: Query | None
    ) -> SearchScope:
        """Those of these documents (id and fingerprint) that can be quoted now. In a search engine,
        only what may answer ``query``; raises ValueError where it is not given there."""
        current = set(self._store.fingerprints()) & set(documents)
        if isinstance(self._index, Index):
            selection = _only(self._index, current)
            return SearchScope.of(self._index, self._store, selection, self._scale)
        if query is None:
            raise ValueError("a search engine gives no candidates without a question")
        where = Conditions(documents=tuple(sorted(name for name, _ in current)))
        index = self._index.candidates([(query.vector, query.terms)], where=where)
        return SearchScope.of(index, self._store, None, self._scale)

    @cached_property
    def _scale(self) -> Scale:
        return learned_ranker().scale_of(self._encoder)

    def _selection(self, index: Index, filters: Filters) -> Selection | None:
        """The documents that may answer; None: all of them."""
        revision = self._store.revision
        if not filters and revision == index.revision:
            return None
        # Kept for the next question: going through a hundred thousand documents takes a second.
        if self._selected is None or self._selected[0] != (filters, revision):
            current = set(self._store.fingerprints())
            if filters:
                ids = {one.id for one in self._store.cards() if filters.admit(one)}
                current = {one for one in current if one[0] in ids}
            self._selected = (filters, revision), _only(index, current)
        return self._selected[1]


def _only(index: Index, documents: Set[tuple[str, str]]) -> Selection:
    """Those of these documents (id and fingerprint) that the index has as they are."""
    return index.only(np.array([one in documents for one in index.documents()], dtype=bool))
