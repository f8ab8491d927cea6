"""What else the reader could be asked: parts of a passage, and how they are weighed."""

import numpy as np
import pytest

from benchmarks.reading_ideas import Known, fitted, part, report, table, trees, without
from benchmarks.samples import ANSWERABLE, OFF_TOPIC
from corpus.span import Span
from retrieval.reader import ReadablePassage

PASSAGE = ReadablePassage(
    "# Kent\nRain fell. Roads closed. It cost much.", (Span(7, 18), Span(18, 32), Span(32, 45)), "K"
)


def test_parts_of_a_passage_are_passages() -> None:
    """Their sentences are where they say, and the title goes along."""
    some = part(PASSAGE, 1, 2)
    assert [one.of(some.text) for one in some.sentences] == ["Roads closed. ", "It cost much."]
    assert some.title == "K"
    assert without(PASSAGE, 1).text == "# Kent\nRain fell. It cost much."


def known() -> list[Known]:
    chooser = np.random.default_rng(1)
    found = []
    for number in range(400):
        right = number % 2 == 0
        columns = {
            "confidence": np.array([chooser.normal()]),
            "alone": np.array([right + chooser.normal() / 2]),
        }
        found.append(Known("set", ANSWERABLE if right else OFF_TOPIC, right, columns))
    return found


@pytest.mark.parametrize("fitting", [fitted, trees])
def test_what_tells_is_found(fitting: type, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that tells is weighed; the report says by how much it is better than none."""
    some = known()
    names = ("confidence", "alone")
    judge = fitting(some[:200], names)
    assert np.corrcoef(judge(table(some, names)), [one.right for one in some])[0, 1] > 0.5
    report("an idea", judge, names, some[200:], lambda given: given[:, 0])
    value, low = capsys.readouterr().out.split("an idea")[1].split()[:2]
    assert float(value) > 0.8
    assert float(low.strip("(+")) > 0.1
