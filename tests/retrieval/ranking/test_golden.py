"""Features and logits, compared with golden ones; see golden.py, which also writes them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.retrieval.ranking.golden import (
    FILE,
    FOLLOW_UPS,
    QUESTIONS,
    Models,
    bundled_models,
    fake_models,
    rankings,
)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda _: fake_models(), id="fake"),
        pytest.param(bundled_models, id="bundled", marks=pytest.mark.slow),
    ],
)
def test_features_and_logits_are_the_golden_ones(
    make: Callable[[Path], Models], tmp_path: Path
) -> None:
    """Each feature and each logit, ranked, reranked and of follow-ups, to 1e-4."""
    models = make(tmp_path)
    with np.load(FILE) as golden:
        wanted = {name: golden[name] for name in golden.files if name.split()[0] == models.name}
    stages = 2 + len(models.readers)
    assert len(wanted) == stages * len(QUESTIONS) + len(FOLLOW_UPS)
    found = dict(rankings(models))
    assert found.keys() == wanted.keys()
    for name, values in found.items():
        np.testing.assert_allclose(values, wanted[name], rtol=0, atol=1e-4, err_msg=name)


def test_every_feature_varies_in_the_golden_rankings() -> None:
    """A feature that is 0 throughout could be zeroed without a test that fails."""
    with np.load(FILE) as golden:
        tables = [golden[name] for name in golden.files if name.endswith("features")]
    varied = np.concatenate(tables).std(axis=0) > 1e-3
    assert varied.all(), np.flatnonzero(~varied)
