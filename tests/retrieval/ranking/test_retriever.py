"""Which passages are read closely."""

import numpy as np
import pytest

from corpus.store.memory import MemoryStore
from retrieval.index.build import build_index
from retrieval.index.index import Index
from retrieval.ranking import retriever
from retrieval.ranking.retriever import RetrievedPassage, best_first, retrieve
from retrieval.ranking.search_scope import SearchScope
from tests.fakes import BagOfWords, documents, query


def indexed(texts: list[str]) -> Index:
    store = MemoryStore(documents(texts))
    return build_index(store.documents(), BagOfWords(), store.revision)


def proposed(index: Index, question: str, most: int, allowed: list[int] | None = None) -> list[int]:
    return [one.passage for one in retrieved(index, question, most, allowed)]


def retrieved(
    index: Index, question: str, most: int, allowed: list[int] | None = None
) -> list[RetrievedPassage]:
    selection = None
    if allowed is not None:
        selection = index.only(np.isin(np.arange(len(list(index.documents()))), allowed))
    scope = SearchScope.of(index, MemoryStore([]), selection)
    return retrieve(query(question, index), scope, most)


def test_what_shares_words_comes_first() -> None:
    """Each passage once, the best first, at most so many."""
    index = indexed([f"Storm {n} closed road {n}. Trees fell in park {n}." for n in range(30)])
    found = proposed(index, "Which trees fell in park 7?", 12)
    assert found[0] == 7
    assert len(found) == len(set(found)) == 12


def test_a_measure_that_is_0_for_all_tells_nothing() -> None:
    """Where no word is shared, the most similar passages come first."""
    similarities = [[0.2, 0.1], [0.9, 0.5], [0.5, 0.3], [0.7, 0.1]]
    measures = np.array([[*one, 0.0, 0.0] for one in similarities], np.float32)
    assert best_first(measures, 4)[:2] == [1, 3]


def test_a_proposal_has_its_sentences_with_their_figures() -> None:
    """Those of the index, in the order of the text."""
    index = indexed(["Roads were closed. Trees fell.", "Bread is baked."])
    first = retrieved(index, "Which trees fell?", 2)[0]
    assert first.sentences.tolist() == [0, 1]
    assert first.similarities[1] > first.similarities[0]
    assert first.bm25s[1] > 0 == first.bm25s[0]


def test_only_allowed_documents_are_proposed() -> None:
    """However well another would fit; of none, nothing."""
    index = indexed(["Trees fell.", "Roads were closed.", "Bread is baked."])
    assert set(proposed(index, "Which trees fell?", 5, [1, 2])) <= {1, 2}
    assert proposed(index, "Which trees fell?", 5, []) == []


def test_what_many_copied_leaves_room_for_others() -> None:
    """Of an agency's report in ten papers, three come before the rest; the others after it."""
    report = "The storm closed all roads in Kent on Monday, the agency said."
    index = indexed([f"{report}" for _ in range(10)] + ["Roads in Kent are old. Nobody paid."])
    found = proposed(index, "Which roads in Kent did the storm close on Monday?", 5)
    assert found.index(10) == 3
    assert len(found) == 5


def test_a_question_without_a_known_word_still_has_neighbours() -> None:
    """By their vectors alone."""
    index = indexed(["Trees fell.", "Roads were closed."])
    assert len(proposed(index, "zebra", 5)) == 2


def test_of_very_many_sentences_those_in_good_passages_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where all passages that share a word are among these, it is as if all had been looked at."""
    index = indexed([f"Storm {n} closed road {n % 7}. Trees fell in park {n}." for n in range(40)])
    questions = ["Which trees fell in park 7?", "What closed road 3?", "Who sank?"]
    looked_at_all = [proposed(index, one, 12) for one in questions]
    monkeypatch.setattr(retriever, "_MANY", 0)
    assert [proposed(index, one, 12) for one in questions] == looked_at_all
    monkeypatch.setattr(retriever, "_MOST_PASSAGES_FOR_SENTENCES", 2)
    assert proposed(index, "Which trees fell in park 7?", 12)[0] == 7
    assert set(proposed(index, "Which trees fell in park 7?", 5, [1, 2])) <= {1, 2}
