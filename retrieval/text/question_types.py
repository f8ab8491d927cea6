"""Question types: what kind of thing a question asks for, and whether a sentence contains one.

Shallow on purpose: tables of question words, and patterns of numbers, dates and names. The ranker
learns how much they are worth. A question in a language without a table has no type.
What a sentence contains is recognised by the words of its language (``answer_words.toml``).
"""

import re
import tomllib
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from retrieval.text.language import UNKNOWN


class Kind(StrEnum):
    """What the answer to a question is likely to contain."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"


# Question words in scripts with spaces between words, and without.
_SPACED = {
    Kind.DATE: "when|(?:what|which) (?:year|date|day|month|century|decade)"
    "|когда|(?:в|с|до|к) (?:каком|какого|которого|какому) (?:году|года|веке|месяце|числа|времени)"
    "|какого (?:числа|года)|коли|якого (?:року|числа|дня)|(?:в|у) якому (?:році|столітті|місяці)"
    "|wann|(?:in|an|zu) welche[mr] (?:jahr|jahrhundert|jahrzehnt|monat|tag|datum|zeitpunkt)"
    "|um wie ?viel uhr|cu[aá]ndo|en qu[eé] (?:año|fecha|día|mes|siglo|década)|a qué hora|quand"
    "|quelle (?:année|date|heure)|quel (?:jour|mois|siècle)|quando|in che anno|em que ano|kiedy"
    "|w którym roku",
    Kind.NUMBER: "how (?:many|much|long|old|far|often|tall|large|big|high|deep|fast|wide|heavy)"
    "|what (?:percentage|percent|number|amount|share|size|population|age|price|cost|rate)"
    "|сколько|скольки|скольких|какое количество|как (?:долго|далеко|часто)"
    "|как(?:ой|ая|ова|ов|ую|ого|ом) (?:процент|дол[яю]|численность|площадь|высота|длина|глубина"
    "|скорость|температура|масса|сумм[ау]|цена|стоимость|возраст|возрасте|рост|вес|размер|объ[её]м"
    "|срок)|с каких лет|с какой скоростью|скільки|як (?:довго|далеко|часто)"
    "|як(?:ий|а|у|ого|ому) (?:відсоток|частка|площа|висота|довжина|швидкість|температура|сум[ау]"
    "|ціна|вартість|вік|віці|розмір)"
    "|wie ?viele?|wie (?:lange?|alt|weit|oft|hoch|groß|gross|schnell|schwer|teuer|tief|breit|früh"
    "|spät|häufig)|welche[rn]? (?:anteil|prozentsatz|anzahl|menge|temperatur|fläche)"
    "|(?:ab|mit|bis zu|in) welchem alter|cu[aá]nt[oa]s?"
    "|qu[eé] (?:porcentaje|cantidad|número|edad|tamaño|altura|parte)"
    "|combien|quel(?:le)? (?:pourcentage|nombre|âge|prix|poids|montant|taille|température|distance"
    "|population|hauteur|vitesse|proportion)|quant[oaie]|quantos|quantas|ile",
    Kind.PERSON: "who|whom|whose|кто|кого|кому|чей|чья|чьё|хто|чий|чия|wer|wen|wem|wessen"
    "|qui[eé]n(?:es)?|chi|quem|kto|(?:^|à |par |avec |de |chez |pour )qui",
    Kind.PLACE: "where|(?:what|which) (?:city|country|place|state|town|region|county|continent)"
    "|где|куда|откуда|(?:в|из) как(?:ом|ой|ого) (?:городе|стране|месте|штате|регионе|города|страны)"
    "|де|куди|звідки|(?:в|у) як(?:ому|ій) (?:місті|країні|місці)|woher|wohin|wo"
    "|(?:in|aus) welche[mrn] (?:stadt|land|ort|staat|region|bundesland)|d[oó]nde"
    "|en qu[eé] (?:ciudad|país|lugar|estado|región)|où|dans quel(?:le)? (?:ville|pays|lieu|région)"
    "|dove|onde|gdzie",
    Kind.REASON: "why|what (?:caused|was the reason)|for what reason|почему|зачем|отчего|за что"
    "|из-за чего|по какой причине|с какой целью|чому|навіщо|через що|warum|weshalb|wieso|weswegen"
    "|wozu|wodurch|aus welchem grund|por qu[eé]|para qué|pourquoi|pour quelle raison|perché"
    "|dlaczego",
}
_UNSPACED = {
    Kind.DATE: "何时|何時|什么时候|什麼時候|什么时间|哪一?年|哪一?天|何年|几月|几号|几点|哪个月"
    "|哪个世纪|いつ",
    Kind.NUMBER: "多少|几[个個人次名岁歲年天种種位]|多[大长長久高远遠快重深]|百分之几|いくつ|何人",
    Kind.PERSON: "谁|誰|哪位|什么人",
    Kind.PLACE: "哪里|哪裡|哪儿|何处|何地|在哪|什么地方|哪个?(?:国家|城市|地方|地区|州|省)|どこ",
    Kind.REASON: "为什么|為什麼|为何|為何|为啥|什么原因|なぜ",
}
_ASKS = {
    kind: re.compile(rf"\b(?:{_SPACED[kind]})\b|{_UNSPACED[kind]}", re.IGNORECASE) for kind in Kind
}

# Of English, and of languages without a table of their own.
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
# Digits and years, beside the words of a language (``answer_words.toml``).
_ALWAYS = {"number": r"\d|", "date": r"\b(?:1\d{3}|20\d{2})(?!\d)|", "reason": ""}
_WITHOUT_CAPITALS = frozenset(
    ("zh", "ja", "ko", "th", "ar", "fa", "ur", "he", "hi", "ne", "mr", "ta")
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


def holds(kind: Kind, sentence: str, new_names: bool, language: str = "en") -> bool:
    """Whether a sentence in this language contains this kind of thing. ``new_names``: whether it
    has names that are not in the question."""
    if kind is Kind.NUMBER:
        return _sign(language, "number", _NUMBER).search(sentence) is not None
    if kind is Kind.DATE:
        return _sign(language, "date", _DATE).search(sentence) is not None
    if kind is Kind.REASON:
        return _sign(language, "reason", _REASON).search(sentence) is not None
    return new_names


def has_capitals(language: str) -> bool:
    """Whether names can be told by their capitals."""
    return language not in _WITHOUT_CAPITALS


def _sign(language: str, name: str, usual: re.Pattern[str]) -> re.Pattern[str]:
    return usual if language == UNKNOWN else _signs(language).get(name, usual)


@lru_cache(maxsize=32)
def _signs(language: str) -> dict[str, re.Pattern[str]]:
    table = _tables().get(language, {})
    return {
        name: re.compile(
            rf"{always}\b(?:{table[name]})\b"
            if table.get("spaced", True)
            else always + table[name],
            re.IGNORECASE,
        )
        for name, always in _ALWAYS.items()
        if name in table
    }


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("answer_words.toml").read_text("utf-8"))
