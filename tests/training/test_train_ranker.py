"""The ranker's training, on features of which one is informative."""

from typing import Any

import numpy as np
import pytest

from retrieval.ranking.features import FEATURES
from retrieval.ranking.ranker import ranker_of
from retrieval.ranking.score_scale import Anchors
from training.ranking_samples import ANSWERABLE, OFF_TOPIC, Sample
from training.train_ranker import fit_confidence, learn


def sample(rng: np.random.Generator, kind: str) -> Sample:
    table = rng.normal(size=(6, len(FEATURES))).astype(np.float32)
    informative = table[:, FEATURES.index("maxsim")]
    informative -= 2
    gold = np.zeros(6, bool)
    if kind == ANSWERABLE:
        gold[rng.integers(6)] = True
        informative[gold] += 5
    return Sample("s", 0, kind, table, gold, gold, np.zeros(6, np.int64), np.zeros(6))


def samples(seed: int) -> list[Sample]:
    rng = np.random.default_rng(seed)
    return [sample(rng, kind) for kind in (ANSWERABLE, OFF_TOPIC) for _ in range(300)]


@pytest.fixture(scope="module")
def learned() -> dict[str, Any]:
    found = learn(samples(1), seed=1, steps=300)
    found |= {"model": "m", "anchors": {"similarity": 0.0, "token": 0.0}}
    fit_confidence(found, samples(1), {"s"})
    return found


@pytest.mark.slow
def test_the_informative_feature_is_learned(learned: dict[str, Any]) -> None:
    """On fresh questions, the gold sentence is first, and off-topic questions get no answer."""
    ranker = ranker_of(learned).network
    fresh = samples(2)
    logits = [ranker.logits(one.table) for one in fresh]
    right = [
        one.gold[each.argmax()]
        for one, each in zip(fresh, logits, strict=True)
        if one.kind == ANSWERABLE
    ]
    assert np.mean(right) > 0.95
    best = np.array([each.max() for each in logits])
    off = np.array([one.kind == OFF_TOPIC for one in fresh])
    assert np.mean(best[~off] > 0) > 0.9
    assert np.mean(best[off] < 0) > 0.9


def test_written_weights_can_be_read(learned: dict[str, Any]) -> None:
    """Every feature has its weights, and the file names the model it fits."""
    ranker = ranker_of(learned)
    network = ranker.network
    assert network.hidden.shape[1] == len(network.mean) == len(FEATURES)
    assert (ranker.model, ranker.anchors) == ("m", Anchors(0.0, 0.0))


def test_the_same_seed_learns_the_same() -> None:
    """The same seed gives the same weights, to the digits that are written."""
    few = samples(3)[::20]
    assert learn(few, seed=4, steps=3) == learn(few, seed=4, steps=3)
