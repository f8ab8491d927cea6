"""Which texts have which words."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.lexical import max_score
from retrieval.index.lexical.bm25 import Bm25
from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.index.lexical.part import LexicalPart, lexical_part
from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings
from retrieval.text.language import UNKNOWN
from retrieval.text.tokenizer import Term, words

_WORDS = st.sampled_from(["storm", "road", "Kent", "fell", "trees", "the", "300", "opened"])
_TEXTS = st.lists(st.lists(_WORDS, max_size=8).map(" ".join), min_size=1, max_size=30)


@given(_TEXTS, st.data())
@settings(max_examples=60, deadline=None)
def test_what_texts_have_is_what_is_in_them(texts: list[str], data: st.DataObject) -> None:
    """For any of them, in any order, whatever else is asked for; and they score above nothing."""
    index = LexicalIndex.build(texts)
    terms = [Term(("storm",)), Term(("road", "kent")), Term(("nowhere",))]
    rows = np.array(
        data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=10)), dtype=np.int64
    )
    found = index.gains(terms, rows) > 0
    assert found.shape == (len(rows), 3)
    for row, has in zip(rows, found, strict=True):
        assert has.tolist() == [
            not set(words(texts[row])).isdisjoint(term.variants) for term in terms
        ]
    for column, term in enumerate(terms):
        assert ((index.scores([term]) > 0)[rows] == found[:, column]).all()


@pytest.mark.parametrize("long", [0, 1_000_000])
@given(texts=_TEXTS, most=st.integers(1, 12), data=st.data())
@settings(max_examples=100, deadline=None)
def test_the_best_are_found_without_a_look_at_all(
    long: int, texts: list[str], most: int, data: st.DataObject
) -> None:
    """However texts lie in parts, and whichever may be found: the scores are those of one index,
    and the best of them are found, whether lists are gone through or only looked up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(max_score, "_LONG", long)
        check_the_best(texts, most, data)


def check_the_best(texts: list[str], most: int, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts)), max_size=3)))
    edges = [0, *cuts, len(texts)]
    parts = [_part(texts[first:last]) for first, last in pairwise(edges)]
    whole, index = LexicalIndex.build(texts), LexicalIndex(parts)
    may = np.array(data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))))
    asked: list[Term | str] = [Term(("road", "kent"), 0.7), "storm", "the", "the", "opened"]
    scores = whole.scores(asked)
    np.testing.assert_allclose(index.scores(asked), scores, rtol=1e-5)
    rows = np.arange(len(texts))
    gains = index.gains(asked, rows)
    np.testing.assert_allclose(gains.sum(axis=1), scores, rtol=1e-5)
    for masks in (None, [may[first:last] for first, last in pairwise(edges)]):
        allowed = scores if masks is None else np.where(may, scores, 0)
        found = index.search(asked, most, masks)
        assert len(set(found.tolist())) == len(found)
        best = np.sort(allowed[allowed > 0])[::-1][:most]
        np.testing.assert_allclose(allowed[found], best, rtol=1e-5)


def _part(texts: list[str]) -> LexicalPart:
    cut = [words(text) for text in texts]
    vocabulary = Vocabulary.of(word for one in cut for word in one)
    return lexical_part(cut, [UNKNOWN] * len(texts), vocabulary, (UNKNOWN,))


@given(_TEXTS, _TEXTS, st.data())
@settings(max_examples=40, deadline=None)
def test_merged_lists_are_those_of_the_texts_that_stay(
    some: list[str], more: list[str], data: st.DataObject
) -> None:
    """In their order, by their new numbers, the words' too."""
    stays = [
        np.array(data.draw(st.lists(st.booleans(), min_size=len(one), max_size=len(one))))
        for one in (some, more)
    ]
    parts = [_part(one) for one in (some, more)]
    vocabulary, numbers = Vocabulary.merged([one.vocabulary for one in parts])
    kept, before = [], 0
    for mask in stays:
        kept.append(np.where(mask, np.cumsum(mask) - 1 + before, -1))
        before += int(np.count_nonzero(mask))
    merged = Postings.merged([one.postings for one in parts], numbers, kept, len(vocabulary))
    left = [
        text
        for texts, mask in zip((some, more), stays, strict=True)
        for text, stay in zip(texts, mask.tolist(), strict=True)
        if stay
    ]
    places = {word: number for number, word in enumerate(vocabulary.words)}
    afresh = Postings.of([[places[word] for word in words(text)] for text in left], len(places))
    for name in ("starts", "texts", "counts", "lengths"):
        assert getattr(merged, name).tolist() == getattr(afresh, name).tolist()
    assert vocabulary.near(["stom"]) == ({"storm": 1} if "storm" in places else {})


@given(st.lists(st.text(max_size=5)))
def test_strings_come_back_and_are_found(strings: list[str]) -> None:
    """Any at all, halves of surrogate pairs too; in order, each by its place."""
    ordered = sorted(set(strings))
    kept = Strings.of(ordered)
    assert list(kept) == ordered
    assert [kept[number] for number in range(len(kept))] == ordered
    assert [kept.find(one) for one in ordered] == list(range(len(ordered)))
    assert kept.find("not there at all") is None


def test_a_list_that_can_lift_nobody_is_only_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A common word is compared with the few texts that may be among the best, not with all."""
    monkeypatch.setattr(max_score, "_LONG", 0)
    texts = ["the storm closed a road"] * 5 + ["the road was old"] * 20 + ["the sea"] * 500
    index = LexicalIndex.build(texts)
    gone_through: list[int] = []
    whole = Bm25.postings

    def watched(self: Bm25, part: LexicalPart, term: Term, numbers: list[int]) -> Any:
        found = whole(self, part, term, numbers)
        gone_through.append(len(found[0]))
        return found

    monkeypatch.setattr(Bm25, "postings", watched)
    assert sorted(index.search(["the", "road", "storm"], 5).tolist()) == [0, 1, 2, 3, 4]
    assert gone_through == [5]


@given(st.lists(st.lists(_WORDS, max_size=6), min_size=1), st.data())
def test_the_best_of_some_texts_are_theirs(texts: list[list[str]], data: st.DataObject) -> None:
    """The same order as among all, without the texts that were not meant."""
    index = LexicalIndex.build([" ".join(one) for one in texts])
    asked = index.terms(" ".join(data.draw(st.lists(_WORDS, max_size=4))))
    some = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1))))
    wanted = [one for one in index.search(asked, len(texts)).tolist() if one in some]
    found = index.best_of(asked, np.array(some, np.int64), len(texts)).tolist()
    assert set(found) == set(wanted)
    scores = index.scores(asked)
    assert np.allclose(scores[found], scores[wanted], rtol=1e-5)
    assert index.best_of(asked, np.array(some, np.int64), 2).tolist() == found[:2]
