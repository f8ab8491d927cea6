"""Reader blend: the ranker's and the reader's logits as one.

For the bundled reader it is learned, by `python -m training.fit_reader_blend`: a weighted sum of
the logits of both for a candidate, and of their differences from the question's best candidate,

    score = bias + weights · signals
    logit = slope · score + offset

with scores learned against a 0 for "none of them answers", as the ranker's are. For another
reader, which has not been measured, it is an average of logits.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from retrieval.arrays import Doubles
from retrieval.logistic import logit
from retrieval.ranking.rank import Candidate
from retrieval.readers.reader import ReaderOutput

LEARNED = Path(__file__).with_name("reader_blend.json")
# The weight of another reader's logit. It counts twice as much as the ranker's: it sees question
# and passage together, and somebody chose it for that. An average and not a sum, since both judge
# the same thing.
OTHER_READER = 2 / 3
# Probabilities are kept this far from 0 and 1, or a saturated one would outweigh everything else.
_MARGIN = 1e-4
SIGNALS = (
    "ranker",
    "passage",
    "sentence",
    # The passage's sentences together: whether it contains an answer at all.
    "best_sentence",
    # Differences from the best of all candidates.
    "ranker_gap",
    "passage_gap",
    "sentence_gap",
)


@dataclass(frozen=True, slots=True)
class ReaderBlend:
    """Learned for the reader with this ``fingerprint``; ``weights`` has shape (signals,)."""

    fingerprint: str
    weights: Doubles
    bias: float
    slope: float
    offset: float

    def logits(self, table: Doubles) -> Doubles:
        """The logits that candidates answer, shape (n,), for signals (n, len(SIGNALS))."""
        found: Doubles = self.slope * (table @ self.weights + self.bias) + self.offset
        return found


@lru_cache(maxsize=1)
def learned_blend() -> ReaderBlend:
    """The blend for the bundled reader."""
    known = json.loads(LEARNED.read_text("utf-8"))
    weights = np.array([known["weights"][name] for name in SIGNALS])
    return ReaderBlend(
        known["fingerprint"], weights, known["bias"], known["slope"], known["offset"]
    )


def blend_signals(
    candidates: Sequence[Candidate], outputs: Sequence[tuple[ReaderOutput, int]]
) -> Doubles:
    """Shape (candidates, len(SIGNALS)). ``outputs``: for each candidate the reader's output for its
    passage, and the candidate's position among the passage's sentences."""
    ranker = np.array([one.logit for one in candidates])
    passage = np.array([_logit(output.relevance) for output, _ in outputs])
    sentence = np.array([_sentence_logit(output, position) for output, position in outputs])
    best = np.array([_logit(sum(output.sentences)) for output, _ in outputs])
    gaps = [one - one.max() for one in (ranker, passage, sentence)]
    return np.stack([ranker, passage, sentence, best, *gaps], axis=1)


def averaged_logits(
    candidates: Sequence[Candidate], outputs: Sequence[tuple[ReaderOutput, int]]
) -> Doubles:
    """The candidates' logits with another reader than the bundled one, shape (candidates,). The
    reader's logit for a sentence is the mean of the sentence's own and its passage's."""
    ranker = np.array([one.logit for one in candidates])
    reader = [
        (_logit(output.relevance) + _logit(output.sentences[position])) / 2
        for output, position in outputs
    ]
    found: Doubles = (1 - OTHER_READER) * ranker + OTHER_READER * np.array(reader)
    return found


def _logit(probability: float) -> float:
    return float(logit(probability, _MARGIN))


def _sentence_logit(output: ReaderOutput, position: int) -> float:
    """Against "none" alone, so that two sentences that both answer do not compete."""
    own = output.sentences[position]
    none = max(1 - sum(output.sentences), 0.0)
    return _logit(own / max(own + none, 1e-12))
