"""A reader's last outputs, so that a question asked again is not read again."""

from collections.abc import Sequence

import pytest

from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.readers.recent_outputs import RecentOutputs
from tests.fakes import NumberReader

RAIN, SNOW, SUN = (
    ReaderPassage(text, ()) for text in ("Rain fell.", "Snow fell.", "The sun shone.")
)


def test_known_passages_are_not_read_again() -> None:
    """In any order, and only for the same question."""
    reader, recent = NumberReader(), RecentOutputs()
    first = recent.read("What fell?", [RAIN, SNOW], reader.read)
    again = recent.read("What fell?", [SNOW, SUN, RAIN], reader.read)
    assert reader.read_passages == [RAIN, SNOW, SUN]
    assert [again[2], again[0]] == first
    recent.read("What fell then?", [RAIN], reader.read)
    assert reader.read_passages[-1] == RAIN


def test_a_title_makes_another_passage() -> None:
    reader, recent = NumberReader(), RecentOutputs()
    recent.read("What fell?", [RAIN, ReaderPassage(RAIN.text, (), "Kent")], reader.read)
    assert len(reader.read_passages) == 2


def test_equal_passages_are_read_once() -> None:
    reader, recent = NumberReader(), RecentOutputs()
    assert len(recent.read("What fell?", [RAIN, RAIN], reader.read)) == 2
    assert len(reader.read_passages) == 1


def test_the_oldest_are_forgotten() -> None:
    """Those that were used last stay."""
    reader, recent = NumberReader(), RecentOutputs(most=2)
    recent.read("What fell?", [RAIN, SNOW], reader.read)
    recent.read("What fell?", [RAIN], reader.read)
    recent.read("What fell?", [SUN], reader.read)
    recent.read("What fell?", [RAIN], reader.read)
    assert reader.read_passages == [RAIN, SNOW, SUN]
    recent.read("What fell?", [SNOW], reader.read)
    assert reader.read_passages[-1] == SNOW


def test_a_reader_that_fails_leaves_nothing_half_known() -> None:
    def fail(question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        raise RuntimeError

    recent = RecentOutputs()
    with pytest.raises(RuntimeError):
        recent.read("What fell?", [RAIN], fail)
    reader = NumberReader()
    recent.read("What fell?", [RAIN], reader.read)
    assert reader.read_passages == [RAIN]
