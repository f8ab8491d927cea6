"""Contents of candidate sentences: what the question asks for, names and digits, as features."""

import re
from collections.abc import Collection, Sequence

import numpy as np

from retrieval.arrays import Floats
from retrieval.text.question_types import Kind, has_capitals, holds, names

_OF_KIND = {
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.PERSON: "person_or_place",
    Kind.PLACE: "person_or_place",
    Kind.REASON: "reason",
}
_NAMES = (*dict.fromkeys(_OF_KIND.values()), "name", "digits", "is_question")
_ASCII_DIGIT = re.compile("[0-9]")


def contents(
    question: str, kinds: Collection[Kind], sentences: Sequence[str], languages: Sequence[str]
) -> dict[str, Floats]:
    """Features by name, each of shape (sentences,). ``kinds``: what the question asks for;
    ``languages``: the code of each sentence's.

    "number", "date", "person_or_place", "reason": 1 where the sentence contains what is asked for,
    -1 where not, 0 if it is not asked. "name" (one that the question does not have), "digits" and
    "is_question": 1 or 0.
    """
    asked_names = names(question)
    asked = [(_OF_KIND[kind], kind) for kind in Kind if kind in kinds]
    found = {name: np.zeros(len(sentences), np.float32) for name in _NAMES}
    for row, (text, language) in enumerate(zip(sentences, languages, strict=True)):
        has_new_name = bool(names(text) - asked_names)
        found["name"][row] = has_new_name
        found["digits"][row] = _has_digit(text)
        found["is_question"][row] = text.rstrip("\"'”’»)").endswith("?")
        for name, kind in asked:
            # A question for a person and a place is one for a person.
            if found[name][row] or (name == "person_or_place" and not has_capitals(language)):
                continue
            found[name][row] = 1.0 if holds(kind, text, has_new_name, language) else -1.0
    return found


def _has_digit(text: str) -> bool:
    if text.isascii():
        return _ASCII_DIGIT.search(text) is not None
    return any(map(str.isdigit, text))  # more than those of a pattern
