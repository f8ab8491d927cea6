"""What it costs to read fewer passages: the figures of each limit."""

import numpy as np
import pytest

from benchmarks.reader_limits import compared, limited, row
from retrieval.arrays import Doubles
from retrieval.ranking.rank import Candidate
from retrieval.ranking.reader_blend import blend_signals, learned_blend
from retrieval.readers.reader import ReaderOutput
from training.fit_reader_blend import Read
from training.ranking_samples import ANSWERABLE, OFF_TOPIC

# Three passages, of two sentences each but the last; the reader is sure of the second's.
RANKER = (2.0, 1.0, 0.5, 0.0, -3.0)
PASSAGES = (7, 7, 4, 4, 9)
READINGS = (
    ReaderOutput(0.1, (0.05, 0.05)),
    ReaderOutput(0.95, (0.02, 0.97)),
    ReaderOutput(0.1, (0.1,)),
)
OF_EACH = ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0))


def some_signals(*which: int) -> Doubles:
    candidates = [
        Candidate(sentence=n, passage=PASSAGES[n], logit=RANKER[n], similarity=0.5) for n in which
    ]
    return blend_signals(
        candidates, [(READINGS[of], place) for of, place in map(OF_EACH.__getitem__, which)]
    )


def read(kind: str = ANSWERABLE) -> Read:
    gold = np.array([False, False, False, True, False])
    return Read("set", kind, some_signals(*range(5)), gold, gold, np.array(PASSAGES))


def test_gaps_are_those_among_the_candidates_that_are_left() -> None:
    """As if the others had never been read."""
    assert compared(some_signals(*range(5))[2:4]) == pytest.approx(some_signals(2, 3))
    assert compared(some_signals(*range(5))) == pytest.approx(some_signals(*range(5)))


@pytest.mark.parametrize(
    ("most", "behind", "passages", "first"),
    [(8, np.inf, 3, 3), (2, np.inf, 2, 3), (8, 4.0, 2, 3), (1, 4.0, 1, 0), (8, 1.0, 1, 0)],
)
def test_what_is_not_read_has_no_say(most: int, behind: float, passages: int, first: int) -> None:
    """The sentence that the reader is sure of is first where its passage is read."""
    found = limited(read(), most, behind)
    assert (found.passages, found.first, found.right) == (passages, first, first == 3)
    inside = np.isin(PASSAGES, (7, 4, 9)[:passages])
    logits = learned_blend().logits(some_signals(*np.flatnonzero(inside).tolist()))
    assert found.logit == pytest.approx(float(logits.max()))


def test_a_row_tells_what_a_limit_costs() -> None:
    """Passages read; the same first sentence, of answerable questions and of all; right; AUROCs."""
    kinds = (ANSWERABLE, ANSWERABLE, OFF_TOPIC)
    whole = [limited(read(kind), 8, np.inf) for kind in kinds]
    assert row(whole, whole).split() == ["3.00", "1.000", "1.000", "1.000", "-", "0.500", "-"]
    few = [limited(read(kind), 1, np.inf) for kind in kinds]
    assert row(few, whole).split() == ["1.00", "0.000", "0.000", "0.000", "-", "0.500", "-"]
