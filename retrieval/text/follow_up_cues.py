"""Whether a question can be understood without the one before it.

A compromise: tables of words (``follow_ups.toml``) and a count, not grammar. How often that is
right, and what it is worth, `python -m benchmarks.follow_ups` measures.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.text.cues import plain
from retrieval.text.language import languages_of_word

# A question of so few words that tell anything hangs on something.
_FEW = 2
# So many before a pronoun, and it may stand for one of them.
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
    """Whether it hangs on something said before.

    >>> is_incomplete("And in July?"), is_incomplete("Who said that?")
    (True, True)
    >>> is_incomplete("How many visitors did the Museum of Clocks have in its first year?")
    False
    """
    return len(_telling(plain(question))) <= _FEW or points_back(question)


def points_back(question: str) -> bool:
    """Whether its words say that it hangs on something, or say nothing else. A short question need
    not hang on anything, where people type a name and no more.

    >>> points_back("Why?"), points_back("Who leaked it?"), points_back("Who is Putin?")
    (True, True, False)
    """
    words, asked = _words(), plain(question)
    if not _telling(asked):
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
    """Whether what a pronoun stands for may be in the question before it."""
    told = _telling(before)
    return len(told) >= _NAMED or any(
        word[0].isupper() and position for position, word in enumerate(_WORD.findall(before))
    )


def _telling(text: str) -> list[str]:
    """The words that are not among the commonest of any language."""
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
