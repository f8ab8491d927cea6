"""The logistic function and its inverse, for single values and for arrays."""

from typing import TypeVar

import numpy as np

from retrieval.arrays import Doubles

_Value = TypeVar("_Value", float, Doubles)
# Beyond this the probability is 0 or 1 in double precision, and the exponential would overflow.
_LARGEST = 60
# Probabilities of 0 and 1 have no finite logit; they count as this far from certain.
MARGIN = 1e-6


def logistic(logits: _Value) -> _Value:
    """``1 / (1 + exp(-x))``, the probability for a logit.

    >>> float(logistic(0.0))
    0.5
    """
    if isinstance(logits, float):  # clip would take longer than all else
        return 1 / (1 + float(np.exp(-min(max(logits, -_LARGEST), _LARGEST))))
    probabilities: _Value = 1 / (1 + np.exp(-np.clip(logits, -_LARGEST, _LARGEST)))
    return probabilities


def logit(probabilities: _Value, margin: float = MARGIN) -> _Value:
    """``ln(p / (1 - p))`` of probabilities kept ``margin`` away from 0 and 1.

    >>> float(logit(0.5))
    0.0
    """
    inside: _Value
    if isinstance(probabilities, float):
        inside = min(max(probabilities, margin), 1 - margin)
    else:
        inside = np.clip(probabilities, margin, 1 - margin)
    logits: _Value = np.log(inside / (1 - inside))
    return logits
