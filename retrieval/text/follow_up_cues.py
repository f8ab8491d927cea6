"""Cues of follow-up questions: words that refer to the question before.

A compromise: tables of words (``follow_up_cues.toml``) and a count, not grammar. "Did the band
split up?" after a question about a band is not recognised.
`python -m benchmarks.follow_ups` measures how often it is right.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.text.cues import plain
from retrieval.text.definition_questions import asks_for_definition
from retrieval.text.language import languages_of_word
from retrieval.text.tokenizer import is_spaced_letter

# A question with at most this many content words is incomplete, unless it names its subject.
_FEW = 2
# After this many content words, a pronoun may refer to one of them; after a conjunction ("when
# they …"), which makes that likelier, after this many.
_NAMED, _NAMED_WITH_CONJUNCTION = 3, 2
_WORD = re.compile(r"\w+(?:[’-]\w+)*")
_LEAD = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class _Words:
    leads: re.Pattern[str]
    points: re.Pattern[str]
    complete: re.Pattern[str]
    pointing: re.Pattern[str]
    joins: re.Pattern[str]
    wholes: re.Pattern[str]
    verbs: re.Pattern[str]
    names: re.Pattern[str]
    times: re.Pattern[str]


def is_incomplete(question: str) -> bool:
    """Whether a question cannot be understood by itself.

    >>> is_incomplete("And in July?"), is_incomplete("Who said that?")
    (True, True)
    >>> is_incomplete("How many visitors did the Museum of Clocks have in its first year?")
    False
    >>> is_incomplete("Who was arrested?"), is_incomplete("Who is Ada Marsh?")
    (True, False)
    """
    asked = plain(question)
    if points_back(question):
        return True
    return len(_content_words(asked)) <= _FEW and not _names_subject(asked)


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
    if words.leads.match(asked, lead) and not words.complete.match(asked, lead):
        return True
    if words.pointing.search(asked):
        return True
    inside = words.complete.sub(" ", asked)
    return any(not _is_named(inside[: one.start()]) for one in words.points.finditer(inside))


def _is_named(before: str) -> bool:
    """Whether a pronoun may refer to something in the question before it."""
    found = _content_words(before)
    enough = _NAMED_WITH_CONJUNCTION if _words().joins.search(before) else _NAMED
    return len(found) >= enough or any(
        word[0].isupper() and position for position, word in enumerate(_WORD.findall(before))
    )


def _names_subject(asked: str) -> bool:
    """Whether a question of few words says what it is about: by a name, or since it asks what
    something is."""
    words = _words()
    if asks_for_definition(asked) or words.wholes.search(asked):
        return True
    if asked.isupper():
        return False
    if not words.verbs.search(asked):
        # "How many Russians?" says no more than "Ada Marsh?"; "Where did Ada live?" does.
        opens, *_ = _WORD.findall(asked)
        if len(_content_words(asked)) < _FEW or not languages_of_word(opens.lower()):
            return False
    if _is_german(asked):  # where every noun has a capital
        return words.names.search(asked) is not None
    _, *others = _WORD.findall(asked)
    return any(
        any(map(str.isupper, one)) and not words.times.fullmatch(one)
        for one in _content_words(" ".join(others))
    )


def _is_german(asked: str) -> bool:
    """Whether it begins with a function word of German. Too few words for ``language_of``."""
    first, *others = [languages_of_word(word.lower()) for word in _WORD.findall(asked)]
    if "de" not in first or not first.isdisjoint(("fr", "es")):
        return False
    # "Was" and "in" are English, too.
    return "en" not in first or any("de" in one and "en" not in one for one in others)


def _content_words(text: str) -> list[str]:
    """The words that are not function words of the text's language, or of one that it may be in;
    pairs of characters where words are written without spaces."""
    words = _WORD.findall(text)
    languages = [languages_of_word(word.lower()) for word in words]
    counts = Counter(one for some in languages for one in some)
    most = max(counts.values(), default=0)
    # "State" is a function word in Italian.
    likely = {one for one, count in counts.items() if count == most}
    found = []
    for word, its_languages in zip(words, languages, strict=True):
        if any(one.isalnum() and not is_spaced_letter(one) for one in word):
            found += [word[start : start + 2] for start in range(0, len(word), 2)]
        elif likely.isdisjoint(its_languages):
            found.append(word)
    return found


@cache
def _words() -> _Words:
    file = Path(__file__).with_name("follow_up_cues.toml")
    tables = tomllib.loads(file.read_text("utf-8")).values()

    def every(name: str) -> list[str]:
        return [entry for table in tables for entry in table.get(name, ())]

    def listed(name: str) -> str:
        return "|".join(
            re.escape(plain(word)) for word in sorted(every(name), key=len, reverse=True)
        )

    def matching(name: str) -> re.Pattern[str]:
        return re.compile("|".join(every(name)), re.IGNORECASE)

    return _Words(
        leads=re.compile(rf"(?:{listed('leads')})(?![\w’-])", re.IGNORECASE),
        points=re.compile(rf"(?<![\w’-])(?:{listed('points')})(?![\w-])", re.IGNORECASE),
        complete=matching("complete"),
        pointing=matching("pointing"),
        joins=re.compile(rf"(?<![\w’-])(?:{listed('joins')})\s+$", re.IGNORECASE),
        wholes=matching("wholes"),
        verbs=re.compile(rf"(?<![\w’-])(?:{listed('verbs')})(?![\w-])", re.IGNORECASE),
        names=re.compile("|".join(every("names"))),
        times=re.compile("|".join(every("times")), re.IGNORECASE),
    )
