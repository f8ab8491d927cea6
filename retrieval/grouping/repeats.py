"""Repeats: whether an answer's words only repeat the question, as "Putin" for "Who is Putin?".

Such an answer says nothing, so it is neither the same as another nor different from it.
"""

import re
from collections.abc import Mapping, Sequence

from retrieval.grouping.lexicon import lexicon_for
from retrieval.grouping.names import fold, spells
from retrieval.text.tokenizer import words as stems

_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_ACRONYM = re.compile(r"[^\W\d_]{2,7}")
_LIKE_ACRONYMS = frozenset(("us", "it", "who", "am", "is", "as", "so"))
# A question that gives its answers to choose from, or asks which word of its own is right.
_CHOICE = re.compile(
    r"\b(?:or|oder|ou|или|либо|або|чи|czy|lub|veya|yoksa|vs|versus|which of|(?:of|from) the two"
    r"|between|zwischen|entre|между|між|welche[rs]? von|lequel|laquelle|cuál de|quale di"
    r"|кто из|что из|хто з)\b|还是|還是|或",
    re.IGNORECASE,
)
# "O" is an article in Portuguese.
_CHOICE_BY_O = re.compile(r"\s[ou]\s", re.IGNORECASE)
_SHORT_OR = ("es", "it")
_ASKS_FOR_ACRONYM = re.compile(
    r"abbrev|acronym|initials|short for|stands? for|abkürz|kürzel|steht\b.*\bfür|acrónimo|\bsigl"
    r"|abrev|acronyme|abrég|сокращ|аббревиатур|скороч|абревіатур|skrót|kısalt|缩写|縮寫|简称|簡稱",
    re.IGNORECASE,
)
# Articles and prepositions of languages without a lexicon of their own.
_SMALL = frozenset((
    "le", "la", "les", "un", "une", "de", "du", "des", "en", "à", "au", "aux", "il", "lo", "gli",
    "i", "uno", "una", "di", "del", "della", "dei", "da", "o", "a", "os", "as", "um", "uma", "do",
    "dos", "das", "em", "no", "na", "het", "een", "van", "ve", "bir",
))  # fmt: skip


def repeats_question(
    answer: str,
    question: str,
    language: str | None = None,
    acronyms: Mapping[str, Sequence[str]] | None = None,
) -> bool:
    """Whether all words of an answer are the question's, in whatever form, or empty ("the", "it").

    ``language``: the answer's. ``acronyms``: those that its document explains. A question that
    names the answers to choose from is repeated by every answer, so by none.

    >>> repeats_question("The mothers", "Who is the mother?", "en")
    True
    >>> repeats_question("Ada Marsh", "Who is the mother?", "en")
    False
    """
    if _gives_choice(question, language):
        return False
    words = lexicon_for(language, answer)
    known = set(stems(question, language)) | set(stems(question))
    asked = _WORD.findall(question)
    spelt = {fold(one) for one in asked} | {fold(part) for one in asked for part in _parts(one)}
    empty = words.words("particles") | words.words("empty")
    if (language or "").lower().split("-")[0] not in ("", words.language):
        empty = _SMALL
    for word in _WORD.findall(answer.replace("’", "'")):
        if word.isupper() and word.lower() in asked and word.lower() in _LIKE_ACRONYMS:
            return False  # "US" is not "us"
        if word.lower() in empty and not (len(word) > 1 and word.isupper()):
            continue
        own = stems(word, language)
        if own and known.issuperset(own):
            continue
        if all(fold(part) in spelt for part in _parts(word)):
            continue
        if not _abbreviates(word, asked, acronyms or {}):
            return False
        if _ASKS_FOR_ACRONYM.search(question):
            return False
    return True


def _gives_choice(question: str, language: str | None) -> bool:
    if _CHOICE.search(question):
        return True
    short = (language or "").lower().startswith(_SHORT_OR) or question.startswith("¿")
    return short and _CHOICE_BY_O.search(question) is not None


def _parts(word: str) -> list[str]:
    """The parts of a word with hyphens, without an "'s"."""
    parts = [one for one in re.split(r"[-’'&]", word) if one]
    return [one for n, one in enumerate(parts) if not n or one != "s"]


def _abbreviates(word: str, asked: Sequence[str], acronyms: Mapping[str, Sequence[str]]) -> bool:
    """Whether a word is an acronym of words of the question."""
    if not (_ACRONYM.fullmatch(word) and word.isupper()):
        return False
    spelt = {fold(one) for one in asked}
    long = acronyms.get(word, ())
    if long and all(fold(one) in spelt for one in long):
        return True
    return any(
        spells(word, asked[start:end])
        for start in range(len(asked))
        for end in range(start + 2, min(len(asked), start + 2 * len(word)) + 1)
    )
