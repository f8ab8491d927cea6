"""Fitting of a calibration to questions with known answers.

Platt scaling (Platt 1999) as a maximum a posteriori estimate, with a Gaussian prior around slope 1
and offset 0, which change nothing. The fit is kept only where it improves held-out questions, so
that a few questions do no harm.
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
# Of the questions that are declined outright, the share whose first quote may be right.
WANTED_MISSED = 0.05
# Standard deviations of the prior.
_SLOPE_DEVIATION, _OFFSET_DEVIATION = 0.5, 0.7
# A smaller slope would nearly erase the differences between questions.
_LEAST_SLOPE = 0.05
# Standard errors by which held-out questions must improve (one-sided 5%).
_SURE = 1.64
_FOLDS, _SPLITS = 5, 10


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of probabilities: mean log-loss (nats) and expected calibration error."""

    log_loss: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Refit:
    """A calibration and its effect. ``before``: the quality with the calibration in force;
    ``after``: with the new one, cross-validated (the mean over several splits). At its threshold
    the share ``answered`` of the questions is answered, and ``wrong`` of those are wrong, counted
    on the questions that the threshold was chosen on. Below ``min_uncertain``, the share
    ``declined`` of the questions is declined outright, and the first quote would have been right
    for the share ``missed`` of those.
    """

    calibration: Calibration
    kept: bool
    questions: int
    before: Quality
    after: Quality
    answered: float
    wrong: float
    declined: float
    missed: float


def fit(probabilities: Doubles, right: Mask) -> Calibration:
    """The slope and offset of the highest posterior, by Newton's method; the problem is convex.

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
    wanted_missed: float = WANTED_MISSED,
) -> Refit:
    """A calibration for uncalibrated probabilities, and whether each answer was right.

    Slope and offset stay 1 and 0 unless the held-out log-loss falls by more than 1.64 standard
    errors. The threshold is the lowest at which the share of wrong answers, both counted and
    expected from the probabilities, is at most ``wanted_error``; None where there is none. The
    threshold of uncertain answers is the highest below which the share of right first quotes is at
    most ``wanted_missed``. Raises CalibrationError for too few questions.
    """
    if len(right) < FEWEST_QUESTIONS:
        raise CalibrationError(
            f"to calibrate, give at least {FEWEST_QUESTIONS} questions, better 50 or more; "
            f"there are {len(right)} with quotes to judge"
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
    least = uncertain_threshold_for(calibrated, right, wanted_missed, threshold)
    declined = calibrated < (0.0 if least is None else least)
    before = (in_force or Calibration()).apply_all(probabilities)
    return Refit(
        calibration=Calibration(fitted.slope, fitted.offset, threshold, least),
        kept=kept,
        questions=len(right),
        before=Quality(log_loss(before, right), calibration_error(before, right)),
        after=mean_held_out if kept else unchanged,
        answered=float(answered.mean()),
        wrong=float(1 - right[answered].mean()) if answered.any() else 0.0,
        declined=float(declined.mean()),
        missed=float(right[declined].mean()) if declined.any() else 0.0,
    )


def threshold_for(probabilities: Doubles, right: Mask, wanted_error: float) -> float | None:
    """The lowest confidence, rounded down to the digits shown, from which on answers are wrong no
    more often than wanted, both counted and expected from the probabilities. The second keeps a few
    lucky answers from deciding."""
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


def uncertain_threshold_for(
    probabilities: Doubles, right: Mask, wanted_missed: float, most: float | None = None
) -> float | None:
    """The highest confidence below which first quotes are right no more often than wanted, both
    counted and expected from the probabilities; at most ``most``, the threshold of answers. None
    where the least confident is right too often."""
    order = np.argsort(probabilities, kind="stable")
    sorted_probabilities = probabilities[order]
    so_far = np.arange(1, len(order) + 1)
    counted = np.cumsum(right[order]) / so_far
    expected = np.cumsum(sorted_probabilities) / so_far
    is_last = np.append(np.diff(sorted_probabilities) != 0, True)
    fitting = np.flatnonzero(is_last & (counted <= wanted_missed) & (expected <= wanted_missed))
    if not len(fitting):
        return None
    # Above all of those, and not above the next one: rounded up to the digits shown.
    least = math.floor(float(sorted_probabilities[fitting[-1]]) * 1e4 + 1) / 1e4
    return min(least, 1.0 if most is None else most)


def _held_out(probabilities: Doubles, right: Mask, seed: int) -> list[Doubles]:
    """Each question's calibrated probability, cross-validated in five folds; once for each of
    several splits."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(_SPLITS):
        folds = generator.permutation(len(right)) % _FOLDS
        held_out = np.empty(len(right))
        for fold in range(_FOLDS):
            inside = folds == fold
            fitted = fit(probabilities[~inside], right[~inside])
            held_out[inside] = fitted.apply_all(probabilities[inside])
        found.append(held_out)
    return found


def _solve(logits: Doubles, right: Mask, slope: float | None) -> tuple[float, float]:
    """The slope and offset of the highest posterior; only the offset where the slope is given."""
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
        hessian = (features.T * (predicted * (1 - predicted))) @ features + np.diag(precision)
        step = np.zeros(2)
        step[free] = np.linalg.solve(hessian[np.ix_(free, free)], gradient[free])
        size = 1.0
        while cost(weights - size * step) > cost(weights) and size > 1e-8:
            size /= 2
        weights = weights - size * step
        if np.abs(size * step).max() < 1e-9:
            break
    return float(weights[0]), float(weights[1])
