"""Retriever: the passages of which features are computed.

The dense index and BM25 each find passages and sentences. The candidates are ordered by several
measures, since none is best for all questions, and the best of each measure are kept.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np

from retrieval.arrays import Floats, Rows, Vectors
from retrieval.query import Query
from retrieval.ranking.search_scope import SearchScope

# How many each index finds.
PASSAGES = 50
SENTENCES = 100
# Sentence and passage similarity, BM25 of both, each divided by the question's best: a mix that
# is good for most.
_MIX = np.array([1.0, 0.5, 1.0, 0.5], np.float32)
# Near-duplicate passages (one agency's report, in many papers) must not crowd out all others: of
# passages whose cosine is at least this, this many come first, the rest after everything else.
_NEAR_DUPLICATE, _MOST_NEAR_DUPLICATES = 0.95, 3
# Of each dozen: the number taken by the mix, by vectors of sentences and passages, by BM25, and by
# the passages' vectors alone; the rest by the mix again.
_SHARES = (7, 5, 3, 3)

# From this number of sentences on, a second thread saves more than it costs.
_MANY = 200_000
# In an index of that size BM25 scores only the sentences of this many passages, its best. Among
# four million sentences that takes 10 ms instead of 15 (at the 99th percentile, 33 instead of 60)
# and finds 91% of the twenty best; of 400 questions, as many found their text.
_MOST_PASSAGES_FOR_SENTENCES = 500

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage and its n sentences (rows of the index), with their cosines and BM25 scores.

    ``gains`` (t,) and ``sentence_gains`` (n, t): what each of the query's t distinct terms adds to
    the BM25 scores.
    """

    passage: int
    sentences: Rows
    similarity: float
    bm25: float
    gains: Floats
    similarities: Floats
    bm25s: Floats
    sentence_gains: Floats


def retrieve(query: Query, scope: SearchScope, most: int) -> list[RetrievedPassage]:
    """The ``most`` best passages at most, best first."""
    index, selection = scope.index, scope.selection
    passages_found, sentences_found = max(PASSAGES, most), max(SENTENCES, most)
    # BM25 takes longest; in a large index it runs on a core of its own.
    bm25 = _in_background(
        lambda: _search_bm25(query, scope, passages_found, sentences_found),
        worth_it=_is_large(scope),
    )
    near = index.sentences.vectors.search(query.vector, sentences_found, selection.sentences)
    near_passages = index.passages.vectors.search(query.vector, passages_found, selection.passages)
    bm25_passages, bm25_sentences = bm25()
    sentences = np.concatenate([near, bm25_sentences])
    found = (near_passages, bm25_passages, index.sentences.owners(sentences))
    passages = np.array(sorted({row for rows in found for row in rows.tolist()}), np.int64)
    scores = _Scores.of(query, scope, passages)
    if not len(scores.passages):
        return []
    vectors = index.passages.vectors.vectors(passages)
    order = diversified(best_first(scores.measures(), most), vectors, most)
    return [scores.passage(n) for n in order]


def score_passages(query: Query, scope: SearchScope, passages: Rows) -> list[RetrievedPassage]:
    """The scores of these passages, which are in ascending order, and of their sentences."""
    scores = _Scores.of(query, scope, passages)
    return [scores.passage(n) for n in range(len(scores.passages))]


def _is_large(scope: SearchScope) -> bool:
    return len(scope.index.sentences) > _MANY


def _search_bm25(
    query: Query, scope: SearchScope, most_passages: int, most_sentences: int
) -> tuple[Rows, Rows]:
    """The best passages and the best sentences by BM25; in a large index, only sentences of good
    passages."""
    words, sentences = scope.index.passages.words, scope.index.sentences
    selection = scope.selection
    if not _is_large(scope):
        return (
            words.search(query.terms, most_passages, selection.passages),
            sentences.words.search(query.terms, most_sentences, selection.sentences),
        )
    passages = words.search(query.terms, _MOST_PASSAGES_FOR_SENTENCES, selection.passages)
    rows = sentences.of(passages)
    best = sentences.words.best_of(query.terms, rows, most_sentences)
    return passages[:most_passages], best


@dataclass(frozen=True, slots=True)
class _Scores:
    """The fields of a ``RetrievedPassage`` for p passages with s sentences in all. ``firsts`` (p,):
    the position of each passage's first sentence."""

    passages: Rows
    sentences: Rows
    firsts: Rows
    similarity: Floats
    bm25: Floats
    gains: Floats
    similarities: Floats
    bm25s: Floats
    sentence_gains: Floats

    @classmethod
    def of(cls, query: Query, scope: SearchScope, passages: Rows) -> "_Scores":
        index = scope.index
        sentences = index.sentences.of(passages)
        counts = Counter(query.terms)
        times = np.array(list(counts.values()), np.float32)
        # Among four million sentences this takes 5 ms, and loading their vectors 3.
        bm25 = _in_background(
            lambda: (
                index.sentences.words.gains(list(counts), sentences),
                index.passages.words.gains(list(counts), passages),
            ),
            worth_it=_is_large(scope),
        )
        similarity = index.passages.vectors.vectors(passages) @ query.vector
        similarities = index.sentences.vectors.vectors(sentences) @ query.vector
        sentence_gains, gains = bm25()
        return cls(
            passages=passages,
            sentences=sentences,
            firsts=np.searchsorted(index.sentences.owners(sentences), passages),
            similarity=similarity,
            bm25=(gains * times).sum(axis=1),
            gains=gains,
            similarities=similarities,
            bm25s=(sentence_gains * times).sum(axis=1),
            sentence_gains=sentence_gains,
        )

    def measures(self) -> Floats:
        """Of each passage: its best sentence's cosine, its own, its BM25 score, its best
        sentence's: shape (p, 4)."""
        return np.stack(
            [
                np.maximum.reduceat(self.similarities, self.firsts),
                self.similarity,
                self.bm25,
                np.maximum.reduceat(self.bm25s, self.firsts),
            ],
            axis=1,
        )

    def passage(self, n: int) -> RetrievedPassage:
        end = self.firsts[n + 1] if n + 1 < len(self.passages) else len(self.sentences)
        own = slice(self.firsts[n], end)
        return RetrievedPassage(
            passage=int(self.passages[n]),
            sentences=self.sentences[own],
            similarity=float(self.similarity[n]),
            bm25=float(self.bm25[n]),
            gains=self.gains[n],
            similarities=self.similarities[own],
            bm25s=self.bm25s[own],
            sentence_gains=self.sentence_gains[own],
        )


def _in_background(work: Callable[[], _Result], *, worth_it: bool) -> Callable[[], _Result]:
    """A function that returns the work's result. The work starts at once in another thread where
    that is worth it, else when the function is called."""
    return _background_thread().submit(work).result if worth_it else work


@cache
def _background_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="searching")


def best_first(measures: Floats, most: int) -> list[int]:
    """All passages, those first that are among the best by any of the measures."""
    best = measures.max(axis=0)
    # A measure that is 0 for all passages (no shared word) tells nothing.
    mix = (measures / np.where(best > 0, best, np.inf)) @ _MIX
    orders = np.stack([mix, measures[:, 0] + measures[:, 1] / 2, measures[:, 2], measures[:, 1]])
    chosen: dict[int, None] = {}
    for scores, share in zip(orders, _SHARES, strict=True):
        many = max(1, round(share * most / 12))
        chosen.update(dict.fromkeys(np.argsort(-scores, kind="stable")[:many].tolist()))
    chosen.update(dict.fromkeys(np.argsort(-mix, kind="stable").tolist()))
    return list(chosen)


def diversified(order: list[int], vectors: Vectors, most: int) -> list[int]:
    """The first ``most``, with near-duplicates of several before them moved to the end."""
    first: list[int] = []
    last: list[int] = []
    for n in order:
        if len(first) == most:
            break
        duplicates = int(np.sum(vectors[first] @ vectors[n] >= _NEAR_DUPLICATE))
        (last if duplicates >= _MOST_NEAR_DUPLICATES else first).append(n)
    return (first + last)[:most]
