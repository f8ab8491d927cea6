"""Filters inside a question: ``since:2022-10-01 source:"Kyiv Post"``.

The names are those of the command line's options, and their equivalents in other languages. Dates
may be relative: ``since:yesterday``, ``since:last week``.
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.questions.relative_dates import PHRASE, resolved
from corpus.filters import Filters
from corpus.text.dates import period

_NAMES = {
    "since": (
        "since|from|seit|ab|desde|с|от|після|з|від|depuis|dès|od|din|başlangıç|baslangic|从|從|自"
    ),
    "until": (
        "until|till|bis|hasta|до|по|jusque|jusqu['’](?:à|au)|do|până|pana|até|ate|bitiş|bitis|到|至"
    ),
    "source": "source|quelle|fuente|источник|джерело|źródło|zrodlo|surs[ăa]|fonte|kaynak|来源|來源",
}
_FILTER = re.compile(
    rf"(?<!\S)(?P<name>{'|'.join(f'(?P<{field}>{names})' for field, names in _NAMES.items())})[:：]"
    r"(?:\"(?P<straight>[^\"\n]+)\"|“(?P<curly>[^”\n]+)”|«(?P<pointed>[^»\n]+)»|„(?P<low>[^“”\n]+)[“”]"
    r"|「(?P<corner>[^」\n]+)」|《(?P<title>[^》\n]+)》"
    rf"|(?P<relative>{PHRASE})"
    r"|(?P<bare>[^\s\"“«„「《]\S*))(?!\S)",
    re.IGNORECASE,
)


_VALUES = ("straight", "curly", "pointed", "low", "corner", "title", "relative", "bare")


class FilterError(ValueError):
    """An invalid filter. ``name``: the key of the message that explains it; ``values``: the
    message's arguments."""

    def __init__(self, name: str, /, **values: str) -> None:
        super().__init__(f"{name}: {values}")
        self.name = name
        self.values = values


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    """A question, its filters, and the filters as they were written."""

    text: str
    filters: Filters
    written: str


def split_filters(words: str) -> PlainQuestion:
    """The question and its filters. Raises FilterError.

    >>> split_filters('since:2022-10 Who fled? source:"Kyiv Post"')
    PlainQuestion(text='Who fled?', filters=Filters(since='2022-10', until=None, \
source='Kyiv Post', language=None), written='since:2022-10 source:"Kyiv Post"')
    """
    given: dict[str, str] = {}
    for match in _FILTER.finditer(words):
        field = next(name for name in _NAMES if match[name])
        value = next(filter(None, match.group(*_VALUES)))
        if field in given:
            raise FilterError("filter-twice", name=match["name"])
        if field != "source":
            value = resolved(value.strip(), date.today(), end=field == "until")
            _check_date(value)
        given[field] = value.strip()
    written = " ".join(match[0] for match in _FILTER.finditer(words))
    rest = " ".join(_FILTER.sub(" ", words).split()) if given else words.strip()
    try:
        return PlainQuestion(rest, Filters(**given), written)
    except ValueError:
        raise FilterError("filter-order", since=given["since"], until=given["until"]) from None


def _check_date(value: str) -> None:
    try:
        period(value)
    except ValueError:
        raise FilterError("filter-date", value=value) from None
