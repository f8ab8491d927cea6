"""Substitution cipher that makes question sets in languages no model knows.

Each letter is replaced by another, vowels by vowels and consonants by consonants. To an English
model that is a foreign language, but a word of the question is still the same word in its passage,
as in a real one. Offsets do not change. Latin letters stand for a language like German; Cyrillic
ones for a language in another script, which the model reads letter by letter.
"""

import random
from dataclasses import replace
from enum import StrEnum

from retrieval.evaluation.question_sets import QuestionSet

_LETTERS = "aeiouy", "bcdfghjklmnpqrstvwxz"
_CYRILLIC = "аеиоуя", "бвгджзклмнпрстфхцчшщ"
_SEED = 5


class Script(StrEnum):
    """The alphabet that replaces the letters."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"


def enciphered(text: str, script: Script) -> str:
    """The text with its letters replaced, one for one; everything else stays.

    >>> enciphered("Who paid?", Script.LATIN) != "Who paid?"
    True
    """
    return text.translate(_TABLES[script])


def enciphered_set(questions: QuestionSet, script: Script) -> QuestionSet:
    """The whole question set; answer offsets stay valid."""
    return QuestionSet(
        f"{questions.name}-{script}",
        [
            replace(
                one,
                text=enciphered(one.text, script),
                title=enciphered(one.title, script) if one.title else None,
                language=None,
            )
            for one in questions.contexts
        ],
        [
            replace(
                one,
                text=enciphered(one.text, script),
                answers=tuple(enciphered(answer, script) for answer in one.answers),
            )
            for one in questions.questions
        ],
        questions.first_half,
    )


def _table(script: Script) -> dict[int, str]:
    chooser = random.Random(_SEED)
    table: dict[int, str] = {}
    for letters, others in zip(_LETTERS, _CYRILLIC, strict=True):
        become = list(letters if script is Script.LATIN else others)
        chooser.shuffle(become)
        for letter, other in zip(letters, become, strict=True):
            table[ord(letter)] = other
            table[ord(letter.upper())] = other.upper()
    return table


_TABLES = {script: _table(script) for script in Script}
