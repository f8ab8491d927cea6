"""Bootstrap intervals of measured values."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from retrieval.arrays import Rows

_ROUNDS = 1000
_TAILS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Percentile intervals (Efron and Tibshirani 1993, ch. 13), reproducible by seed.

    Questions are resampled as if they were independent. Those about one passage are not, so the
    intervals are somewhat too narrow.
    """

    seed: int = 0
    rounds: int = _ROUNDS

    def figure(self, measure: Callable[..., float], *groups: Rows) -> Figure:
        """The measure over groups of questions (their numbers). Each group is resampled by itself,
        so that its size is the same in every round."""
        value = measure(*groups)
        generator = np.random.default_rng(self.seed)
        drawn = [
            measure(*(group[generator.integers(len(group), size=len(group))] for group in groups))
            for _ in range(self.rounds)
        ]
        low, high = np.percentile(drawn, _TAILS)
        # Resampling biases some measures (calibration error), whose value may lie outside.
        return Figure(value, min(value, float(low)), max(value, float(high)))
