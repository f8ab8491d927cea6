"""The benchmark of kills: its arithmetic on known messages, and a small real run."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.bot_kills import Undecidable, outcome, survive
from benchmarks.bot_load import SentQuestion

_GIVEN_UP = "I am sorry, I cannot answer this."


def test_what_became_of_each_question() -> None:
    """Lost, given up, twice although it could be known, and twice because it could not."""
    sent = [SentQuestion(1, 0.0, number) for number in range(6)]
    answers = {
        (1, 1): ["an answer"],
        (1, 2): [_GIVEN_UP],
        (1, 3): ["an answer", "an answer"],
        (1, 4): ["an answer", "an answer", "an answer"],
        (1, 5): [_GIVEN_UP, "an answer", "in two parts"],
    }
    found = outcome(3, sent, answers, Undecidable(Counter({(1, 3): 1, (1, 4): 1}), 0.25))
    assert (found.asked, found.lost, found.given_up) == (6, 1, 1)
    assert (found.twice, found.twice_undecidable) == (1, 2)
    assert found.longest_gap_ms == 250
    assert not found.is_flawless


@pytest.mark.slow
def test_a_few_kills(tmp_path: Path) -> None:
    """Nothing is lost, given up, or sent again without need."""
    for kind in ("within a second", "while starting"):
        found = survive(kind, 3, tmp_path / kind, chats=8)
        assert found.is_flawless, found
        assert found.asked >= 8
