"""Shortlist: for many questions at once, the passages of a few documents worth a closer look.

The other way round than a search: there, one question is compared with all passages; here, the
passages of new documents are compared with all saved questions, in one matrix product.
"""

from collections.abc import Sequence

import numpy as np

from retrieval.arrays import Floats, Rows
from retrieval.query import Query
from retrieval.ranking.rank import RANKED_PASSAGES
from retrieval.ranking.retriever import best_first, diversified
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.tokenizer import Term

# A question with no sentence nearer than this (cosine), and no passage with this share of its words
# (by idf, as BM25 counts), is not asked: nothing in the documents is about it.
_LEAST_COSINE, _LEAST_SHARE = 0.2, 0.1


class Shortlist:
    """The passages of a scope, compared with questions. Made once for all of them."""

    def __init__(self, scope: SearchScope) -> None:
        index = scope.index
        self.scope = scope
        owners = self._passages = _rows(scope)
        sentences = index.sentences.of(owners)
        self._firsts = np.searchsorted(index.sentences.owners(sentences), owners)
        self._vectors = index.passages.vectors.vectors(owners)
        self._sentence_vectors = index.sentences.vectors.vectors(sentences)
        # What a word adds to the passages' scores: saved questions share most of their words.
        self._gains: dict[Term, Floats] = {}

    def __len__(self) -> int:
        return len(self._passages)

    def of(self, queries: Sequence[Query], allowed: Sequence[Rows | None]) -> list[Rows]:
        """For each query the passages that may answer, in ascending order; none where nothing comes
        near. ``allowed``: the documents' numbers that the query's filters admit (None: all)."""
        if not queries or not len(self):
            return [np.empty(0, np.int64) for _ in queries]
        vectors = np.stack([query.vector for query in queries])
        nearest = np.maximum.reduceat(self._sentence_vectors @ vectors.T, self._firsts, axis=0)
        similar = self._vectors @ vectors.T
        return [
            self._best(query, nearest[:, n], similar[:, n], documents)
            for n, (query, documents) in enumerate(zip(queries, allowed, strict=True))
        ]

    def _best(self, query: Query, nearest: Floats, similar: Floats, documents: Rows | None) -> Rows:
        bm25 = self._bm25(query)
        idf = self.scope.index.passages.words.idf
        mass = sum(map(idf, query.terms)) or 1.0
        kept = np.flatnonzero((nearest >= _LEAST_COSINE) | (bm25 >= _LEAST_SHARE * mass))
        if documents is not None:
            owners = self.scope.index.passages.owners(self._passages[kept])
            kept = kept[np.isin(owners, documents)]
        if not len(kept):
            return np.empty(0, np.int64)
        measures = np.stack([nearest[kept], similar[kept], bm25[kept], bm25[kept]], axis=1)
        order = diversified(
            best_first(measures, RANKED_PASSAGES), self._vectors[kept], RANKED_PASSAGES
        )
        return np.sort(self._passages[kept[order]])

    def _bm25(self, query: Query) -> Floats:
        words = self.scope.index.passages.words
        new = [term for term in dict.fromkeys(query.terms) if term not in self._gains]
        gains = words.gains(new, self._passages)
        self._gains |= {term: gains[:, n] for n, term in enumerate(new)}
        total = np.zeros(len(self), np.float32)
        for term in query.terms:
            total += self._gains[term]
        return total


def _rows(scope: SearchScope) -> Rows:
    """The passages of the scope, in ascending order."""
    masks = [
        np.ones(len(segment.passages), bool) if mask is None else mask
        for segment, mask in zip(scope.index.segments, scope.selection.passages, strict=True)
    ]
    return np.flatnonzero(np.concatenate([np.empty(0, bool), *masks]))
