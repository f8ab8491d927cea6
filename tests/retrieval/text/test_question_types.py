"""What questions ask for, and what sentences hold."""

import pytest

from retrieval.text.question_types import Kind, holds, kinds, names


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many women were at the meeting?", {Kind.NUMBER}),
        ("WHEN DID IT OPEN", {Kind.DATE}),
        ("in what year did the bridge open", {Kind.DATE}),
        ("Who paid, and why?", {Kind.PERSON, Kind.REASON}),
        ("Which city did they flee to?", {Kind.PLACE}),
        ("Сколько человек уехало?", {Kind.NUMBER}),
        ("Коли це сталося?", {Kind.DATE}),
        ("Wie viele Brücken gibt es?", {Kind.NUMBER}),
        ("¿Dónde nació?", {Kind.PLACE}),
        ("Pourquoi a-t-il menti ?", {Kind.REASON}),
        ("桥是什么时候建成的？", {Kind.DATE}),
        ("ab wann brauch ich einen Krankenschein", {Kind.DATE}),
        ("wie schnell bei dichtem Nebel", {Kind.NUMBER}),
        ("qui a payé pour la base", {Kind.PERSON}),
        ("quel âge a l'astronome qui a trouvé la planète", {Kind.NUMBER}),
        ("с каких лет можно на велосипеде", {Kind.NUMBER}),
        ("в каком году построен мост", {Kind.DATE}),
        ("这座桥是哪年建的？", {Kind.DATE}),
        ("What is the whole story?", set()),
        ("putin mothers meeting", set()),
    ],
)
def test_questions_ask_for_kinds_of_things(question: str, wanted: set[Kind]) -> None:
    """By their question words, in some languages, wherever they stand; "whole" is not "who"."""
    assert kinds(question) == wanted


@pytest.mark.parametrize(
    ("kind", "sentence", "there"),
    [
        (Kind.NUMBER, "Only one of the women had a son there.", True),
        (Kind.NUMBER, "Some 261,000 left.", True),
        (Kind.NUMBER, "Nobody came.", False),
        (Kind.DATE, "It opened on Oct. 1.", True),
        (Kind.DATE, "By the 1990s it was gone.", True),
        (Kind.DATE, "It cost 300 pounds.", False),
        (Kind.REASON, "They left because of the war.", True),
        (Kind.REASON, "They left.", False),
    ],
)
def test_sentences_hold_what_is_asked_for(kind: Kind, sentence: str, there: bool) -> None:
    """A number, a date, a reason, by how they look."""
    assert holds(kind, sentence, new_names=False) is there


@pytest.mark.parametrize(
    ("kind", "sentence", "language", "there"),
    [
        (Kind.NUMBER, "Die Klage ist binnen drei Wochen zu erheben.", "de", True),
        (Kind.NUMBER, "Die Klage ist zu erheben.", "de", False),
        (Kind.NUMBER, "Он обещал дать пять рублей.", "ru", True),
        (Kind.NUMBER, "这是一个统一的国家。", "zh", False),
        (Kind.NUMBER, "他有三个孩子。", "zh", True),
        (Kind.DATE, "Elle sortira le 18 août.", "fr", True),
        (Kind.DATE, "Geöffnet ist von 11 bis 13 Uhr.", "de", True),
        (Kind.DATE, "Wo ist der Markt?", "de", False),
        (Kind.REASON, "La Wikipédia a fermé en signe de protestation.", "fr", True),
        (Kind.REASON, "Он ушёл, так как устал.", "ru", True),
        (Kind.REASON, "Er ging.", "de", False),
    ],
)
def test_sentences_hold_it_in_the_words_of_their_language(
    kind: Kind, sentence: str, language: str, there: bool
) -> None:
    """Numbers, months and causes that are written out."""
    assert holds(kind, sentence, new_names=False, language=language) is there


def test_the_tables_of_answer_words_do_not_touch_english() -> None:
    """Languages with a table have one of their own; English texts are judged as ever."""
    assert not holds(Kind.NUMBER, "The sept of the due date.", new_names=False)
    assert holds(Kind.DATE, "It was in May 1990.", new_names=False)


def test_a_person_is_a_name_that_the_question_has_not() -> None:
    """Whether names are people or places, nothing here can tell."""
    assert holds(Kind.PERSON, "It was Olga.", new_names=True)
    assert not holds(Kind.PERSON, "It was Olga.", new_names=False)


def test_names_begin_with_a_capital_that_their_place_does_not_explain() -> None:
    """The first word of a sentence is no name by that alone."""
    assert names("Officials met Olga Tsukanova in Kyiv. Nobody spoke.") == {
        "olga",
        "tsukanova",
        "kyiv",
    }
    assert names("Где живёт Ольга?") == {"ольга"}
    assert names("") == set()
