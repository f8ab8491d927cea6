"""Texts in languages that no model knows.

A question set with its letters exchanged, vowels for vowels and consonants for consonants, is one
in another language as far as an English model can tell, while words still are words, and a word of
a question is still the same word in its passage: what searching documents in a foreign language
comes down to. Every place stays where it was. "Latin" letters stand for a language like German,
"Cyrillic" ones for one of another script, which the model reads letter by letter.
"""

import random
from dataclasses import replace
from enum import StrEnum

from retrieval.evaluation.question_sets import QuestionSet

_LETTERS = "aeiouy", "bcdfghjklmnpqrstvwxz"
_CYRILLIC = "аеиоуя", "бвгджзклмнпрстфхцчшщ"
_SEED = 5


class Script(StrEnum):
    """What the letters become."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"


def enciphered(text: str, script: Script) -> str:
    """The text with its letters exchanged, one for one; all else as it is.

    >>> enciphered("Who paid?", Script.LATIN) != "Who paid?"
    True
    """
    return text.translate(_TABLES[script])


def enciphered_set(questions: QuestionSet, script: Script) -> QuestionSet:
    """The whole set, its places unchanged."""
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
