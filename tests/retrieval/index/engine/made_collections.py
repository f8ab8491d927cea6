"""Collections for comparing engines: invented news of invented towns, by a seed."""

import random
from collections.abc import Sequence

from corpus.document import Document
from tests.fakes import document

_TOWNS = ("Ashwick", "Bellford", "Carrow", "Dunmere", "Eastrop", "Farley", "Glasby", "Hollin")
_PEOPLE = ("the mayor", "Anna Reeve", "the council", "a fireman", "the headmaster", "Dr Okafor")
_THINGS = ("bridge", "school", "harbour", "library", "railway", "market hall", "reservoir")
_ENGLISH = (
    "{person} said on {day} that the {thing} in {town} would be closed for {number} weeks.",
    "The {thing} in {town} cost {number} million pounds, {person} told reporters.",
    "{number} houses in {town} were flooded after nine hours of rain.",
    "Nobody in {town} had asked for a new {thing}, said {person}.",
    "Why did the {thing} fail? Engineers from {town} found {number} cracks in it.",
    "“We shall rebuild the {thing},” said {person}. “It will take {number} years.”",
    "The {thing} opened in {year}, when {town} had {number} thousand people.",
)
_GERMAN = (
    "Die Brücke in {town} wurde am Freitag für {number} Wochen gesperrt.",
    "Der Bürgermeister von {town} sagte, die Schule koste {number} Millionen Euro.",
    "In {town} standen {number} Häuser unter Wasser, weil der Damm gebrochen war.",
    "Niemand hatte die Bürger von {town} nach dem neuen Hafen gefragt.",
)
_RUSSIAN = (
    "Мост в городе {town} закрыли на {number} недель.",
    "Мэр города {town} сказал, что школа стоит {number} миллионов.",
    "После дождя в городе {town} затопило {number} домов.",
)
_DAYS = ("Monday", "Tuesday", "Friday", "Sunday")


def english(many: int = 160, seed: int = 5) -> list[Document]:
    """English articles; every tenth repeats the agency's report in the one before it."""
    return _articles(many, seed, {"en": _ENGLISH})


def several_languages(many: int = 160, seed: int = 6) -> list[Document]:
    return _articles(many, seed, {"en": _ENGLISH, "de": _GERMAN, "ru": _RUSSIAN})


def questions(many: int, seed: int = 9) -> list[str]:
    chooser = random.Random(seed)
    asked = (
        "How many houses in {town} were flooded?",
        "What did the {thing} in {town} cost?",
        "Who said that the {thing} would be closed?",
        "When did the {thing} in {town} open?",
        "Why did the {thing} fail?",
        "Wie viele Häuser standen in {town} unter Wasser?",
        "Сколько домов затопило в городе {town}?",
        "How many hosues in {town} were floded?",
        "{town}",
        "Who invented the telescope?",
    )
    return [
        asked[n % len(asked)].format(town=chooser.choice(_TOWNS), thing=chooser.choice(_THINGS))
        for n in range(many)
    ]


def _articles(many: int, seed: int, sentences: dict[str, Sequence[str]]) -> list[Document]:
    chooser = random.Random(seed)
    found: list[Document] = []
    report = ""
    for number in range(many):
        code = chooser.choice(list(sentences))
        paragraphs = [
            " ".join(_sentence(chooser, sentences[code]) for _ in range(chooser.randint(1, 6)))
            for _ in range(chooser.randint(1, 5))
        ]
        if number % 10 == 9:
            paragraphs.insert(0, report)
        report = paragraphs[0]
        text = "\n\n".join([f"# News {number}", *paragraphs]) + "\n"
        date = f"{2000 + number % 20}-{1 + number % 12:02}-11"
        made = document(text, f"news/{number}.txt", language=code, title=f"News {number}",
                        published=date)  # fmt: skip
        found.append(made)
    return found


def _sentence(chooser: random.Random, sentences: Sequence[str]) -> str:
    return chooser.choice(sentences).format(
        person=chooser.choice(_PEOPLE),
        day=chooser.choice(_DAYS),
        thing=chooser.choice(_THINGS),
        town=chooser.choice(_TOWNS),
        number=chooser.randint(2, 90),
        year=chooser.randint(1850, 1990),
    )
