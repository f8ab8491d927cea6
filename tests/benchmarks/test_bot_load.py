"""The load benchmark: its arithmetic on known numbers, and a small real run."""

import sys
from pathlib import Path

import pytest

from benchmarks.bot_load import SentQuestion, growth, load, summary
from tests.bot.process import FAST


def test_missing_and_doubled_answers_are_seen() -> None:
    """An answer of two messages is one answer; the same message twice is two."""
    asked = [
        SentQuestion(1, 10.0, 5),
        SentQuestion(1, 11.0, 6),
        SentQuestion(2, 12.0, 7),
        SentQuestion(2, 13.0, 8),
    ]
    arrivals = {
        (1, 5): [(10.5, "first part"), (10.9, "second part")],
        (2, 7): [(12.1, "answer"), (12.4, "answer")],
        (2, 8): [(13.3, "answer")],
        (2, 99): [(14.0, "to nobody's question")],
    }
    found = summary(asked, arrivals, [100.0], 1.25)
    assert (found.asked, found.missing, found.doubled) == (4, 1, 1)
    assert (found.p50_ms, found.slowest_ms) == (300.0, 500.0)


def test_growth_is_a_slope() -> None:
    """The first quarter, in which the bot warms up, does not count."""
    assert growth([10.0, 90.0, 100.0, 101.0, 102.0, 103.0, 104.0, 105.0]) == pytest.approx(60)
    assert growth([100.0] * 20) == pytest.approx(0)
    assert growth([]) == 0


@pytest.mark.slow
def test_a_small_load(tmp_path: Path) -> None:
    """Each question is answered exactly once."""
    found = load(20, 5.0, 5.0, tmp_path, [sys.executable, "-c", FAST, "bot"])
    assert (found.asked, found.missing, found.doubled) == (25, 0, 0)
    assert found.p95_ms < 20_000
    assert found.memory
    assert found.cpu_seconds > 0
