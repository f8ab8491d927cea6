"""Question types: what kind of thing a question asks for, and whether a sentence contains one.

Shallow on purpose: tables of question words, and patterns of numbers, dates and names. The ranker
learns how much they are worth. A question in a language without a table has no type.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What the answer to a question is likely to contain."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"


# Question words in scripts with spaces between words, and without.
_SPACED = {
    Kind.DATE: "when|(?:what|which) (?:year|date|day|month|century|decade)|когда|в каком году|коли"
    "|якого року|wann|in welchem jahr|cuándo|en qué año|quand|quelle année|quando",
    Kind.NUMBER: "how (?:many|much|long|old|far|often|tall|large|big|high|deep|fast|wide|heavy)"
    "|what (?:percentage|percent|number|amount|share|size|population|age|price|cost|rate)"
    "|сколько|скільки|wie ?viele?|wie (?:lange|alt|weit|oft|hoch|groß)|cuánt[oa]s?|combien"
    "|quant[oaie]",
    Kind.PERSON: "who|whom|whose|кто|кого|кому|хто|wer|wen|wem|quién(?:es)?|chi|quem",
    Kind.PLACE: "where|(?:what|which) (?:city|country|place|state|town|region|county|continent)"
    "|где|куда|откуда|де|звідки|woher|wohin|wo|dónde|où|dove|onde",
    Kind.REASON: "why|what (?:caused|was the reason)|for what reason|почему|зачем|чому|warum"
    "|weshalb|por qué|pourquoi|perché",
}
_UNSPACED = {
    Kind.DATE: "何时|什么时候|哪一年|いつ",
    Kind.NUMBER: "多少|几个|几人|いくつ|何人",
    Kind.PERSON: "谁|誰",
    Kind.PLACE: "哪里|哪儿|どこ",
    Kind.REASON: "为什么|为何|なぜ",
}
_ASKS = {
    kind: re.compile(rf"\b(?:{_SPACED[kind]})\b|{_UNSPACED[kind]}", re.IGNORECASE) for kind in Kind
}

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half"
    r"|twice|once|several|percent)\b|[一二三四五六七八九十百千万]",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:1\d{3}|20\d{2})(?:s|\b)|\b\d{1,2}(?:st|nd|rd|th)\b|\bcentury\b|年|月"
    r"|\b(?:jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today"
    r"|spring|summer|autumn|winter)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|since|so that|in order to|as a result|caused by|owing to|therefore"
    r"|потому что|из-за|тому що|через те|weil|denn|porque|debido|parce que|car)\b|因为|由于",
    re.IGNORECASE,
)
# A capitalised word that does not follow a full stop: a name.
_NAME = re.compile(r"(?<![.!?…\"“”«»‘'])\s(?:[\"“«‘(]?)([^\W\d_a-z]\w+)")


def kinds(question: str) -> frozenset[Kind]:
    """The kinds of thing that a question asks for; mostly one or none.

    >>> sorted(kinds("How many women were at the meeting, and when?"))
    [<Kind.DATE: 'date'>, <Kind.NUMBER: 'number'>]
    """
    return frozenset(kind for kind in Kind if _ASKS[kind].search(question))


def names(text: str) -> set[str]:
    """The words that look like names (capitalised, and not at a sentence start), in lower case."""
    return {
        name.lower()
        for name in _NAME.findall(" " + text[:1].lower() + text[1:])
        if name[0].isupper()
    }


def holds(kind: Kind, sentence: str, new_names: bool) -> bool:
    """Whether a sentence contains this kind of thing. ``new_names``: whether it has names that are
    not in the question."""
    if kind is Kind.NUMBER:
        return _NUMBER.search(sentence) is not None
    if kind is Kind.DATE:
        return _DATE.search(sentence) is not None
    if kind is Kind.REASON:
        return _REASON.search(sentence) is not None
    return new_names
