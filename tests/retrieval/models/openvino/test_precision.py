"""Which arithmetic a model runs in."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.arrays import Vectors
from retrieval.models.openvino import precision
from retrieval.models.openvino.precision import BFLOAT16, FLOAT32, best_precision


class Clock:
    """Seconds that pass only where a trial says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which trials are timed."""
    made = Clock()
    monkeypatch.setattr(precision, "time", made)
    return made


def trial(clock: Clock, seconds: dict[str, float], cosine: float = 1.0) -> precision.Trial:
    """Takes so long in each precision; bfloat16's vectors have this cosine to float32's."""

    def encoder(name: str) -> Callable[[Sequence[str]], Vectors]:
        part = cosine if name == BFLOAT16 else 1.0

        def encode(texts: Sequence[str]) -> Vectors:
            clock.now += seconds[name]
            return np.array([[part, np.sqrt(1 - part**2)]] * len(texts), np.float32)

        return encode

    return encoder


@pytest.mark.parametrize(
    ("seconds", "cosine", "expected"),
    [
        ({FLOAT32: 0.02, BFLOAT16: 0.005}, 0.9999, BFLOAT16),
        ({FLOAT32: 0.005, BFLOAT16: 0.02}, 0.9999, FLOAT32),
        ({FLOAT32: 0.01, BFLOAT16: 0.01}, 0.9999, FLOAT32),
        ({FLOAT32: 0.02, BFLOAT16: 0.005}, 0.99, FLOAT32),
        ({FLOAT32: 0.02, BFLOAT16: 0.005}, float("nan"), FLOAT32),
    ],
    ids=["faster", "slower", "no faster", "too coarse", "broken"],
)
def test_bfloat16_has_to_be_worth_it(
    clock: Clock, seconds: dict[str, float], cosine: float, expected: str
) -> None:
    """It is taken where it is clearly faster and gives nearly the same vectors."""
    assert precision.timed(trial(clock, seconds, cosine)) == expected


@pytest.mark.parametrize("kept", ["", "[]", '{"here": "f64"}', '{"elsewhere": "f32"}'])
def test_a_damaged_verdict_is_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock, kept: str
) -> None:
    """precision.json is a convenience; without it the model still runs."""
    monkeypatch.setattr(precision, "processor", lambda: "here")
    monkeypatch.setattr(precision, "multiplies_bfloat16", lambda: True)
    (tmp_path / "precision.json").write_text(kept)
    fast = trial(clock, {FLOAT32: 0.02, BFLOAT16: 0.001})
    assert best_precision(tmp_path, fast) == BFLOAT16
    slow = trial(clock, {FLOAT32: 0.001, BFLOAT16: 0.02})
    assert best_precision(tmp_path, slow) == BFLOAT16
    assert [path.name for path in tmp_path.iterdir()] == ["precision.json"]


def test_a_processor_without_bfloat16_is_not_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The runtime would imitate it, slowly."""
    monkeypatch.setattr(precision, "multiplies_bfloat16", lambda: False)

    def refuse(name: str) -> Callable[[Sequence[str]], Vectors]:
        raise AssertionError(name)

    assert best_precision(tmp_path, refuse) == FLOAT32


@pytest.mark.parametrize(("flags", "expected"), [("fpu amx_bf16", BFLOAT16), ("fpu", FLOAT32)])
def test_where_nothing_can_be_kept_nothing_is_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock, flags: str, expected: str
) -> None:
    """Or every start from a folder that cannot be written would take seconds."""
    monkeypatch.setattr(precision, "multiplies_bfloat16", lambda: True)
    monkeypatch.setattr(precision, "_described", lambda: f"flags: {flags}")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert best_precision(tmp_path, trial(clock, {})) == expected
    assert list(tmp_path.iterdir()) == []


def test_the_processor_has_a_name_of_its_own() -> None:
    """The same at every start."""
    precision._described.cache_clear()
    first = precision.processor()
    precision._described.cache_clear()
    assert precision.processor() == first
    assert "OpenVINO" in first
