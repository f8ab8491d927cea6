"""Calibration: mends confidence that is off, and leaves alone what is not."""

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import StorageError
from corpus.store.memory import MemoryStore
from retrieval.answerer import Answerer
from retrieval.calibration import Calibration, CalibrationFile
from retrieval.defaults import MIN_CONFIDENCE
from retrieval.errors import CalibrationError, ForeignCalibration
from retrieval.evaluation.fit_calibration import (
    fit,
    refit,
    threshold_for,
    uncertain_threshold_for,
)
from retrieval.evaluation.measures import log_loss
from retrieval.index.build import build_index
from retrieval.logistic import logit
from tests.fakes import BagOfWords, documents

Drawn = tuple[NDArray[np.float64], NDArray[np.bool_]]
SEEDS = 12


def drawn(seed: int, questions: int, slope: float, offset: float) -> Drawn:
    """Confidence that ``Calibration(slope, offset)`` would mend, and what was right."""
    lot = np.random.default_rng(seed)
    logits = lot.normal(0.3, 2.0, questions)
    right = lot.random(questions) < 1 / (1 + np.exp(-logits))
    return np.round(1 / (1 + np.exp(-(logits - offset) / slope)), 4), right


@pytest.mark.parametrize(("slope", "offset"), [(1, 0), (0.5, -1), (1.8, 0.5), (1, -1.5), (1, -0.3)])
def test_fifty_questions_do_not_make_it_worse(slope: float, offset: float) -> None:
    """Whatever is off, or nothing, over other questions the loss is no higher but for chance."""
    worse = []
    for seed in range(SEEDS):
        fitted = refit(*drawn(seed, 50, slope, offset), wanted_error=0.05, seed=seed).calibration
        shown, right = drawn(1000 + seed, 20_000, slope, offset)
        worse.append(log_loss(fitted.apply_all(shown), right) - log_loss(shown, right))
    assert np.mean(worse) < 0.002
    assert max(worse) < 0.03


def test_what_is_far_off_is_mended() -> None:
    """Of confidence that is much too sure, most of the harm is gone after 200 questions."""
    found = refit(*drawn(1, 200, 0.5, -1.0), wanted_error=0.05)
    assert found.kept
    shown, right = drawn(2, 20_000, 0.5, -1.0)
    least = log_loss(Calibration(0.5, -1.0).apply_all(shown), right)
    after = log_loss(found.calibration.apply_all(shown), right) - least
    assert after < 0.1 * (log_loss(shown, right) - least)
    assert found.after.log_loss < found.before.log_loss
    assert found.after.calibration_error < found.before.calibration_error


def test_before_is_with_the_calibration_in_force() -> None:
    """Fitting again compares with what users get now, not with uncalibrated confidence."""
    sample = drawn(1, 200, 0.5, -1.0)
    in_force = Calibration(0.5, -1.0)
    assert refit(*sample, 0.05).before.log_loss == pytest.approx(log_loss(*sample))
    before = refit(*sample, 0.05, in_force).before
    assert before.log_loss == pytest.approx(log_loss(in_force.apply_all(sample[0]), sample[1]))
    assert before.log_loss < log_loss(*sample)


def test_the_fit_has_the_highest_posterior() -> None:
    """No slope or offset near the fitted ones is more probable (an outside check of Newton)."""
    shown, right = drawn(3, 60, 0.6, -0.5)
    logits = logit(shown)

    def cost(slope: float, offset: float) -> float:
        total = slope * logits + offset
        likelihood = np.sum(np.logaddexp(0, total) - right * total)
        return float(likelihood + ((slope - 1) / 0.5) ** 2 / 2 + (offset / 0.7) ** 2 / 2)

    found = fit(shown, right)
    best = cost(found.slope, found.offset)
    for step in (0.01, 0.1):
        for slope, offset in ((step, 0), (-step, 0), (0, step), (0, -step)):
            assert cost(found.slope + slope, found.offset + offset) > best


def test_order_is_kept_even_where_the_sure_are_wrong() -> None:
    """A slope is never turned round, and all right or all wrong is no trouble."""
    shown = np.linspace(0.05, 0.95, 40)
    for right in (shown < 0.5, np.ones(40, bool), np.zeros(40, bool)):
        found = fit(np.repeat(shown, 20), np.repeat(right, 20))
        assert found.slope > 0
        calibrated = found.apply_all(shown)
        assert np.all(np.diff(calibrated) >= 0)
        assert np.all((calibrated > 0) & (calibrated < 1))


def test_threshold() -> None:
    """The lowest at which no more is wrong than wanted, by count and by what is expected."""
    sure = np.array([0.99, 0.98, 0.97, 0.6, 0.5])
    right = np.array([True, True, True, False, True])
    assert threshold_for(sure, right, 0.05) == 0.97
    assert threshold_for(sure, right, 0.4) == 0.5
    assert threshold_for(sure, np.zeros(5, bool), 0.05) is None
    # All right, but by luck: half of such answers are wrong.
    assert threshold_for(np.full(3, 0.5), np.ones(3, bool), 0.05) is None
    # Those of equal confidence go together.
    assert threshold_for(np.full(4, 0.99), np.array([True, True, False, False]), 0.05) is None


def test_threshold_of_uncertain_answers() -> None:
    """The highest below which no more is right than wanted, by count and by what is expected; never
    above the threshold of answers."""
    sure = np.array([0.01, 0.02, 0.03, 0.4, 0.5])
    right = np.array([False, False, False, True, False])
    assert uncertain_threshold_for(sure, right, 0.05) == 0.0301
    assert uncertain_threshold_for(sure, right, 0.3) == 0.5001
    assert uncertain_threshold_for(sure, right, 0.3, most=0.2) == 0.2
    assert uncertain_threshold_for(sure, np.ones(5, bool), 0.05) is None
    # All wrong, but by luck: half of such quotes are right.
    assert uncertain_threshold_for(np.full(3, 0.5), np.zeros(3, bool), 0.05) is None
    # Those of equal confidence go together.
    mixed = np.array([True, False, False, False])
    assert uncertain_threshold_for(np.full(4, 0.01), mixed, 0.05) is None


def test_too_few_questions() -> None:
    """It is said how many are needed."""
    with pytest.raises(CalibrationError, match=r"at least 30 questions, .* there are 5"):
        refit(*drawn(0, 5, 1, 0), wanted_error=0.05)


def test_a_calibration_is_kept(tmp_path: Path) -> None:
    """What is written is read; for another model it is refused; without a file there is none."""
    file = CalibrationFile(tmp_path / "calibration.json", "model A")
    assert file.read() is None
    for one in (Calibration(0.5, -1.25, 0.625, 0.125), Calibration(0.5, 1.0), Calibration()):
        file.write(one)
        assert file.read() == one
    assert [path.name for path in tmp_path.iterdir()] == ["calibration.json"]
    with pytest.raises(ForeignCalibration, match="another model"):
        CalibrationFile(file.path, "model B").read()


def test_a_calibration_for_another_reader_or_none_is_recognised(tmp_path: Path) -> None:
    """Each reader has confidence of its own; the line names both."""
    path = tmp_path / "calibration.json"
    CalibrationFile.for_models(path, "encoder A", "reader B").write(Calibration(0.5))
    assert CalibrationFile.for_models(path, "encoder A", "reader B").read() == Calibration(0.5)
    for encoder, reader in (("encoder A", "reader C"), ("encoder A", None), ("other", "reader B")):
        with pytest.raises(ForeignCalibration, match="reader B"):
            CalibrationFile.for_models(path, encoder, reader).read()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 2}',
        '{"format": 2, "fitted_for": "model A", "calibration": {"slope": -1}}',
        '{"format": 2, "fitted_for": "model A", "calibration": {"slope": "1"}}',
        '{"format": 2, "fitted_for": "model A", "calibration": {"slope": NaN}}',
        '{"format": 2, "fitted_for": "model A", "calibration": {"min_confidence": 7}}',
        '{"format": 2, "fitted_for": "model A", "calibration": {"tilt": 1}}',
    ],
)
def test_a_damaged_calibration_is_named(tmp_path: Path, text: str) -> None:
    """Whatever is in the file, it is one error, whose code says what to do."""
    path = tmp_path / "calibration.json"
    path.write_text(text)
    with pytest.raises(CalibrationError, match=r"calibration\.json cannot be read") as caught:
        CalibrationFile(path, "model A").read()
    assert caught.value.code == "calibration-damaged"


def test_a_calibration_that_cannot_be_written_leaves_the_old(tmp_path: Path) -> None:
    """A failing disk costs the new one, not the old one."""
    file = CalibrationFile(tmp_path / "calibration.json", "model A")
    file.write(Calibration(0.5))
    (tmp_path / f"calibration.json.{os.getpid()}.part").mkdir()
    with pytest.raises(StorageError, match="the previous one is kept"):
        file.write(Calibration(0.7))
    assert file.read() == Calibration(0.5)


def test_answers_are_calibrated() -> None:
    """The answerer shows calibrated confidence and goes by the fitted threshold, unless it is
    told another."""
    store = MemoryStore(
        documents(["Roads were closed on Friday.", "Rye flour makes a heavy loaf."])
    )
    encoder = BagOfWords()
    index = build_index(store.documents(), encoder, store.revision)
    question = "Which roads were closed?"
    plain = Answerer(store, index, encoder).ask(question)
    assert plain.answered == (plain.confidence >= MIN_CONFIDENCE)
    calibration = Calibration(0.5, -1.0, min_confidence=0.01)
    mended = Answerer(store, index, encoder, calibration)
    found = mended.ask(question)
    assert found.confidence == pytest.approx(calibration.apply(plain.confidence), abs=2e-4)
    assert found.answered
    assert not mended.ask(question, min_confidence=0.99).answered
    assert [one.text for one in found.quotes] == [one.text for one in plain.quotes]
