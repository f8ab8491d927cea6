"""pgvector's lists of words: blocks, their order, scores, merging. Needs no server."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.engine.pgvector import postings
from retrieval.index.engine.pgvector.bm25 import Scores, WordList
from retrieval.index.engine.pgvector.merging import has_many_dead
from retrieval.index.engine.pgvector.postings import Postings
from retrieval.index.engine.protocol import SparseTerm
from retrieval.index.lexical.lexical_index import LexicalIndex

_MEAN = 9.0


def some(ids: list[int], seed: int = 0) -> Postings:
    random = np.random.default_rng(seed)
    return Postings(
        np.array(sorted(ids), np.int64),
        random.integers(1, 9, len(ids)).astype(np.uint8),
        random.integers(1, 60, len(ids)).astype(np.uint16),
    )


def as_set(one: Postings) -> set[tuple[int, int, int]]:
    columns = (one.ids.tolist(), one.counts.tolist(), one.lengths.tolist())
    return set(zip(*columns, strict=True))


@given(st.sets(st.integers(0, 2**31), min_size=1, max_size=50), st.integers(0, 2**40))
def test_blocks_hold_what_was_put_into_them(ids: set[int], far: int) -> None:
    """Whatever the ids are."""
    one = some([far + n for n in ids])
    blocks = list(one.blocks(_MEAN))
    assert as_set(Postings.unpack(block for _, _, block in blocks)) == as_set(one)
    assert [many for many, _, _ in blocks] == [len(one)]


def test_the_first_blocks_say_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """No passage in a later block has a higher impact than any in an earlier one."""
    monkeypatch.setattr(postings, "BLOCK", 64)
    blocks = list(some(list(range(1000))).blocks(_MEAN))
    assert [many for many, _, _ in blocks] == [64] * 15 + [40]
    impacts = [Postings.unpack([block]).impacts(_MEAN) for _, _, block in blocks]
    for (_, peak, _), own, following in zip(blocks, impacts, impacts[1:], strict=False):
        assert own.max() == pytest.approx(peak)
        assert own.min() >= following.max()


TEXTS = [
    "rain fell on the road of the town",
    "the town had no rain",
    "snow and rain and rain again",
    "the the the",
    "a road to the town over the river and the hills",
    "hail",
]


def lists_of(texts: list[str], words: set[str], most: int) -> dict[tuple[str, str], WordList]:
    """The words' lists as far as a search reads them."""
    found = {}
    for number, word in enumerate(sorted(words), 1):
        having = [n for n, text in enumerate(texts) if word in text.split()]
        if having:
            whole = Postings(
                np.array(having, np.int64),
                np.array([texts[n].split().count(word) for n in having], np.uint8),
                np.array([len(texts[n].split()) for n in having], np.uint16),
            )
            read: list[bytes] = []
            before = 0
            for many, _, block in whole.blocks(_mean(texts)):
                if before < most:
                    read.append(block)
                before += many
            found["en", word] = WordList(number, len(having), tuple(read))
    return found


def _mean(texts: list[str]) -> float:
    return float(np.mean([len(text.split()) for text in texts]))


WORDS = ("rain", "snow", "town", "road", "the", "hail")


@given(st.sets(st.sampled_from(WORDS), min_size=1))
def test_whole_lists_score_as_a_folder_does(asked: set[str]) -> None:
    """Complete lists give all passages that have a word, in the order of an index folder's BM25."""
    words, folder = sorted(asked), LexicalIndex.build(TEXTS)
    terms = tuple(SparseTerm({("en", one): folder.idf(one)}) for one in words)
    found = Scores(lists_of(TEXTS, asked, 1000), _mean(TEXTS), len(TEXTS)).best(terms, 10)
    scores = folder.scores(words)
    assert set(found.tolist()) == set(np.flatnonzero(scores).tolist())
    assert np.all(np.diff(scores[found]) <= 1e-6)


def test_of_several_variants_the_best_counts() -> None:
    """As in an index folder: they are not added up."""
    lists = lists_of(TEXTS, {"rain", "snow", "hail"}, 1000)
    both = SparseTerm({("en", "rain"): 1.0, ("en", "snow"): 3.0})
    alone = SparseTerm({("en", "hail"): 2.9})
    found = Scores(lists, _mean(TEXTS), len(TEXTS)).best((both, alone), 10)
    # Text 2 has rain twice and snow: only snow counts, and hail in one short text beats it.
    assert found.tolist()[:2] == [5, 2]


def test_an_unread_end_counts_as_what_is_usual_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frequent word's best passages do not crowd out those of a rare word, of which nobody
    knows whether they have the frequent one."""
    monkeypatch.setattr(postings, "BLOCK", 8)
    texts = ["the the"] * 8 + ["the end of a long day in the town"] * 200 + ["hail on the way"]
    lists = lists_of(texts, {"the", "hail"}, 8)
    assert len(Postings.unpack(lists["en", "the"].blocks)) == 8
    terms = (SparseTerm({("en", "the"): 1.0}), SparseTerm({("en", "hail"): 1.0}))
    [best] = Scores(lists, _mean(texts), len(texts)).best(terms, 1).tolist()
    assert texts[best] == "hail on the way"


def test_no_words_no_passages() -> None:
    """Nothing asked, or only words that no text has."""
    scores = Scores({}, _MEAN, 10)
    assert scores.best((), 5).tolist() == []
    assert scores.best((SparseTerm({("en", "rain"): 1.0}),), 5).tolist() == []


def test_deleted_passages_are_cleared_away_in_time() -> None:
    """Not after each deletion, and long before they are in the way."""
    assert not has_many_dead(10_000, 500)
    assert not has_many_dead(1_200_000, 1_000_000)
    assert has_many_dead(30_000, 15_000) and has_many_dead(1_300_000, 1_000_000)
