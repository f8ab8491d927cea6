"""Candidates in a new order, and a confidence, once a reader has read the best of them.

Nothing here was fitted: the setting names a model that nobody has seen. What is fitted to one
reader goes with its fingerprint.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from corpus.library import Library
from corpus.span import Span
from retrieval.index import Index
from retrieval.ranking import Candidate
from retrieval.reader import ReadablePassage, Reader

# Passages read for a question: what bounds the time that it takes.
MOST_PASSAGES = 12
# A reading's logit beside the ranker's score, the latter in standard deviations over all that was
# read: a reader that is sure goes first, among sentences that are alike to it the ranker decides.
RANKER_WEIGHT = 1.0
# The share of the reader's logit in the confidence, the rest being the ranker's: half each.
READER_SHARE = 0.5
# What anybody may be sure of: without this, a saturated figure would outweigh all others.
_SUREST = 1e-4


def read_again(
    question: str, candidates: Sequence[Candidate], index: Index, library: Library, reader: Reader
) -> tuple[list[Candidate], dict[int, float]]:
    """The candidates in their new order; and how likely the reader thinks it that a sentence
    answers, by the sentence's number, of those that were read.

    A sentence's probability has the mean of two logits: its own and its passage's. Raises
    ModelError where the reader fails.
    """
    best = list(dict.fromkeys(candidate.passage for candidate in candidates))[:MOST_PASSAGES]
    texts = {number: readable(number, index, library) for number in best}
    found = {number: text for number, text in texts.items() if text is not None}
    readings = dict(zip(found, reader.read(question, list(found.values())), strict=True))
    probabilities = {
        int(row): _logistic((_logit(reading.relevance) + _logit(probability)) / 2)
        for number, reading in readings.items()
        for row, probability in zip(
            index.sentences.of(np.array([number])), reading.sentences, strict=True
        )
    }
    return reordered(candidates, probabilities), probabilities


def readable(passage: int, index: Index, library: Library) -> ReadablePassage | None:
    """The passage of this number; None where its document is gone, or has another text now."""
    wanted, sha256 = index.document_of(passage)
    document = library.get(wanted)
    if document is None or document.sha256 != sha256:
        return None
    span = index.passages.span(passage)
    rows = index.sentences.of(np.array([passage]))
    places = [index.sentences.span(int(row)) for row in rows]
    return ReadablePassage(
        text=span.of(document.text),
        sentences=tuple(Span(one.start - span.start, one.end - span.start) for one in places),
    )


def reordered(
    candidates: Sequence[Candidate], probabilities: Mapping[int, float]
) -> list[Candidate]:
    """The candidates that were read by reader and ranker together, then the others as they were.

    The ranker's scores stay what they are and are dealt out anew, the best to the first: what a
    score means to others (how much worse than the first is too bad to show) is kept.
    ``probabilities`` are by the number of the sentence.
    """
    read = [one for one in candidates if one.sentence in probabilities]
    others = [one for one in candidates if one.sentence not in probabilities]
    scores = np.array([one.score for one in read])
    # Where all are equal, the ranker says nothing.
    spread = float(scores.std()) or 1.0 if read else 1.0
    mean = float(scores.mean()) if read else 0.0

    def merit(candidate: Candidate) -> float:
        ranked = (candidate.score - mean) / spread
        return _logit(probabilities[candidate.sentence]) + RANKER_WEIGHT * ranked

    order = [*sorted(read, key=merit, reverse=True), *others]
    dealt = sorted((one.score for one in candidates), reverse=True)
    return [replace(one, score=score) for one, score in zip(order, dealt, strict=True)]


def combined(ranker: float, reader: float | None) -> float:
    """The probability that two judges come to, each by its share of the logits; the ranker's
    alone where there is no reading. An average, not a sum: both look at one thing.

    >>> round(combined(0.9, 0.9), 2), round(combined(0.9, 0.1), 2), combined(0.9, None)
    (0.9, 0.5, 0.9)
    """
    if reader is None:
        return ranker
    return _logistic((1 - READER_SHARE) * _logit(ranker) + READER_SHARE * _logit(reader))


def _logit(probability: float) -> float:
    held = min(max(probability, _SUREST), 1 - _SUREST)
    return math.log(held / (1 - held))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
