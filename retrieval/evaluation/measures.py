"""Measures over arrays with one entry per question."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from retrieval.arrays import Doubles, Mask
from retrieval.text.tokenizer import words

BINS = 10


def recall(ranks: Iterable[int | None], at: int) -> Doubles:
    """1 where the rank is below ``at``, else 0. Ranks count from 0; None: not found."""
    return np.array([float(rank is not None and rank < at) for rank in ranks])


def reciprocal_ranks(ranks: Iterable[int | None], at: int = 10) -> Doubles:
    """1 for the first, ½ for the second, …, 0 beyond ``at``; its mean is MRR@``at``."""
    return np.array([1 / (rank + 1) if rank is not None and rank < at else 0.0 for rank in ranks])


def word_f1(text: str, gold: str) -> float:
    """Harmonic mean of precision and recall over the words (SQuAD's F1, with stemmed words and
    every article counted).

    >>> word_f1("Repairs cost 12 million pounds.", "12 million pounds")
    0.75
    """
    had, wanted = Counter(words(text)), Counter(words(gold))
    common = sum((had & wanted).values())
    total = sum(had.values()) + sum(wanted.values())
    return 2 * common / total if total else 0.0


def auroc(positive: Doubles, negative: Doubles) -> float:
    """The probability that a positive scores above a negative, ties counting half: the area under
    the ROC curve (Mann–Whitney U)."""
    both = np.concatenate([positive, negative])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    # The mean rank, from 1, of each distinct score.
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    above = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """Risk–coverage curve (El-Yaniv and Wiener 2010).

    One entry for each distinct confidence, highest first: the threshold, the share of questions
    answered at it, and the share of those that are wrong. Questions with equal confidence are
    answered together or not at all.
    """

    thresholds: Doubles
    coverage: Doubles
    risk: Doubles

    @property
    def area(self) -> float:
        """The mean risk over all coverages (AURC, Geifman and El-Yaniv 2017); lower is better."""
        return float(np.sum(np.diff(self.coverage, prepend=0) * self.risk))

    def coverage_at(self, wrong: float) -> float:
        """The largest coverage with at most this risk."""
        return float(max(self.coverage[self.risk <= wrong], default=0.0))


def risk_coverage(confidence: Doubles, right: Mask) -> RiskCoverage:
    """The curve. ``right``: whether the first highlight answers; False for unanswerable
    questions."""
    order = np.argsort(-confidence, kind="stable")
    sorted_confidence, wrong = confidence[order], ~right[order]
    last = np.append(np.flatnonzero(np.diff(sorted_confidence)), len(order) - 1)
    answered = last + 1
    return RiskCoverage(
        thresholds=sorted_confidence[last],
        coverage=answered / len(order),
        risk=np.cumsum(wrong)[last] / answered,
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """A bin of questions: mean confidence, share that is right, and number."""

    confidence: float
    right: float
    questions: int


def reliability(confidence: Doubles, right: Mask) -> list[Bin]:
    """Ten bins of equal width, without empty ones."""
    numbers = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        Bin(float(confidence[inside].mean()), float(right[inside].mean()), int(inside.sum()))
        for inside in (numbers == number for number in range(BINS))
        if inside.any()
    ]


def calibration_error(confidence: Doubles, right: Mask) -> float:
    """Expected calibration error (Guo et al. 2017): the mean distance, over questions, between a
    bin's confidence and its share that is right. With few questions it is above 0 by chance."""
    bins = reliability(confidence, right)
    return sum(one.questions * abs(one.confidence - one.right) for one in bins) / len(confidence)


def losses(confidence: Doubles, right: Mask) -> Doubles:
    """The negative logarithm of the probability given to the truth (nats); probabilities are kept
    one in a million away from 0 and 1."""
    sure = np.clip(confidence, 1e-6, 1 - 1e-6)
    found: Doubles = -np.log(np.where(right, sure, 1 - sure))
    return found


def log_loss(confidence: Doubles, right: Mask) -> float:
    """The mean loss; lower is better."""
    return float(losses(confidence, right).mean())
