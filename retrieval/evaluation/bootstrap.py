"""How far a figure would move with other questions of the same kind."""

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
    """Percentile intervals (Efron and Tibshirani 1993, ch. 13), the same for the same seed.

    Questions are drawn one by one, as if they were independent. Those on one passage are not
    quite, so that the intervals are somewhat too narrow.
    """

    seed: int = 0
    rounds: int = _ROUNDS

    def figure(self, measure: Callable[..., float], *groups: Rows) -> Figure:
        """The measure over groups of questions (their numbers), each redrawn by itself, so that
        every round has as many of each kind."""
        value = measure(*groups)
        lot = np.random.default_rng(self.seed)
        drawn = [
            measure(*(group[lot.integers(len(group), size=len(group))] for group in groups))
            for _ in range(self.rounds)
        ]
        low, high = np.percentile(drawn, _TAILS)
        # A measure that redrawing shifts (calibration error) may leave its own value outside.
        return Figure(value, min(value, float(low)), max(value, float(high)))
