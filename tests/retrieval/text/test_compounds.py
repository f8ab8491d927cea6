"""Compounds in questions and texts, and function words beside them."""

import pytest

from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.index.lexical.part import lexical_part
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.text.compounds import cuts
from retrieval.text.stemming import stem
from retrieval.text.tokenizer import terms, words

_LAWS = [
    "Die Kündigungsfrist beträgt vier Wochen zum Ende des Monats.",
    "Wer seinem Mieter kündigen will, muss die Frist einhalten und den Grund nennen.",
    "Das Arbeitszeitgesetz begrenzt die Stunden am Tag.",
    "Die Arbeitszeit regelt das Gesetz; die Pflege der Angehörigen ist freigestellt.",
    "Pflegezeit steht allen Beschäftigten zu.",
    "Wann der Laden schließt, bestimmt die Gemeinde; darf er öffnen, sagt sie es.",
]


def german(texts: list[str]) -> LexicalIndex:
    return LexicalIndex.build(texts, ["de"] * len(texts))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Frist kündigen", {0, 1}),
        ("Kündigungsfrist", {0, 1}),
        ("Arbeitszeit Gesetz", {2, 3}),
        ("Arbeitszeitgesetz", {2, 3}),
        ("Pflege", {3, 4}),
    ],
)
def test_compounds_and_their_parts_find_one_another(asked: str, expected: set[int]) -> None:
    """Whichever of them the question has."""
    index = german(_LAWS)
    assert set(index.search(index.terms(asked), 2).tolist()) == expected


@pytest.mark.parametrize(
    ("word", "language", "parts"),
    [
        ("haustürschlüssel", "de", ("haustür", "schlüssel")),
        ("arbeitszeit", "de", ("arbeit", "zeit")),
        ("jahreszeit", "de", ("jahr", "zeit")),
        ("wochenende", "de", ("woche", "ende")),
        ("frauenhaus", "de", ("frau", "haus")),
        ("kinderarzt", "de", ("kind", "arzt")),
        ("wartezimmer", "de", ("wart", "zimmer")),
        ("stadsbestuur", "nl", ("stad", "bestuur")),
        ("paardenstal", "nl", ("paard", "stal")),
        ("kinderboek", "nl", ("kind", "boek")),
        ("arbejdsplads", "da", ("arbejd", "plads")),
        ("arbetsplats", "sv", ("arbet", "plats")),
        ("hundefoder", "da", ("hund", "foder")),
    ],
)
def test_letters_between_the_parts_belong_to_neither(
    word: str, language: str, parts: tuple[str, str]
) -> None:
    """Each language has letters of its own for that."""
    assert tuple(stem(one, language) for one in parts) in cuts(word, language)


def test_a_compound_itself_comes_first() -> None:
    """Its parts elsewhere do not outweigh it."""
    index = german(_LAWS)
    for asked, first in (("Kündigungsfrist", 0), ("Arbeitszeitgesetz", 2), ("Pflegezeit", 4)):
        assert index.search(index.terms(asked), 1).tolist() == [first]


def test_an_unknown_compound_with_known_parts_is_not_misspelt() -> None:
    """ "Pflegefrist" is not "Pflegezeit" spelt wrongly."""
    index = german([*_LAWS, "Die Pflegefirst ist ein Dach."])
    first, *parts = index.terms("Pflegefrist")
    assert first.weight == 1 and first.variants == ("pflegefrist@german",)
    assert [one.variants for one in parts] == [("pfleg@german",), ("frist@german",)]


def test_a_number_in_a_word_is_found_alone() -> None:
    """The texts write "17 Jahre"."""
    index = german([*_LAWS, "Personen über 17 Jahre dürfen arbeiten.", "Personen über 16 Jahre."])
    assert index.search(index.terms("17jährige"), 1).tolist() == [len(_LAWS)]


def test_english_has_no_compounds() -> None:
    """Its words are asked for as they are."""
    texts = ["The housekeeper keeps the house.", "The working time directive is a law."]
    index = LexicalIndex.build(texts, ["en", "en"])
    for asked in ("who is the housekeeper", "work"):
        assert index.terms(asked) == terms(asked, ["en"])


def test_documents_added_later_bring_their_words() -> None:
    """An index of two parts knows the compounds and parts of both."""
    apart, together = [], german(_LAWS)
    for some in (_LAWS[:2], _LAWS[2:]):
        cut = [words(text, "de") for text in some]
        vocabulary = Vocabulary.of(word for one in cut for word in one)
        apart.append(lexical_part(cut, ["de"] * len(some), vocabulary, ("de",)))
    index = LexicalIndex(apart)
    for asked in ("Pflegefrist", "Arbeitszeit", "kündigen", "Gesetz Arbeitszeit"):
        assert index.terms(asked) == together.terms(asked)


def test_function_words_count_half() -> None:
    """But not those of English, nor words that are English ones too."""
    shares = {
        asked: [one.share for one in terms(asked, ["de", "en"])]
        for asked in ("wann Laden", "when shop", "in")
    }
    assert shares == {"wann Laden": [0.5, 1.0], "when shop": [1.0, 1.0], "in": [1.0]}


def test_the_function_words_of_a_question_do_not_decide() -> None:
    """A text with "wann" and "darf" alone does not outweigh one with what is asked about."""
    index = german([*_LAWS, "Wer wann darf, wird wem wo warum nicht sagen.", "Der Laden."])
    assert index.search(index.terms("wann darf der Laden schließen"), 1).tolist() == [5]
