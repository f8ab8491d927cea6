"""Which passages are worth reading closely: both indexes propose, on both layers.

What they propose is ordered by several measures, since none is best for all questions, and the
best of each are taken.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors
from retrieval.index import Index, Layer

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

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A passage (a row of the index) and its sentences (rows), with their cosines and BM25."""

    passage: int
    sentences: Rows
    similarity: float
    bm25: float
    similarities: Scores
    bm25s: Scores


def propose(
    index: Index,
    vector: Vectors,
    passage_bm25: Scores,
    sentence_bm25: Scores,
    most: int,
    allowed: Rows | None = None,
) -> list[Proposal]:
    """At most ``most`` passages. ``vector`` is the question's, shape (dimension,); the scores are
    of all passages and all sentences. ``allowed``: the documents that may answer."""
    passage_rows, sentence_rows = None, None
    if allowed is not None:
        passage_rows = index.passages.of(allowed)
        sentence_rows = index.sentences.of(passage_rows)
    near = index.sentences.vectors.search(vector, SENTENCES, sentence_rows)
    worded = _best(sentence_bm25, SENTENCES, sentence_rows)
    passages = np.unique(
        np.concatenate(
            [
                index.passages.vectors.search(vector, PASSAGES, passage_rows),
                _best(passage_bm25, PASSAGES, passage_rows),
                _owners(index.sentences, near),
                _owners(index.sentences, worded),
            ]
        )
    )
    sentences = index.sentences.of(passages)
    if not len(sentences):
        return []
    firsts = np.searchsorted(_owners(index.sentences, sentences), passages)
    cosines = index.sentences.vectors.vectors(sentences) @ vector
    bm25s = sentence_bm25[sentences]
    vectors = index.passages.vectors.vectors(passages)
    parts = np.stack(
        [
            np.maximum.reduceat(cosines, firsts),
            vectors @ vector,
            passage_bm25[passages],
            np.maximum.reduceat(bm25s, firsts),
        ],
        axis=1,
    )
    ends = [*firsts[1:], len(sentences)]
    return [
        Proposal(
            passage=int(passages[n]),
            sentences=sentences[firsts[n] : ends[n]],
            similarity=float(parts[n, 1]),
            bm25=float(parts[n, 2]),
            similarities=cosines[firsts[n] : ends[n]],
            bm25s=bm25s[firsts[n] : ends[n]],
        )
        for n in _varied(_chosen(parts, most), vectors, most)
    ]


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


def _owners(layer: Layer, numbers: Rows) -> Rows:
    owners: Rows = layer.rows[numbers, 0]
    return owners


def _best(scores: Scores, most: int, among: Rows | None) -> Rows:
    """The numbers of the highest scores above nothing at all."""
    numbers = np.arange(len(scores)) if among is None else among
    numbers = numbers[scores[numbers] > 0]
    if len(numbers) > most:
        numbers = numbers[np.argpartition(-scores[numbers], most)[:most]]
    return numbers
