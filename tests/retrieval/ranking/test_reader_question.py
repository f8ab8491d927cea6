"""Misspelt words of a question, as a reader sees them."""

import pytest

from corpus.document import Document
from corpus.store.memory import MemoryStore
from retrieval.index.build import build_index
from retrieval.index.index import Index
from retrieval.query import Query, QueryAnalyzer
from retrieval.ranking.reader_question import reader_question
from retrieval.readers.reader import ReaderPassage
from tests.fakes import BagOfWords, documents

TEXTS = ["Putin met the mothers on Friday. The meeting lasted three hours.", "Whales come in June."]


def asked(question: str, passages: list[str]) -> str:
    index, query = analysed(documents(TEXTS), question)
    return reader_question(query, [ReaderPassage(one, ()) for one in passages], index)


def analysed(stored: list[Document], question: str) -> tuple[Index, Query]:
    encoder, store = BagOfWords(), MemoryStore(stored)
    index = build_index(store.documents(), encoder, store.revision)
    return index, QueryAnalyzer.of(index, encoder).query(question)


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        ("putin mothers meeeting how long", "putin mothers meeting how long"),
        ("When do Whalles come?", "When do Whales come?"),
        ("When do whales come?", "When do whales come?"),
        # Unknown, and near nothing: it is left to the reader as it is.
        ("When do xylophones come?", "When do xylophones come?"),
    ],
)
def test_a_misspelt_word_is_read_as_the_passages_spell_it(question: str, seen: str) -> None:
    assert asked(question, TEXTS) == seen


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        ("when did lodz become a town", "when did łódź become a town"),
        ("Was Lodz destroyed in Malmø?", "Was Łódź destroyed in Malmö?"),
        ("Was Łódź destroyed?", "Was Łódź destroyed?"),
        ("Whose résumé is it?", "Whose resume is it?"),
        ("Who lives in Lods?", "Who lives in Lods?"),
    ],
)
def test_a_word_is_read_with_the_diacritics_of_the_passages(question: str, seen: str) -> None:
    """A reader knows "łódź" and "lodz" as two words; people type the second."""
    index, query = analysed(documents(TEXTS), question)
    passages = [ReaderPassage("Łódź is a city. The resume is long. He left Malmö.", ())]
    assert reader_question(query, passages, index) == seen


def test_a_word_that_the_passages_do_not_have_stays() -> None:
    assert asked("When do whalles come?", TEXTS[:1]) == "When do whalles come?"
