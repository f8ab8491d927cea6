"""Answers that only repeat the question's words say nothing."""

import pytest

from retrieval.answer import Agreement
from retrieval.grouping.repeats import repeats_question
from tests.retrieval.grouping.test_groups import grouped, quote

REPEATS = [
    ("Brand", "Who is Nadia Brand?", "en"),
    ("Mrs Brand", "Who is Nadia Brand?", "en"),
    ("Brand’s", "Who is Nadia Brand?", "en"),
    ("the weirs", "What is a weir?", "en"),
    ("A weir", "What are weirs?", "en"),
    ("it", "What broke the weir?", "en"),
    ("in Arkle", "Where in Arkle is the weir?", "en"),
    ("1990", "When in 1990 was the weir built?", "en"),
    # Acronyms, as the document explains them or by their initials.
    ("RCA", "Who runs the River Control Agency?", "en"),
    ("the River Control Agency (RCA)", "What is the River Control Agency?", "en"),
    # Inflected.
    ("des Wehres", "Was ist ein Wehr?", "de"),
    ("Frau Brand", "Wer ist Nadia Brand?", "de"),
    ("las presas", "¿Qué es una presa?", "es"),
    ("плотины", "Что такое плотина?", "ru"),
    ("Наді Бранд", "Хто така Надя Бранд?", "uk"),
    ("les barrages", "Qu’est-ce qu’un barrage ?", "fr"),
    ("la diga", "Che cos’è una diga?", "it"),
    ("水坝", "什么是水坝？", "zh"),
    # In another script or with other marks.
    ("Бранд", "Who is Nadia Brand?", "ru"),
    ("Brand", "Кто такая Надя Бранд?", "en"),
    ("Müller", "Wer ist Mueller?", "de"),
]
TELLING = [
    ("President Brand", "Who is Nadia Brand?", "en"),
    ("Ada Marsh", "Who is Nadia Brand?", "en"),
    ("a low dam", "What is a weir?", "en"),
    ("before the war", "When in the war was the weir built?", "en"),
    ("under the weir", "Where at the weir is the lock?", "en"),
    ("nobody", "Who runs the weir?", "en"),
    ("US", "Who helped us?", "en"),
    ("River Control Agency", "What is the RCA?", "en"),
    ("RCA", "What is the acronym of the River Control Agency?", "en"),
    ("Austria", "Which country borders on Australia?", "en"),
    # The question gives the answers to choose from.
    ("the weir", "Which is older, the weir or the lock?", "en"),
    ("das Wehr", "Ist das Wehr oder die Schleuse älter?", "de"),
    ("la presa", "¿Cuál es más vieja, la presa o la esclusa?", "es"),
    ("плотина", "Что старше: плотина или шлюз?", "ru"),
    ("水坝", "水坝还是船闸更老？", "zh"),
]


@pytest.mark.parametrize(("answer", "question", "language"), REPEATS)
def test_an_answer_of_the_questions_words_repeats_it(
    answer: str, question: str, language: str
) -> None:
    assert repeats_question(answer, question, language)


@pytest.mark.parametrize(("answer", "question", "language"), TELLING)
def test_an_answer_with_a_word_of_its_own_says_something(
    answer: str, question: str, language: str
) -> None:
    assert not repeats_question(answer, question, language)


def test_an_acronym_that_its_document_explains_repeats_its_words() -> None:
    explained = {"FSO": ("Federal", "Guard", "Service")}
    question = "Who heads the Federal Guard Service?"
    assert repeats_question("FSO", question, "en", explained)
    assert not repeats_question("FSO", question, "en")


def test_repeated_words_neither_agree_nor_differ() -> None:
    """Four documents with the name that is asked about have said nothing of it."""
    found = grouped(
        "Who is Nadia Brand?",
        quote("Nadia Brand opened the weir.", "Nadia Brand"),
        quote("The report names Brand twice.", "Brand"),
        quote("A letter came for Mrs Brand.", "Mrs Brand"),
    )
    assert found.agreement is None
    assert [(one.quotes[0].answer, one.sources) for one in found.groups] == [(None, 1)] * 3


def test_a_repetition_beside_an_answer_is_left_out() -> None:
    """What two sources say is compared without the third, which only has the words."""
    found = grouped(
        "Who built the weir at Arkle?",
        quote("The weir was built by Hart.", "Hart"),
        quote("It was Hart who built the weir.", "Hart"),
        quote("The weir at Arkle is old.", "The weir at Arkle"),
    )
    assert found.agreement is Agreement.AGREE
    assert [one.value for one in found.groups] == ["Hart"]


def test_a_best_quote_without_an_answer_keeps_its_place() -> None:
    """It is a group of its own, and the sources are not said to agree."""
    found = grouped(
        "What is a weir?",
        quote("A weir holds back the water of a river.", "A weir"),
        quote("Weirs are low dams, the guide says.", "low dams"),
        quote("These low dams are old.", "low dams"),
    )
    assert found.agreement is None
    assert {one.value for one in found.groups} == {
        "A weir holds back the water of a river.",
        "low dams",
    }


def test_a_figure_beside_repeated_words_is_the_answer() -> None:
    """Where the words that a reader found say nothing, the only figure of the kind does."""
    found = grouped(
        "How many workers built the weir?",
        quote("340 workers built the weir.", "workers"),
        quote("The weir was built by 340 workers.", "340 workers"),
    )
    assert [(one.value, one.sources) for one in found.groups] == [("340", 2)]
