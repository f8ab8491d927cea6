"""Ranker: a scoring network over a candidate's features.

Trained by `python -m training.train_ranker`; ranker.json names the data and the seed.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from retrieval.models.encoder import Encoder
from retrieval.ranking.features import FEATURES
from retrieval.ranking.score_scale import Anchors, Scale
from retrieval.ranking.scoring_network import ScoringNetwork

WEIGHTS = Path(__file__).with_name("ranker.json")


@dataclass(frozen=True, slots=True)
class Ranker:
    """``network``: over FEATURES. ``model``: the fingerprint of the encoder that it was trained
    with; ``anchors``: that encoder's."""

    network: ScoringNetwork
    model: str
    anchors: Anchors

    def scale_of(self, encoder: Encoder) -> Scale:
        """The scale that brings an encoder's cosines to those of the one it was trained with."""
        if encoder.fingerprint == self.model:
            return Scale()
        return Scale.between(Anchors.of(encoder), self.anchors)


@lru_cache(maxsize=1)
def learned_ranker() -> Ranker:
    """The ranker that ships."""
    return ranker_of(json.loads(WEIGHTS.read_text("utf-8")))


def ranker_of(known: dict[str, Any]) -> Ranker:
    """A ranker from the contents of its file."""
    return Ranker(ScoringNetwork.of(known, FEATURES), known["model"], Anchors(**known["anchors"]))
