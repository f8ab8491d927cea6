"""Report: measures over the outcomes of an evaluation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.answer import Outcome as Given
from retrieval.arrays import Doubles, Mask, Rows
from retrieval.evaluation.bootstrap import Bootstrap, Figure
from retrieval.evaluation.fit_calibration import threshold_for, uncertain_threshold_for
from retrieval.evaluation.measures import (
    Bin,
    RiskCoverage,
    auroc,
    calibration_error,
    recall,
    reciprocal_ranks,
    reliability,
    risk_coverage,
)
from retrieval.evaluation.run import Kind, Outcome

# The questions over which measures of confidence are taken. The share without an answer is a
# property of the set and not of the user's questions, so there are several mixtures.
MIXTURES = {
    "all": tuple(Kind),
    "answerable_off_topic": (Kind.ANSWERABLE, Kind.OFF_TOPIC),
    "answerable": (Kind.ANSWERABLE,),
}


# The shares of wrong answers for which thresholds are reported.
WANTED_ERRORS = (0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The lowest confidence from which at most the share ``wanted`` of the answers is wrong, and
    the share of the questions that is then ``answered``; None: no confidence is high enough.
    ``uncertain``: the highest confidence below which at most that share of first quotes is right,
    and the share of the questions that is then ``declined``; None likewise. Both as
    ``fit_calibration`` chooses them."""

    wanted: float
    confidence: float | None
    answered: float
    uncertain: float | None
    declined: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """The quality of confidence on one mixture of questions."""

    questions: int
    figures: dict[str, Figure]
    curve: RiskCoverage
    bins: list[Bin]
    thresholds: list[Threshold]


@dataclass(frozen=True, slots=True)
class Report:
    """All measures on one question set.

    ``finding``: of passages and sentences, over the answerable questions. ``telling_apart``: AUROC
    of answerable questions against each other kind. ``mixtures``: see ``MIXTURES``; mixtures of
    the same questions are one object. ``latency``: seconds, median and 99th percentile.
    """

    questions: dict[Kind, int]
    finding: dict[str, Figure]
    telling_apart: dict[str, Figure]
    mixtures: dict[str, Mixture]
    latency: tuple[float, float]

    @property
    def distinct_mixtures(self) -> dict[str, Mixture]:
        """The mixtures without those that equal an earlier one."""
        first: dict[int, str] = {}
        for name, mixture in self.mixtures.items():
            first.setdefault(id(mixture), name)
        return {name: self.mixtures[name] for name in first.values()}


def report(outcomes: Sequence[Outcome], ranked: bool, seed: int) -> Report:
    """The measures, with intervals. ``ranked``: whether the questions' own passages are known.

    Passages are measured on the ranking, of which users see only the quotes that are selected;
    everything else on the answer as users get it.
    """
    bootstrap = Bootstrap(seed)
    rows = {
        kind: np.array([n for n, one in enumerate(outcomes) if one.kind is kind], np.int64)
        for kind in Kind
    }
    confidence = np.array([one.confidence for one in outcomes])

    def against(other: Kind) -> Figure:
        def measure(positive: Rows, negative: Rows) -> float:
            return auroc(confidence[positive], confidence[negative])

        return bootstrap.figure(measure, rows[Kind.ANSWERABLE], rows[other])

    has_answerable = len(rows[Kind.ANSWERABLE]) > 0
    seconds = [one.seconds for one in outcomes]
    return Report(
        questions={kind: len(rows[kind]) for kind in Kind},
        finding=_finding(outcomes, rows[Kind.ANSWERABLE], ranked, bootstrap)
        if has_answerable
        else {},
        telling_apart={
            f"auroc_{kind}": against(kind)
            for kind in (Kind.UNANSWERABLE, Kind.OFF_TOPIC)
            if has_answerable and len(rows[kind])
        },
        mixtures=_mixtures(outcomes, rows, bootstrap),
        latency=(float(np.median(seconds)), float(np.percentile(seconds, 99))),
    )


def _finding(
    outcomes: Sequence[Outcome], rows: Rows, ranked: bool, bootstrap: Bootstrap
) -> dict[str, Figure]:
    ranks = [one.rank for one in outcomes]
    measured = {
        **({f"recall_at_{k}": recall(ranks, k) for k in (1, 5, 10)} if ranked else {}),
        **({"mrr_at_10": reciprocal_ranks(ranks)} if ranked else {}),
        "hit_at_1": np.array([float(one.right) for one in outcomes]),
        "hit_at_3": np.array([float(any(one.hits[:3])) for one in outcomes]),
        "word_f1": np.array([one.f1 for one in outcomes]),
    }

    def mean_of(name: str) -> Callable[[Rows], float]:
        return lambda drawn: float(measured[name][drawn].mean())

    return {name: bootstrap.figure(mean_of(name), rows) for name in measured}


def _mixtures(
    outcomes: Sequence[Outcome], rows: dict[Kind, Rows], bootstrap: Bootstrap
) -> dict[str, Mixture]:
    found: dict[str, Mixture] = {}
    measured: dict[tuple[Kind, ...], Mixture] = {}
    for name, kinds in MIXTURES.items():
        there = tuple(kind for kind in kinds if len(rows[kind]))
        if there and there not in measured:
            groups = [rows[kind] for kind in there]
            measured[there] = _mixture(outcomes, groups, bootstrap)
        if there:
            found[name] = measured[there]
    return found


def _mixture(outcomes: Sequence[Outcome], groups: list[Rows], bootstrap: Bootstrap) -> Mixture:
    confidence = np.array([one.confidence for one in outcomes])
    right = np.array([one.right for one in outcomes])
    everything = np.concatenate(groups)
    measures = _confidence_measures(outcomes, confidence, right)
    return Mixture(
        questions=len(everything),
        figures={name: bootstrap.figure(one, *groups) for name, one in measures.items()},
        curve=risk_coverage(confidence[everything], right[everything]),
        bins=reliability(confidence[everything], right[everything]),
        thresholds=[
            _threshold(confidence[everything], right[everything], wanted)
            for wanted in WANTED_ERRORS
        ],
    )


def _confidence_measures(
    outcomes: Sequence[Outcome], confidence: Doubles, right: Mask
) -> dict[str, Callable[..., float]]:
    """Measures of confidence by name; each takes groups of rows."""
    answered = np.array([one.answered for one in outcomes])
    uncertain = np.array([one.given is Given.UNCERTAIN for one in outcomes])
    declined = ~answered & ~uncertain

    def over(measure: Callable[[Rows], float]) -> Callable[..., float]:
        return lambda *drawn: measure(np.concatenate(drawn))

    def curve(at: Rows) -> RiskCoverage:
        return risk_coverage(confidence[at], right[at])

    def share_of(inside: Mask) -> Callable[..., float]:
        return over(lambda at: float(inside[at].mean()))

    def among(inside: Mask, wanted: Mask) -> Callable[..., float]:
        """The share of ``wanted`` among those ``inside``; 0 where there are none."""

        def measure(at: Rows) -> float:
            at = at[inside[at]]
            return float(wanted[at].mean()) if len(at) else 0.0

        return over(measure)

    return {
        "calibration_error": over(lambda at: calibration_error(confidence[at], right[at])),
        "risk_coverage_area": over(lambda at: curve(at).area),
        "coverage_at_5_wrong": over(lambda at: curve(at).coverage_at(0.05)),
        "coverage_at_10_wrong": over(lambda at: curve(at).coverage_at(0.10)),
        "answered": share_of(answered),
        "wrong_of_answered": among(answered, ~right),
        "uncertain": share_of(uncertain),
        "right_of_uncertain": among(uncertain, right),
        "not_answered": share_of(declined),
        "right_of_not_answered": among(declined, right),
    }


def _threshold(confidence: Doubles, right: Mask, wanted: float) -> Threshold:
    from_here = threshold_for(confidence, right, wanted)
    uncertain = uncertain_threshold_for(confidence, right, wanted, from_here)
    return Threshold(
        wanted,
        from_here,
        0.0 if from_here is None else float((confidence >= from_here).mean()),
        uncertain,
        0.0 if uncertain is None else float((confidence < uncertain).mean()),
    )
