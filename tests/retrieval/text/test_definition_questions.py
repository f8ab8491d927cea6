"""Questions for what something or who somebody is, in every language that has a table."""

import tomllib
from pathlib import Path

import pytest

import retrieval.text.definition_questions as module
from retrieval.grouping.asked import Asked
from retrieval.text.definition_questions import asks_for_definition
from retrieval.text.follow_up_cues import is_incomplete
from retrieval.text.question_types import kinds

DEFINITIONS = {
    "en": (
        "What is a weir?",
        "what's an e-bike",
        "What is soil creep?",
        "what is franking",
        "What are whistle-blowers?",
        "Who is Nadia Brand?",
        "who was a suffragette",
        "Define soil creep",
        "What does SLA mean?",
        "what is meant by creep",
    ),
    "de": (
        "Was ist ein Wehr?",
        "was ist hubraum",
        "Was ist Hubraum?",
        "Was bedeutet Hubraum?",
        "Wer ist Nadia Brand?",
    ),
    "es": ("¿Qué es una presa?", "que es el iva", "¿Qué significa IVA?", "¿Quién es Nadia Brand?"),
    "fr": (
        "Qu'est-ce qu'un barrage ?",
        "C’est quoi la TVA ?",
        "Qu’est-ce que le compost ?",
        "Qui est Nadia Brand ?",
    ),
    "pt": ("O que é uma barragem?", "o que é compostagem"),
    "it": ("Che cos'è una diga?", "cosa è una diga", "Cosa sono le dighe?"),
    "ru": ("Что такое плотина?", "Кто такая Надя Бранд?", "что значит дамба"),
    "uk": ("Що таке гребля?", "Хто така Надя Бранд?", "що означає дамба"),
    "pl": ("Co to jest zapora?", "co to zapora"),
    "tr": ("Baraj nedir?", "Küresel dolaşım nedir?"),
    "zh": ("什么是水坝？", "什麼是水壩"),
    "ja": ("ダムとは何ですか？", "水力発電とは？"),
}
OTHERS = (
    "What is the capital of Arkle?",
    "What is its name?",
    "what is missing",
    "What was stolen?",
    "what is happening",
    "Who was arrested yesterday?",
    "Who is the mayor of Arkle?",
    "Was ist passiert?",
    "was ist neu",
    "Wer ist der Bürgermeister?",
    "¿Cuál es la capital?",
    "¿Quién es el alcalde?",
    "Qui est le maire ?",
    "Quelle est la capitale ?",
    "Qual é a capital?",
    "Qual è la capitale?",
    "Кто мэр?",
    "Яка столиця?",
    "Kto jest burmistrzem?",
    "Ülkenin başkenti nedir?",
    "首都是什么",
    "市長は誰ですか",
)


def test_every_language_has_cases() -> None:
    file = Path(module.__file__).with_suffix(".toml")
    assert tomllib.loads(file.read_text("utf-8")).keys() == DEFINITIONS.keys()


@pytest.mark.parametrize("question", [one for each in DEFINITIONS.values() for one in each])
def test_a_definition_question_is_complete_and_has_many_answers(question: str) -> None:
    """Follow-ups and the comparison of answers know it by the same table."""
    assert asks_for_definition(question)
    assert not is_incomplete(question)
    assert Asked.of(question, kinds(question)).defines


@pytest.mark.parametrize("question", OTHERS)
def test_a_question_for_one_thing_of_several_is_none(question: str) -> None:
    assert not asks_for_definition(question)
    assert not Asked.of(question, kinds(question)).defines
