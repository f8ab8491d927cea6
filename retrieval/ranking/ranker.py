"""The learned part of ranking: how much each feature counts, for which kind of question.

One hidden layer over the standardised features:

    score = bias + output · tanh(W · (features - mean) / scale + hidden_bias)
    logit = slope · score + offset

The scores are learned against a 0 for "none of them answers", so that a score means the same from
one question to the next; slope and offset make the best sentence's the logit of its being right.
Learned by `python -m training.train_ranker`; data and seed stand beside the numbers in
ranker.json.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.models.encoder import Encoder
from retrieval.ranking.features import FEATURES, Features
from retrieval.ranking.score_scale import Anchors, Scale

WEIGHTS = Path(__file__).with_name("ranker.json")


@dataclass(frozen=True, slots=True)
class Ranker:
    """``mean`` and ``scale`` of shape (features,), ``hidden`` (units, features), ``hidden_bias``
    and ``output`` (units,). ``model`` is the fingerprint of the embedding model that it was learned
    with, ``anchors`` are that model's."""

    mean: Features
    scale: Features
    hidden: Features
    hidden_bias: Features
    output: Features
    bias: float
    slope: float
    offset: float
    model: str
    anchors: Anchors

    def scale_of(self, encoder: Encoder) -> Scale:
        """What brings the encoder's cosines to the scale of the model that it was learned with."""
        if encoder.fingerprint == self.model:
            return Scale()
        return Scale.between(Anchors.of(encoder), self.anchors)

    def logits(self, table: Features) -> Features:
        """How likely each sentence is to answer, were it the best: shape (sentences,), for
        features of shape (sentences, len(FEATURES))."""
        standard = (table - self.mean) / self.scale
        units = np.tanh(standard @ self.hidden.T + self.hidden_bias)
        scores = units @ self.output + np.float32(self.bias)
        logits: Features = scores * np.float32(self.slope) + np.float32(self.offset)
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
        model=known["model"],
        anchors=Anchors(**known["anchors"]),
    )
