"""Each measure against cases that are counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evaluation.bootstrap import Bootstrap
from retrieval.evaluation.measures import (
    auroc,
    calibration_error,
    log_loss,
    recall,
    reciprocal_ranks,
    reliability,
    risk_coverage,
    word_f1,
)


def test_recall_and_reciprocal_ranks() -> None:
    """Ranks count from 0; what is not found, or found too late, counts nothing."""
    ranks = [0, 1, 9, 10, None]
    assert recall(ranks, 1).tolist() == [1, 0, 0, 0, 0]
    assert recall(ranks, 5).tolist() == [1, 1, 0, 0, 0]
    assert recall(ranks, 10).tolist() == [1, 1, 1, 0, 0]
    assert reciprocal_ranks(ranks).tolist() == [1, 1 / 2, 1 / 10, 0, 0]


def test_word_f1() -> None:
    """Words count as often as they are there; nothing in common is 0, the same words are 1."""
    assert word_f1("12 million pounds", "12 Million pounds.") == 1
    assert word_f1("a b c", "d") == 0
    assert word_f1("red red blue", "red") == pytest.approx(2 * 1 / (3 + 1))
    assert word_f1("!", "?") == 0


def test_auroc_counts_ties_half() -> None:
    """Of four pairs, two are in order, one is a tie and one is out of order: 2½ of 4."""
    assert auroc(np.array([0.9, 0.4]), np.array([0.4, 0.5])) == pytest.approx(2.5 / 4)
    assert auroc(np.array([0.3]), np.array([0.3])) == 0.5
    assert auroc(np.array([0.9, 0.8]), np.array([0.1])) == 1


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
)
def test_auroc_is_the_share_of_pairs_in_order(positive: list[int], negative: list[int]) -> None:
    """Whatever the scores, it is what counting every pair gives."""
    pairs = [(a > b) + (a == b) / 2 for a in positive for b in negative]
    found = auroc(np.array(positive, float), np.array(negative, float))
    assert found == pytest.approx(sum(pairs) / len(pairs))


def test_risk_coverage() -> None:
    """Right, wrong, and two alike of which one is wrong: answered together or not at all."""
    curve = risk_coverage(np.array([0.5, 0.9, 0.7, 0.5]), np.array([True, True, False, False]))
    assert curve.thresholds.tolist() == [0.9, 0.7, 0.5]
    assert curve.coverage.tolist() == [0.25, 0.5, 1.0]
    assert curve.risk.tolist() == [0, 1 / 2, 2 / 4]
    assert curve.area == pytest.approx(0.25 * 0 + 0.25 * 0.5 + 0.5 * 0.5)
    assert curve.coverage_at(0.05) == 0.25
    assert curve.coverage_at(0.5) == 1.0


def test_no_coverage_where_the_surest_is_wrong() -> None:
    """A share that no threshold keeps to covers nothing; a later dip counts."""
    assert risk_coverage(np.array([0.9, 0.8]), np.array([False, True])).coverage_at(0.1) == 0
    late = risk_coverage(np.array([0.9, 0.8, 0.7]), np.array([False, True, True]))
    assert late.coverage_at(0.34) == 1.0


def test_calibration_error() -> None:
    """Two bins: ¾ of the questions are off by 0.18, the other by 0.1."""
    confidence = np.array([0.82, 0.84, 0.89, 0.1])
    right = np.array([True, True, False, False])
    first = abs((0.82 + 0.84 + 0.89) / 3 - 2 / 3)
    assert calibration_error(confidence, right) == pytest.approx(0.75 * first + 0.25 * 0.1)
    assert [one.questions for one in reliability(confidence, right)] == [1, 3]
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0


def test_log_loss() -> None:
    """A coin costs ln 2; a certainty that is wrong costs much, and not the world."""
    assert log_loss(np.array([0.5, 0.5]), np.array([True, False])) == pytest.approx(np.log(2))
    assert log_loss(np.array([1.0]), np.array([False])) == pytest.approx(np.log(1e6))


def test_bootstrap_is_the_same_for_the_same_seed() -> None:
    """An interval can be made again; it holds the value, and narrows with more questions."""
    values = np.array([0.0, 1.0] * 50)

    def mean(rows: np.ndarray) -> float:
        return float(values[rows].mean())

    some, all_rows = np.arange(20), np.arange(100)
    figure = Bootstrap(seed=3).figure(mean, all_rows)
    assert figure == Bootstrap(seed=3).figure(mean, all_rows)
    assert figure != Bootstrap(seed=4).figure(mean, all_rows)
    assert figure.low < figure.value == 0.5 < figure.high
    # A mean of n coins has a standard error of ½ / √n.
    assert figure.high - figure.low == pytest.approx(2 * 1.96 * 0.5 / 10, rel=0.15)
    wide = Bootstrap(seed=3).figure(mean, some)
    assert wide.high - wide.low > figure.high - figure.low


def test_bootstrap_redraws_each_group_by_itself() -> None:
    """Every round has as many of each kind as there are."""
    seen = []

    def sizes(one: np.ndarray, two: np.ndarray) -> float:
        seen.append((len(one), len(two), set(one) <= {0, 1}, set(two) <= {2, 3, 4}))
        return 0.0

    Bootstrap(rounds=5).figure(sizes, np.array([0, 1]), np.array([2, 3, 4]))
    assert set(seen) == {(2, 3, True, True)}
    assert len(seen) == 6
