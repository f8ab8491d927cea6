"""Ranker: a scoring network over a candidate's features.

Trained by `python -m training.train_ranker`; ranker.json names the data and the seed.
"""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from retrieval.models.encoder import Encoder
from retrieval.ranking.features import FEATURES
from retrieval.ranking.language_scales import LanguageScales, multilingual_scales
from retrieval.ranking.score_scale import Anchors, Scale
from retrieval.ranking.scoring_network import ScoringNetwork

WEIGHTS = Path(__file__).with_name("ranker.json")
# The multilingual model's.
MULTILINGUAL_WEIGHTS = Path(__file__).with_name("multilingual_ranker.json")


@dataclass(frozen=True, slots=True)
class Ranker:
    """``network``: over FEATURES. ``model``: the fingerprint of the encoder that it was trained
    with; ``anchors``: that encoder's. ``languages``: the scales by language of a multilingual
    encoder; None: questions are taken to be in the language of the passages."""

    network: ScoringNetwork
    model: str
    anchors: Anchors
    languages: LanguageScales | None = None

    def scale_of(self, encoder: Encoder) -> Scale:
        """The scale that brings an encoder's cosines to those of the one it was trained with."""
        if encoder.fingerprint in (self.model, multilingual_scales()[0]):
            return Scale()
        return Scale.between(Anchors.of(encoder), self.anchors)


@lru_cache(maxsize=1)
def learned_ranker() -> Ranker:
    """The ranker that ships for the English model."""
    return ranker_of(json.loads(WEIGHTS.read_text("utf-8")))


def ranker_for(model: str) -> Ranker:
    """The ranker for the encoder with this fingerprint: its own, else the English model's."""
    if model == learned_ranker().model or model != multilingual_scales()[0]:
        return learned_ranker()
    return _multilingual_ranker()


@lru_cache(maxsize=1)
def _multilingual_ranker() -> Ranker:
    found = ranker_of(json.loads(MULTILINGUAL_WEIGHTS.read_text("utf-8")))
    return replace(found, languages=multilingual_scales()[1])


def ranker_of(known: dict[str, Any]) -> Ranker:
    """A ranker from the contents of its file."""
    return Ranker(ScoringNetwork.of(known, FEATURES), known["model"], Anchors(**known["anchors"]))
