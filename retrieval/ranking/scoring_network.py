"""Scoring network: features of a candidate to the logit that it answers.

It has one hidden layer over the standardised features:

    score = bias + output · tanh(W · (features - mean) / scale + hidden_bias)
    logit = slope · score + offset

The scores are trained against a 0 for "none of them answers", so that a score means the same for
every question; slope and offset turn the best candidate's score into the logit that it is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.arrays import Floats

# Features that networks may have been trained without.
NEWER = frozenset(("crosses",))


@dataclass(frozen=True, slots=True)
class ScoringNetwork:
    """``mean`` and ``scale`` of shape (features,), ``hidden`` (units, features), ``hidden_bias``
    and ``output`` (units,)."""

    mean: Floats
    scale: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    bias: float
    slope: float
    offset: float

    @classmethod
    def of(cls, known: dict[str, Any], features: Sequence[str]) -> "ScoringNetwork":
        """From the contents of its file, for these features in this order. A feature of ``NEWER``
        that the file lacks does not count."""
        rows = {row["feature"]: row for row in known["features"]}
        nothing = [0.0] * len(known["hidden_bias"])
        for name in NEWER.difference(rows):
            rows[name] = {"mean": 0.0, "scale": 1.0, "units": nothing}
        ordered = [rows[name] for name in features]

        def array(values: object) -> Floats:
            return np.array(values, np.float32)

        return cls(
            mean=array([row["mean"] for row in ordered]),
            scale=array([row["scale"] for row in ordered]),
            hidden=array([row["units"] for row in ordered]).T.copy(),
            hidden_bias=array(known["hidden_bias"]),
            output=array(known["output"]),
            bias=float(known["bias"]),
            slope=float(known["confidence"]["slope"]),
            offset=float(known["confidence"]["offset"]),
        )

    def logits(self, table: Floats) -> Floats:
        """The logit that each candidate answers, if it is the best: shape (candidates,), for
        features of shape (candidates, features)."""
        standard = (table - self.mean) / self.scale
        units = np.tanh(standard @ self.hidden.T + self.hidden_bias)
        scores = units @ self.output + np.float32(self.bias)
        logits: Floats = scores * np.float32(self.slope) + np.float32(self.offset)
        return logits
