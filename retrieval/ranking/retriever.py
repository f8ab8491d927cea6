"""Which passages are worth reading closely: both indexes propose, on both layers.

What they propose is ordered by several measures, since none is best for all questions, and the
best of each are taken.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.index.index import Index, Selection
from retrieval.models.encoder import Vectors
from retrieval.text.tokenizer import Term

# How many each index proposes.
PASSAGES = 50
SENTENCES = 100
# Sentence and passage similarity, BM25 of both, each divided by the question's best: a mix that
# is good for most.
_MIX = np.array([1.0, 0.5, 1.0, 0.5], np.float32)
# Passages that are much alike (one agency's report, in many papers) do not crowd out all others:
# so many of them come first, the rest when nothing else is left.
_ALIKE, _MOST_ALIKE = 0.95, 3
# Of each dozen: so many by the mix, by vectors of sentences and passages, by BM25, by the
# passages' vectors alone; the rest by the mix again.
_SHARES = (7, 5, 3, 3)

# Sentences from which on a second thread saves more than it costs.
_MANY = 200_000
# Of so many passages, the best by words, the sentences are looked at then, and of no others. Among
# four million sentences that takes 10 ms where a search of them all takes 15 (33 and 60 at the 99th
# percentile), and has 91% of its twenty best; of 400 questions, as many found their text.
_WIDELY = 500

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage (a row of the index) and its n sentences (rows), with their cosines and BM25, and
    what each of the question's t distinct words adds to the latter: shapes (t,) and (n, t)."""

    passage: int
    sentences: Rows
    similarity: float
    bm25: float
    gains: Scores
    similarities: Scores
    bm25s: Scores
    sentence_gains: Scores


def retrieve(
    index: Index,
    vector: Vectors,
    terms: Sequence[Term],
    most: int,
    allowed: Selection | None = None,
) -> list[RetrievedPassage]:
    """At most ``most`` passages. ``vector`` is the question's, shape (dimension,), ``terms`` are
    its words, some perhaps more than once. ``allowed``: the documents that may answer."""
    may = allowed or index.everything
    # What takes longest; where it is long enough, on a core of its own.
    by_words = _beside(lambda: _by_words(index, terms, may), worth_it=len(index.sentences) > _MANY)
    near = index.sentences.vectors.search(vector, SENTENCES, may.sentences)
    near_passages = index.passages.vectors.search(vector, PASSAGES, may.passages)
    passages_by_words, sentences_by_words = by_words()
    sentences = np.concatenate([near, sentences_by_words])
    found = (near_passages, passages_by_words, index.sentences.owners(sentences))
    passages = np.array(sorted({row for rows in found for row in rows.tolist()}), np.int64)
    measured = _Measured.of(index, vector, terms, passages)
    if not len(measured.passages):
        return []
    vectors = index.passages.vectors.vectors(passages)
    order = _varied(_chosen(measured.parts(), most), vectors, most)
    return [measured.retrieved_passage(n) for n in order]


def _by_words(index: Index, terms: Sequence[Term], may: Selection) -> tuple[Rows, Rows]:
    """The passages and the sentences that BM25 proposes; in a large collection, such sentences are
    looked for in passages that it would propose, too."""
    if len(index.sentences) <= _MANY:
        passages = index.passages.words.search(terms, PASSAGES, may.passages)
        return passages, index.sentences.words.search(terms, SENTENCES, may.sentences)
    passages = index.passages.words.search(terms, _WIDELY, may.passages)
    sentences = index.sentences.of(passages)
    return passages[:PASSAGES], index.sentences.words.best_of(terms, sentences, SENTENCES)


def measure(
    index: Index, vector: Vectors, terms: Sequence[Term], passages: Rows
) -> list[RetrievedPassage]:
    """What the indexes say of these passages, whoever proposed them, in their order, which is that
    of their numbers."""
    measured = _Measured.of(index, vector, terms, passages)
    return [measured.retrieved_passage(n) for n in range(len(measured.passages))]


@dataclass(frozen=True, slots=True)
class _Measured:
    """What a ``RetrievedPassage`` says of one passage, of p of them with s sentences. ``firsts`` (p,): the
    place of each one's first sentence."""

    passages: Rows
    sentences: Rows
    firsts: Rows
    similarity: Scores
    bm25: Scores
    gains: Scores
    similarities: Scores
    bm25s: Scores
    sentence_gains: Scores

    @classmethod
    def of(
        cls, index: Index, vector: Vectors, terms: Sequence[Term], passages: Rows
    ) -> "_Measured":
        sentences = index.sentences.of(passages)
        times = Counter(terms)
        often = np.array(list(times.values()), np.float32)
        # Of four million sentences this takes 5 ms, and reading their vectors 3.
        by_words = _beside(
            lambda: (
                index.sentences.words.gains(list(times), sentences),
                index.passages.words.gains(list(times), passages),
            ),
            worth_it=len(index.sentences) > _MANY,
        )
        similarity = index.passages.vectors.vectors(passages) @ vector
        similarities = index.sentences.vectors.vectors(sentences) @ vector
        sentence_gains, gains = by_words()
        return cls(
            passages=passages,
            sentences=sentences,
            firsts=np.searchsorted(index.sentences.owners(sentences), passages),
            similarity=similarity,
            bm25=(gains * often).sum(axis=1),
            gains=gains,
            similarities=similarities,
            bm25s=(sentence_gains * often).sum(axis=1),
            sentence_gains=sentence_gains,
        )

    def parts(self) -> Scores:
        """The likeness of each passage's best sentence, its own, its BM25, that of its best
        sentence: shape (p, 4)."""
        return np.stack(
            [
                np.maximum.reduceat(self.similarities, self.firsts),
                self.similarity,
                self.bm25,
                np.maximum.reduceat(self.bm25s, self.firsts),
            ],
            axis=1,
        )

    def retrieved_passage(self, n: int) -> RetrievedPassage:
        end = self.firsts[n + 1] if n + 1 < len(self.passages) else len(self.sentences)
        inside = slice(self.firsts[n], end)
        return RetrievedPassage(
            passage=int(self.passages[n]),
            sentences=self.sentences[inside],
            similarity=float(self.similarity[n]),
            bm25=float(self.bm25[n]),
            gains=self.gains[n],
            similarities=self.similarities[inside],
            bm25s=self.bm25s[inside],
            sentence_gains=self.sentence_gains[inside],
        )


def _beside(work: Callable[[], _Found], *, worth_it: bool) -> Callable[[], _Found]:
    """What gives the result of some work, which goes on in another thread meanwhile if that is
    worth it."""
    return _other_thread().submit(work).result if worth_it else work


@cache
def _other_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="searching")


def _chosen(parts: Scores, most: int) -> list[int]:
    """All of them, those that are worth reading first."""
    best = parts.max(axis=0)
    # A part that found nothing (no shared word, no likeness) says nothing.
    mix = (parts / np.where(best > 0, best, np.inf)) @ _MIX
    orders = np.stack([mix, parts[:, 0] + parts[:, 1] / 2, parts[:, 2], parts[:, 1]])
    chosen: dict[int, None] = {}
    for scores, share in zip(orders, _SHARES, strict=True):
        many = max(1, round(share * most / 12))
        chosen.update(dict.fromkeys(np.argsort(-scores, kind="stable")[:many].tolist()))
    chosen.update(dict.fromkeys(np.argsort(-mix, kind="stable").tolist()))
    return list(chosen)


def _varied(order: list[int], vectors: Vectors, most: int) -> list[int]:
    """The first ``most``, where those that are much like several before them come last."""
    first: list[int] = []
    last: list[int] = []
    for n in order:
        if len(first) == most:
            break
        alike = int(np.sum(vectors[first] @ vectors[n] >= _ALIKE))
        (last if alike >= _MOST_ALIKE else first).append(n)
    return (first + last)[:most]
