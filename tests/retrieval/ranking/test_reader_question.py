"""Misspelt words of a question, as a reader sees them."""

from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Document
from corpus.store.memory import MemoryStore
from retrieval.index.build import build_index
from retrieval.index.index import Index
from retrieval.models.encoder import Tokens
from retrieval.query import Query, QueryAnalyzer
from retrieval.ranking.reader_question import is_misspelt, reader_question, respelt
from retrieval.readers.reader import ReaderPassage
from tests.fakes import WordPieces, documents

TEXTS = ["Putin met the mothers on Friday. The meeting lasted three hours.", "Whales come in June."]


WHOLE = (
    "when", "what", "which", "do", "did", "come", "whales", "send", "met", "the", "mothers", "long",
    "putin",
)  # fmt: skip


def asked(question: str, passages: list[str]) -> str:
    index, query = analysed(documents(TEXTS), question)
    return reader_question(query, [ReaderPassage(one, ()) for one in passages], index)


def analysed(stored: list[Document], question: str) -> tuple[Index, Query]:
    encoder, store = WordPieces(WHOLE), MemoryStore(stored)
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


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        # The form that was meant, not the commonest of its stem.
        ("who is receving", "who is receiving"),
        # A function word, though no passage that is read has it.
        ("wich file is it", "which file is it"),
        # The stem is known; the word is misspelt behind it.
        ("when was it submited", "when was it submitted"),
        ("is it privat", "is it private"),
        # Forms of one word are left alone.
        ("a relays list", "a relays list"),
        # A word that the encoder knows is hardly misspelt, though no text has it.
        ("who can send", "who can send"),
    ],
)
def test_the_form_that_was_meant_is_read(question: str, seen: str) -> None:
    texts = [
        "They receive a file and receive another; receiving it takes long. It was submitted.",
        "A private relay has a list. Sand is not a file. With it, with them, with all.",
        "Which of them it was is not known.",
    ]
    index, query = analysed(documents(texts), question)
    passages = [ReaderPassage(one, ()) for one in texts[:2]]
    assert respelt(query, passages, index) == seen


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        # The stem is near; the word is not.
        ("Was kosten Ferien?", "Was kosten Ferien?"),
        ("What is the troop for?", "What is the troop for?"),
        # Other forms, by their endings alone.
        ("combien de perdus", "combien de perdus"),
        ("the relayed list", "the relayed list"),
        # A letter too many at the end.
        ("at the harbourr", "at the harbour"),
    ],
)
def test_a_word_that_the_texts_do_not_have_is_not_taken_for_another(
    question: str, seen: str
) -> None:
    """Most of what no text has is spelt right; then it is better left alone."""
    texts = [
        "Das Freibad ist frei. Perdu, c’est perdu. The relays have a rope. Reis is rice.",
        "The harbour sleeps. A rope is long.",
    ]
    index, query = analysed(documents(texts), question)
    assert respelt(query, [ReaderPassage(one, ()) for one in texts], index) == seen


def test_the_mark_of_a_beginning_is_no_piece_of_a_word() -> None:
    """Some encoders have a token for it, in the place of the word's first."""
    texts = ["The whales come in June."]
    index, query = analysed(documents(texts), "When do whalles come?")
    place = query.text.index("whalles")
    tokens = Tokens(np.ones((2, 64), np.float32), np.array([place, place]))
    known = replace(query, tokens=tokens)
    passages = [ReaderPassage(texts[0], ())]
    assert respelt(query, passages, index) == "When do whales come?"
    assert respelt(known, passages, index) == query.text


def test_only_words_that_no_text_has_are_misspelt() -> None:
    for question, expected in (("When do whalles come?", True), ("When do whales come?", False)):
        _, query = analysed(documents(TEXTS), question)
        assert is_misspelt(query) is expected
