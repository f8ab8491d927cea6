"""What a question asks for, as far as answers are compared by it."""

import re
from dataclasses import dataclass

from retrieval.text.definition_questions import asks_for_definition
from retrieval.text.question_types import Kind

_YES_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must|am|isn’t|aren’t"
    r"|don’t|doesn’t|didn’t|won’t|can’t|ist|sind|war|waren|hat|haben|kann|können|darf|dürfen|muss"
    r"|müssen|wird|werden|gibt|правда ли|можно ли|чи)\s",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:(?:which|what|whose)\s+(?:\w+\s+)?\w+s|who\s+(?:are|were)|what\s+(?:are|were)"
    r"|welche\s+\w+(?:en|er|e)|qué\s+\w+s|quiénes|cuáles|какие|які|name|list)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\b(?:where|wo|wohin|woher|dónde|donde|où|где|куда|откуда|де|куди|звідки)\b", re.IGNORECASE
)
_NO_PLURALS = re.compile(r"\b(?:which|what)\s+(?:was|is|has|does|\w+(?:us|ss|is|news))\b", re.I)
# Beside the question words that the ranker knows ("how many"), nouns that ask for a figure or a
# date, as in "What is the population of Arkle?".
_NUMBERS = (
    "population|numbers?|amount|share|percentage|proportion|height|length|depth|width|weight|speed"
    "|temperature|price|cost|age|capacity|budget|salary|turnout|death toll|magnitude"
    "|einwohnerzahl|bevölkerung|bevölkerungszahl|anzahl|zahl|anteil|höhe|länge|tiefe|breite|gewicht"
    "|geschwindigkeit|temperatur|preis|alter|wahlbeteiligung"
    "|población|número|cantidad|porcentaje|altura|longitud|peso|velocidad|temperatura|precio|costo"
    "|edad|capacidad|население|количество|число|численность|доля|высота|длина|вес|скорость|цена"
    "|стоимость|возраст|населення|кількість|частка|висота|довжина|вага|швидкість|ціна|вартість|вік"
)
_DATES = (
    "(?:birth )?date|birthday|year|datum|geburtsdatum|jahr|fecha|año|дата|год|рік|день рождения"
    "|день народження"
)
_WHAT_IS = (
    r"^(?:what(?:’s| is| was| are| were)|was (?:ist|war)|welches? (?:ist|war)"
    r"|cuál (?:es|era|fue)|какой|каков[аоы]?|какая|як(?:а|е|ий|ою))"
)
_OF = r"\s+(?:(?:the|its|his|her|their|die|der|das|la|el|su)\s+)?(?:[\w’-]+\s+){0,2}?(?:%s)\b"
_ASKS = {
    Kind.NUMBER: re.compile(_WHAT_IS + _OF % _NUMBERS, re.IGNORECASE),
    Kind.DATE: re.compile(_WHAT_IS + _OF % _DATES, re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for: ``kinds`` of things, or yes or no.

    ``several``: it may have several right answers at once. ``where``: it asks for a place of any
    size, so that a town and its country are both right. ``defines``: it asks what something is, of
    which any number of descriptions are true at once.
    """

    text: str
    kinds: frozenset[Kind]
    yes_no: bool
    several: bool
    where: bool = False
    defines: bool = False

    @classmethod
    def of(cls, question: str, kinds: frozenset[Kind]) -> "Asked":
        plain = question.strip().replace("'", "’")
        several = _PLURAL.search(plain) is not None and _NO_PLURALS.search(plain) is None
        yes_no = _YES_NO.match(plain) is not None
        kinds |= {kind for kind, asks in _ASKS.items() if asks.search(plain.lstrip("¿ "))}
        # "What is a good price?" asks for a figure; "who" asks for a description.
        defines = kinds <= {Kind.PERSON} and asks_for_definition(plain)
        return cls(question, kinds, yes_no, several, _WHERE.search(plain) is not None, defines)
