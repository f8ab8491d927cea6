"""Questions that all items of a list answer together."""

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.store.memory import MemoryStore
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.calibration import confidence
from retrieval.index.build import build_index
from retrieval.ranking.list_answers import with_lists
from retrieval.ranking.rank import Candidate
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.text.lists import introduces, is_list_item
from tests.fakes import BagOfWords, NumberReader, documents

KIT = (
    "Every boat sails with a safety kit.\n\nThe kit has these:\n\n- two red flares\n"
    "- a whistle\n- a mirror\n\nThe harbour office sells kits on Fridays."
)
QUESTION = "What is in the safety kit?"


class EvidenceReader(NumberReader):
    """A reader for which sentences with one of these words are evidence."""

    def __init__(self, *words: str) -> None:
        super().__init__()
        self._words = words

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        found = []
        for passage in passages:
            sentences = [one.of(passage.text) for one in passage.sentences]
            likely = tuple(0.9 if self._has_word(one) else 0.05 for one in sentences)
            share = tuple(one / (sum(likely) + 1) for one in likely)
            found.append(ReaderOutput(0.6, share, evidence=likely))
        return found

    def _has_word(self, sentence: str) -> bool:
        return any(word in sentence for word in self._words)


def asked(*evidence: str, text: str = KIT) -> Answer:
    encoder, store = BagOfWords(), MemoryStore(documents([text]))
    index = build_index(store.documents(), encoder, store.revision)
    return Answerer(store, index, encoder, reader=EvidenceReader(*evidence)).ask(QUESTION)


def marked(answer: Answer) -> list[str]:
    first = answer.quotes[0]
    return [one.of(first.document.text) for one in first.highlights]


def test_a_list_is_quoted_whole_with_what_introduces_it() -> None:
    """Whichever of its items came first, where several of them answer."""
    assert marked(asked("flares", "mirror")) == [
        "The kit has these:",
        "- two red flares",
        "- a whistle",
        "- a mirror",
    ]


def test_items_that_do_not_answer_are_not_marked_with_one_that_does() -> None:
    """A single item that answers is no list that answers."""
    text = "Notes on boats\n\n- red sails\n- the safety kit is in the bow\n- tar, and old rope"
    assert marked(asked("bow", text=text)) == ["- the safety kit is in the bow"]
    assert len(marked(asked("bow", "rope", text=text))) == 3


def test_a_long_list_is_marked_as_far_as_may_be_quoted() -> None:
    """The item itself is always among them."""
    items = "\n".join(f"- part {number} of the kit" for number in range(20))
    answer = asked("part 17 ", "part 18 ", text=f"The kit has these:\n\n{items}\n\nIt is red.")
    assert 1 < len(marked(answer)) <= 7
    assert any("part 17" in one or "part 18" in one for one in marked(answer))


def pooled(*evidence: float | None, text: str = KIT) -> tuple[list[Candidate], list[Candidate]]:
    """The sentences of a text as candidates with such evidence, before and after."""
    encoder, store = BagOfWords(), MemoryStore(documents([text]))
    index = build_index(store.documents(), encoder, store.revision)
    rows = np.arange(len(index.sentences))
    assert len(rows) == len(evidence)
    given = [
        Candidate(row, passage, -1.5 - row / 100, 0.5, evidence=likely)
        for row, passage, likely in zip(
            rows.tolist(), index.sentences.owners(rows).tolist(), evidence, strict=True
        )
    ]
    return given, with_lists(given, SearchScope.of(index, store))


def test_a_list_is_about_as_likely_as_that_any_of_its_items_answers() -> None:
    """The best item stands for it; the others keep what they have."""
    before, after = pooled(0.1, 0.2, 0.9, 0.1, 0.9, 0.1)
    none = (1 - confidence(before[2].logit)) * (1 - confidence(before[4].logit))
    assert after[0].sentence == 2
    assert confidence(after[0].logit) == pytest.approx(1 - none)
    assert [one.logit for one in after[1:]] == [
        one.logit for one in before if one.sentence != after[0].sentence
    ]


def test_what_introduces_a_list_is_a_part_of_it() -> None:
    _, after = pooled(0.1, 0.9, 0.9, 0.1, 0.1, 0.1)
    assert after[0].sentence == 1
    assert after[0].logit > -1.51


@pytest.mark.parametrize(
    "evidence",
    [
        (0.9, 0.1, 0.9, 0.1, 0.1, 0.9),  # one item, and sentences outside the list
        (0.1, 0.4, 0.4, 0.4, 0.4, 0.1),  # none is likely
        (None, None, None, None, None, None),  # nobody read them
    ],
)
def test_without_several_likely_parts_of_a_list_nothing_changes(
    evidence: tuple[float | None, ...],
) -> None:
    before, after = pooled(*evidence)
    assert after == before


def test_a_long_list_is_not_certain() -> None:
    """Its items are not independent of one another."""
    items = "\n".join(f"- flare {number}" for number in range(12))
    before, after = pooled(0.1, *[0.9] * 12, text=f"The kit has these:\n\n{items}")
    assert after[0].logit == pytest.approx(before[1].logit + 1.5)


def test_what_is_an_item_and_what_introduces_one() -> None:
    assert is_list_item("- salt;") and is_list_item("2) salt") and not is_list_item("2022 was")
    assert introduces("These are kept:") and introduces("These are *not* kept;")
    assert not introduces("- salt;") and not introduces("These are kept.")
