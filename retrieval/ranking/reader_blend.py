"""How much a reader's word counts beside the ranker's.

For the reader that ships, that is learned, by `python -m training.fit_reader_blend`: a weighted sum of
what both say of a candidate and of the question's best one,

    score = bias + weights · signals
    logit = slope · score + offset

with scores learned against a 0 for "none of them answers", as the ranker's are. For a reader that
nobody has measured it is an average of logits.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.rank import Candidate
from retrieval.readers.reader import ReaderOutput

LEARNED = Path(__file__).with_name("reader_blend.json")
# The share of an unknown reader's logit: it counts twice, for it reads what the ranker only
# compares, and somebody has chosen it for that. An average, not a sum: both look at one thing.
UNKNOWN = 2 / 3
# What a reader may be sure of: without this, a saturated figure would outweigh all others.
_SUREST = 1e-4
SIGNALS = (
    "ranker",
    "passage",
    "sentence",
    # The passage's best sentence: whether there is anything in it.
    "best_sentence",
    # Differences from the best of all candidates.
    "ranker_gap",
    "passage_gap",
    "sentence_gap",
)

Signals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReaderBlend:
    """Learned for the reader of this ``fingerprint``; ``weights`` are of shape (signals,)."""

    fingerprint: str
    weights: Signals
    bias: float
    slope: float
    offset: float

    def logits(self, table: Signals) -> Signals:
        """How likely each candidate is to answer, shape (n,), for signals (n, len(SIGNALS))."""
        found: Signals = self.slope * (table @ self.weights + self.bias) + self.offset
        return found


@lru_cache(maxsize=1)
def learned_blend() -> ReaderBlend:
    """That of the reader that ships."""
    known = json.loads(LEARNED.read_text("utf-8"))
    weights = np.array([known["weights"][name] for name in SIGNALS])
    return ReaderBlend(
        known["fingerprint"], weights, known["bias"], known["slope"], known["offset"]
    )


def signals(
    candidates: Sequence[Candidate], readings: Sequence[tuple[ReaderOutput, int]]
) -> Signals:
    """Shape (candidates, len(SIGNALS)). Each candidate has its passage's reading, and its own
    number among the sentences of that."""
    ranker = np.array([one.logit for one in candidates])
    passage = np.array([logit(reading.relevance) for reading, _ in readings])
    sentence = np.array([_sentence_logit(reading, number) for reading, number in readings])
    best = np.array([logit(sum(reading.sentences)) for reading, _ in readings])
    gaps = [one - one.max() for one in (ranker, passage, sentence)]
    return np.stack([ranker, passage, sentence, best, *gaps], axis=1)


def averaged(
    candidates: Sequence[Candidate], readings: Sequence[tuple[ReaderOutput, int]]
) -> Signals:
    """The candidates' logits by an unknown reader: a sentence's reading has the mean of two logits,
    its own and its passage's."""
    ranker = np.array([one.logit for one in candidates])
    read = [(logit(one.relevance) + logit(one.sentences[number])) / 2 for one, number in readings]
    found: Signals = (1 - UNKNOWN) * ranker + UNKNOWN * np.array(read)
    return found


def logit(probability: float) -> float:
    """The logit, of a probability that is held away from 0 and 1."""
    held = min(max(probability, _SUREST), 1 - _SUREST)
    return float(np.log(held / (1 - held)))


def _sentence_logit(reading: ReaderOutput, number: int) -> float:
    """Against "none" alone, so that two sentences that both answer do not take from each other."""
    own = reading.sentences[number]
    none = max(1 - sum(reading.sentences), 0.0)
    return logit(own / max(own + none, 1e-12))
