"""The learned part of ranking: how much each feature counts, for which kind of question.

One hidden layer over the standardised features:

    logit = bias + output · tanh(W · (features - mean) / scale + hidden_bias)

0 is the logit of "none of them answers", against which the weights were learned, so that a logit
means the same from one question to the next. Learned by `python -m benchmarks.train_ranker`, whose
arguments, data and results stand in ranker.json beside the numbers.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.features import FEATURES, Features

WEIGHTS = Path(__file__).with_name("ranker.json")


@dataclass(frozen=True, slots=True)
class Ranker:
    """``mean`` and ``scale`` of shape (features,), ``hidden`` (units, features), ``hidden_bias``
    and ``output`` (units,). ``slope`` and ``offset`` make the logit of the best sentence the logit
    of its being right."""

    mean: Features
    scale: Features
    hidden: Features
    hidden_bias: Features
    output: Features
    bias: float
    slope: float
    offset: float

    def logits(self, table: Features) -> Features:
        """How likely each sentence is to answer, shape (sentences,), for features of shape
        (sentences, len(FEATURES))."""
        standard = (table - self.mean) / self.scale
        units = np.tanh(standard @ self.hidden.T + self.hidden_bias)
        logits: Features = units @ self.output + np.float32(self.bias)
        return logits


@lru_cache(maxsize=1)
def learned_ranker() -> Ranker:
    """The ranker that ships."""
    return ranker_of(json.loads(WEIGHTS.read_text("utf-8")))


def ranker_of(known: dict[str, Any]) -> Ranker:
    """A ranker from what its file holds."""
    rows = {row["feature"]: row for row in known["features"]}
    ordered = [rows[name] for name in FEATURES]

    def array(values: object) -> Features:
        return np.array(values, np.float32)

    return Ranker(
        mean=array([row["mean"] for row in ordered]),
        scale=array([row["scale"] for row in ordered]),
        hidden=array([row["units"] for row in ordered]).T.copy(),
        hidden_bias=array(known["hidden_bias"]),
        output=array(known["output"]),
        bias=float(known["bias"]),
        slope=float(known["confidence"]["slope"]),
        offset=float(known["confidence"]["offset"]),
    )
