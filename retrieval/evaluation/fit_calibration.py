"""Fitting a calibration to questions whose answers are known.

Platt scaling (Platt 1999), but as a maximum a posteriori estimate: a Gaussian prior holds slope and
offset at "as it is" (1 and 0) as far as the questions do not speak against it. What is fitted is
kept only where questions that it was not fitted to bear it out, so that few questions do no harm.
"""

import math
from dataclasses import dataclass

import numpy as np

from retrieval.arrays import Doubles, Mask
from retrieval.calibration import Calibration
from retrieval.errors import CalibrationError
from retrieval.evaluation.measures import calibration_error, log_loss, losses
from retrieval.logistic import logistic, logit

FEWEST_QUESTIONS = 30
# Standard deviations of the prior: how far from "as it is" is no surprise.
_SLOPE_DEVIATION, _OFFSET_DEVIATION = 0.5, 0.7
# A slope under this would all but forget which question was the surer one.
_LEAST_SLOPE = 0.05
# Standard errors by which held-out questions must get better: one case in twenty is luck.
_SURE = 1.64
_FOLDS, _SPLITS = 5, 10


@dataclass(frozen=True, slots=True)
class Quality:
    """How good probabilities are: mean log-loss (nats), and expected calibration error."""

    log_loss: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Refit:
    """A calibration, and what it does. ``before`` is the quality of what was in force; ``after``
    that of the calibration, each question judged by a fit that has not seen it (the mean of
    several ways to part them). At its threshold ``answered`` of the questions are answered, and
    ``wrong`` of these are wrong: counted on the questions that it was chosen by.
    """

    calibration: Calibration
    kept: bool
    questions: int
    before: Quality
    after: Quality
    answered: float
    wrong: float


def fit(probabilities: Doubles, right: Mask) -> Calibration:
    """The most probable slope and offset, by Newton's method; two convex unknowns.

    >>> fit(np.array([0.9, 0.8, 0.9, 0.7]), np.array([False, True, False, False])).offset < 0
    True
    """
    logits = logit(probabilities)
    slope, offset = _solve(logits, right, None)
    if slope < _LEAST_SLOPE:
        slope, offset = _solve(logits, right, _LEAST_SLOPE)
    return Calibration(float(slope), float(offset))


def refit(
    probabilities: Doubles,
    right: Mask,
    wanted_error: float,
    in_force: Calibration | None = None,
    seed: int = 0,
) -> Refit:
    """A calibration for uncalibrated probabilities of being right, and what was right.

    Slope and offset stay as they are unless, over the held-out questions, log-loss falls by more
    than 1.64 standard errors of its mean fall. The threshold is the lowest at which the share of
    wrong answers, as counted and as the probabilities have it, is at most ``wanted_error``; None
    where there is none. Raises CalibrationError for too few questions.
    """
    if len(right) < FEWEST_QUESTIONS:
        raise CalibrationError(
            f"to calibrate, give at least {FEWEST_QUESTIONS} questions, better 50 or more; "
            f"with quotes to judge there are {len(right)}"
        )
    held_out = _held_out(probabilities, right, seed)
    mean_held_out = Quality(
        float(np.mean([log_loss(one, right) for one in held_out])),
        float(np.mean([calibration_error(one, right) for one in held_out])),
    )
    falls = losses(probabilities, right) - np.mean([losses(one, right) for one in held_out], axis=0)
    kept = bool(falls.mean() > _SURE * falls.std(ddof=1) / math.sqrt(len(falls)))
    unchanged = Quality(log_loss(probabilities, right), calibration_error(probabilities, right))
    fitted = fit(probabilities, right) if kept else Calibration()
    calibrated = fitted.apply_all(probabilities)
    threshold = threshold_for(calibrated, right, wanted_error)
    answered = calibrated >= (2.0 if threshold is None else threshold)
    before = (in_force or Calibration()).apply_all(probabilities)
    return Refit(
        calibration=Calibration(fitted.slope, fitted.offset, threshold),
        kept=kept,
        questions=len(right),
        before=Quality(log_loss(before, right), calibration_error(before, right)),
        after=mean_held_out if kept else unchanged,
        answered=float(answered.mean()),
        wrong=float(1 - right[answered].mean()) if answered.any() else 0.0,
    )


def threshold_for(probabilities: Doubles, right: Mask, wanted_error: float) -> float | None:
    """The lowest confidence, rounded down as confidence is shown, from which on answers are wrong
    no more often than wanted: by count, and by what the probabilities expect. The second keeps a
    lucky handful from setting it."""
    order = np.argsort(-probabilities, kind="stable")
    sorted_probabilities = probabilities[order]
    so_far = np.arange(1, len(order) + 1)
    counted = np.cumsum(~right[order]) / so_far
    expected = np.cumsum(1 - sorted_probabilities) / so_far
    is_last = np.append(np.diff(sorted_probabilities) != 0, True)
    fitting = np.flatnonzero(is_last & (counted <= wanted_error) & (expected <= wanted_error))
    if not len(fitting):
        return None
    return math.floor(float(sorted_probabilities[fitting[-1]]) * 1e4) / 1e4


def _held_out(probabilities: Doubles, right: Mask, seed: int) -> list[Doubles]:
    """Each question's calibrated probability, by a fit to four fifths of the others; once for
    each of several ways to part them."""
    lot = np.random.default_rng(seed)
    found = []
    for _ in range(_SPLITS):
        folds = lot.permutation(len(right)) % _FOLDS
        held_out = np.empty(len(right))
        for fold in range(_FOLDS):
            inside = folds == fold
            fitted = fit(probabilities[~inside], right[~inside])
            held_out[inside] = fitted.apply_all(probabilities[inside])
        found.append(held_out)
    return found


def _solve(logits: Doubles, right: Mask, slope: float | None) -> tuple[float, float]:
    """Slope and offset of the highest posterior; the offset alone where the slope is given."""
    features = np.stack([logits, np.ones(len(logits))], axis=1)
    precision = np.array([_SLOPE_DEVIATION**-2, _OFFSET_DEVIATION**-2])
    centre = np.array([1.0, 0.0])
    free = np.array([slope is None, True])
    weights = centre.copy() if slope is None else np.array([slope, 0.0])

    def cost(at: Doubles) -> float:
        total = features @ at
        return float(
            np.sum(np.logaddexp(0, total) - right * total)
            + 0.5 * np.sum(precision * (at - centre) ** 2)
        )

    for _ in range(100):
        predicted = logistic(features @ weights)
        gradient = features.T @ (predicted - right) + precision * (weights - centre)
        bend = (features.T * (predicted * (1 - predicted))) @ features + np.diag(precision)
        step = np.zeros(2)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], gradient[free])
        size = 1.0
        while cost(weights - size * step) > cost(weights) and size > 1e-8:
            size /= 2
        weights = weights - size * step
        if np.abs(size * step).max() < 1e-9:
            break
    return float(weights[0]), float(weights[1])
