"""Cues of follow-up questions: words that refer to the question before.

A compromise: tables of words (``follow_up_cues.toml``) and a count, not grammar.
`python -m benchmarks.follow_ups` measures how often it is right.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.text.cues import plain
from retrieval.text.language import languages_of_word

# A question with at most this many content words is incomplete.
_FEW = 2
# After this many content words, a pronoun may refer to one of them.
_NAMED = 3
_WORD = re.compile(r"\w+(?:[’-]\w+)*")
_LEAD = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class _Words:
    leads: re.Pattern[str]
    points: re.Pattern[str]
    complete: re.Pattern[str]
    pointing: re.Pattern[str]


def is_incomplete(question: str) -> bool:
    """Whether a question cannot be understood by itself.

    >>> is_incomplete("And in July?"), is_incomplete("Who said that?")
    (True, True)
    >>> is_incomplete("How many visitors did the Museum of Clocks have in its first year?")
    False
    """
    return len(_content_words(plain(question))) <= _FEW or points_back(question)


def points_back(question: str) -> bool:
    """Whether a question's words refer to something before it, or it has no content words at all.
    Unlike an incomplete question, a bare name does not count.

    >>> points_back("Why?"), points_back("Who leaked it?"), points_back("Who is Putin?")
    (True, True, False)
    """
    words, asked = _words(), plain(question)
    if not _content_words(asked):
        return True
    start = _LEAD.match(asked)
    lead = start.end() if start else 0
    if words.leads.match(asked, lead):
        return True
    if words.pointing.search(asked):
        return True
    inside = words.complete.sub(" ", asked)
    return any(not _is_named(inside[: one.start()]) for one in words.points.finditer(inside))


def _is_named(before: str) -> bool:
    """Whether a pronoun may refer to something in the question before it."""
    found = _content_words(before)
    return len(found) >= _NAMED or any(
        word[0].isupper() and position for position, word in enumerate(_WORD.findall(before))
    )


def _content_words(text: str) -> list[str]:
    """The words that are not function words of any language."""
    return [word for word in _WORD.findall(text) if not languages_of_word(word.lower())]


@cache
def _words() -> _Words:
    file = Path(__file__).with_name("follow_up_cues.toml")
    tables = tomllib.loads(file.read_text("utf-8")).values()

    def every(name: str) -> list[str]:
        return [entry for table in tables for entry in table[name]]

    def either(words: list[str]) -> str:
        return "|".join(re.escape(plain(word)) for word in sorted(words, key=len, reverse=True))

    return _Words(
        leads=re.compile(rf"(?:{either(every('leads'))})(?![\w’-])", re.IGNORECASE),
        points=re.compile(rf"(?<![\w’-])(?:{either(every('points'))})(?![\w-])", re.IGNORECASE),
        complete=re.compile("|".join(every("complete")), re.IGNORECASE),
        pointing=re.compile("|".join(every("pointing")), re.IGNORECASE),
    )
