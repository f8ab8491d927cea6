"""Negations cut off: "ready to talk", quoted from "not ready to talk"."""

import re

from retrieval.citation import Citation
from retrieval.text.tokenizer import is_spaced_letter
from retrieval.verification.negations import is_negation

# How many words before a quotation are looked at, as far as no punctuation separates them from it:
# "not the best plan" is cut to "best plan" as well as to "the best plan".
_WORDS = 2
_BEFORE = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)[^\S\n]+$")
_FAR = 60


def negation_before(place: Citation) -> str | None:
    """The negation that stands right before a place in its sentence, as the document has it; None
    where there is none."""
    before = place.document.text[max(0, place.span.start - _FAR) : place.span.start]
    if before and before[-1].isalnum() and not is_spaced_letter(before[-1]):
        return before[-1] if is_negation(before[-1]) else None
    for _ in range(_WORDS):
        match = _BEFORE.search(before)
        if match is None:
            return None
        if is_negation(match[1].lower().replace("’", "'")):
            return match[1]
        before = before[: match.start()]
    return None
