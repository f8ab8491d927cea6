"""Candidates in a new order, once a reader has read the best of them.

Nothing here was fitted: the setting names a model that nobody has seen. What is fitted to one
reader goes with its fingerprint.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.span import Span
from retrieval.documents import IndexedDocuments
from retrieval.index import Index
from retrieval.ranking import Candidate, in_order
from retrieval.reader import ReadablePassage, Reader

# Passages read for a question: what bounds the time that it takes.
MOST_PASSAGES = 12
# The share of the reader's logit beside the ranker's: it counts twice, for it reads what the ranker
# only compares, and somebody has chosen it for that. An average, not a sum: both look at one thing.
READER_SHARE = 2 / 3
# What a reader may be sure of: without this, a saturated figure would outweigh all others.
_SUREST = 1e-4


def read_again(
    question: str,
    candidates: Sequence[Candidate],
    index: Index,
    documents: IndexedDocuments,
    reader: Reader,
) -> list[Candidate]:
    """The candidates of the best passages in their new order. Raises ModelError where the reader
    fails."""
    best = list(dict.fromkeys(candidate.passage for candidate in candidates))[:MOST_PASSAGES]
    texts = {number: readable(number, index, documents) for number in best}
    found = {number: text for number, text in texts.items() if text is not None}
    readings = dict(zip(found, reader.read(question, list(found.values())), strict=True))
    # A sentence's reading has the mean of two logits: its own and its passage's.
    logits = {
        int(row): (_logit(reading.relevance) + _logit(probability)) / 2
        for number, reading in readings.items()
        for row, probability in zip(
            index.sentences.of(np.array([number])), reading.sentences, strict=True
        )
    }
    return reordered(candidates, logits)


def readable(passage: int, index: Index, documents: IndexedDocuments) -> ReadablePassage | None:
    """The passage of this number; None where its document is gone, or has another text now."""
    if documents.of_passage(passage) is None:
        return None
    start = index.passages.span(passage).start
    places = map(index.sentences.span, index.sentences.of(np.array([passage])).tolist())
    return ReadablePassage(
        text=documents.text_of(passage),
        sentences=tuple(Span(one.start - start, one.end - start) for one in places),
    )


def reordered(candidates: Sequence[Candidate], logits: Mapping[int, float]) -> list[Candidate]:
    """The candidates that were read, by reader and ranker together; those that were not are left
    out, for nothing says how they compare. ``logits`` are by the number of the sentence."""
    return in_order(
        [
            replace(
                one,
                logit=(1 - READER_SHARE) * one.logit + READER_SHARE * logits[one.sentence],
            )
            for one in candidates
            if one.sentence in logits
        ]
    )


def _logit(probability: float) -> float:
    held = min(max(probability, _SUREST), 1 - _SUREST)
    return math.log(held / (1 - held))
