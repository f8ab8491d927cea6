"""Ranker: a small network that turns a candidate's features into a logit.

It has one hidden layer over the standardised features:

    score = bias + output · tanh(W · (features - mean) / scale + hidden_bias)
    logit = slope · score + offset

The scores are trained against a 0 for "none of them answers", so that a score means the same for
every question; slope and offset turn the best sentence's score into the logit that it is right.
Trained by `python -m training.train_ranker`; ranker.json names the data and the seed.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.arrays import Floats
from retrieval.models.encoder import Encoder
from retrieval.ranking.features import FEATURES
from retrieval.ranking.score_scale import Anchors, Scale

WEIGHTS = Path(__file__).with_name("ranker.json")


@dataclass(frozen=True, slots=True)
class Ranker:
    """``mean`` and ``scale`` of shape (features,), ``hidden`` (units, features), ``hidden_bias``
    and ``output`` (units,). ``model``: the fingerprint of the encoder that it was trained with;
    ``anchors``: that encoder's."""

    mean: Floats
    scale: Floats
    hidden: Floats
    hidden_bias: Floats
    output: Floats
    bias: float
    slope: float
    offset: float
    model: str
    anchors: Anchors

    def scale_of(self, encoder: Encoder) -> Scale:
        """The scale that brings an encoder's cosines to those of the one it was trained with."""
        if encoder.fingerprint == self.model:
            return Scale()
        return Scale.between(Anchors.of(encoder), self.anchors)

    def logits(self, table: Floats) -> Floats:
        """The logit that each sentence answers, if it is the best: shape (sentences,), for
        features of shape (sentences, len(FEATURES))."""
        standard = (table - self.mean) / self.scale
        units = np.tanh(standard @ self.hidden.T + self.hidden_bias)
        scores = units @ self.output + np.float32(self.bias)
        logits: Floats = scores * np.float32(self.slope) + np.float32(self.offset)
        return logits


@lru_cache(maxsize=1)
def learned_ranker() -> Ranker:
    """The ranker that ships."""
    return ranker_of(json.loads(WEIGHTS.read_text("utf-8")))


def ranker_of(known: dict[str, Any]) -> Ranker:
    """A ranker from the contents of its file."""
    rows = {row["feature"]: row for row in known["features"]}
    ordered = [rows[name] for name in FEATURES]

    def array(values: object) -> Floats:
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
        model=known["model"],
        anchors=Anchors(**known["anchors"]),
    )
