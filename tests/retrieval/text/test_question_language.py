"""A question's language, with the collection's as a prior."""

import pytest

from retrieval.text.question_language import is_foreign, likely_languages
from retrieval.text.transliteration import transliterated


@pytest.mark.parametrize(
    ("question", "own", "likely"),
    [
        ("Who paid for the bridge?", ["en"], ("en",)),
        ("Wer hat die Brücke bezahlt?", ["en"], ("de",)),
        ("Wer hat die Brücke bezahlt?", ["en", "de", "fr"], ("de",)),
        ("сколько человек живет на острове", ["en"], ("ru",)),
        ("Чому Тасманію не включили?", ["ru", "uk"], ("uk",)),
        ("谁付钱？", ["en", "de"], ("zh",)),
        # Another language counts only where it is likelier by far than the collection's.
        ("where is die mensa", ["nl"], ("nl",)),
        ("Who said das ist gut?", ["de"], ("de",)),
        # Words of two languages: both are likely, if neither is much likelier.
        ("де и как", ["en"], ("ru", "uk")),
        ("kurs der in de", ["da", "de", "nl"], ("de", "da")),
        # Names and single nouns are in no language more than in another.
        ("Kennedy Berlin", ["en", "de", "ru"], ("en", "de")),
        ("1931", ["en", "ru"], ("en", "ru")),
    ],
)
def test_languages_are_told_apart(question: str, own: list[str], likely: tuple[str, ...]) -> None:
    assert likely_languages(question, own) == likely


@pytest.mark.parametrize("question", ["Bridge", "cost of ticket", "Boat Carrow", "opened 1931"])
def test_keywords_are_not_taken_for_a_foreign_language(question: str) -> None:
    """A question without signs is in the collection's language."""
    assert likely_languages(question, ["en"]) == ("en",)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("путин", "putin"),
        ("зеленский", "zelensky"),
        ("харків", "kharkiv"),
        ("шевченко", "shevchenko"),
        ("putin", "путин"),
        ("lukashenko", "лукашенко"),
        ("shevchenko", "шевченко"),
    ],
)
def test_names_are_transliterated(name: str, other: str) -> None:
    assert transliterated(name) == other


@pytest.mark.parametrize(
    "question",
    [
        "Wer leitet die Bibliothek?",
        "Wann endet die Pilot Show in Marlow?",
        "¿Quién paga London Bridge?",
        "Pourquoi fermer Tower Bridge?",
        "Kto zbudował Tower Bridge?",
        "Hvorfor lukkede Tower Bridge?",
    ],
)
def test_a_question_word_tells_its_language(question: str) -> None:
    """Though the rest could be English, or is names."""
    assert is_foreign(question)


@pytest.mark.parametrize(
    "question", ["Who leads die Linke?", "Neden?", "Quantum computers in Delft", ""]
)
def test_a_question_word_alone_or_another_word_does_not(question: str) -> None:
    assert not is_foreign(question)
