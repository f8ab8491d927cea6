"""Dates as people write them ("30 November 2022", "Nov 30, 2022", "30.11.2022"), in ISO 8601.

Nothing is guessed: "03/04/2022" is refused, because it is 3 April to some and 4 March to others. Of
a date with a time that cannot be understood, the day is kept.
"""

import re
from functools import cache

from corpus.text.dates import period

_LONGEST = 80
_TIME = r"(?:[T ,]+(?:at |um )?\d{1,2}(?:[:.]\d{2}| ?[ap]\.?m).*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})\.?{_TIME}", re.A | re.I | re.S)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T\d{4,6}.*)?", re.A)
_EAST_ASIAN = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일].*", re.A | re.S)
_YEAR_LAST = re.compile(
    rf"(\d{{1,2}})(\.|/|-|\. )(\d{{1,2}})\2(\d{{4}})(?: ?(?:г|р)?\.?){_TIME}", re.A | re.I | re.S
)
_CLOCK = re.compile(r"[T ,]{1,8}(?:(?:at|um|a las) )?\d{1,2}:\d{2}.*", re.A | re.I | re.S)
_WORD = re.compile(r"\d+|[^\W\d_]+")
_ORDINALS = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª)\b", re.I)

# January to December, in eight languages; months are also known by their first letters.
_MONTHS = (
    "january januar jänner enero janvier gennaio janeiro январь января січень січня",
    "february februar febrero février fevrier febbraio fevereiro февраль февраля лютий лютого",
    "march märz maerz mrz marzo mars março marco март марта березень березня",
    "april abril avril aprile апрель апреля квітень квітня",
    "may mai mayo maggio maio май мая травень травня",
    "june juni junio juin giugno junho июнь июня червень червня",
    "july juli julio juillet luglio julho июль июля липень липня",
    "august agosto août aout август августа серпень серпня",
    "september septiembre setiembre septembre settembre setembro сентябрь сентября вересень "
    "вересня",
    "october oktober octubre octobre ottobre outubro октябрь октября жовтень жовтня",
    "november noviembre novembre novembro ноябрь ноября листопад листопада",
    "december dezember diciembre décembre decembre dicembre dezembro декабрь декабря грудень "
    "грудня",
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "lunes martes miércoles jueves viernes sábado domingo",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "понедельник вторник среда четверг пятница суббота воскресенье",
    "понеділок вівторок середа четвер субота неділя",
)
_FILLERS = {"of", "the", "de", "del", "den", "di", "do", "г", "год", "года", "р", "рік", "року"}
_SHORTEST_NAME = 3


def iso_date(written: str) -> str:
    """The date in ISO 8601; one that is already so is unchanged. Raises ValueError, with a message
    for the person who wrote it.

    >>> iso_date("Wednesday, Nov. 30th, 2022"), iso_date("30.11.2022"), iso_date("ноябрь 2022 г.")
    ('2022-11-30', '2022-11-30', '2022-11')
    """
    text = " ".join(written.split())
    try:
        period(text)
    except ValueError as error:
        found = _other_form(text) if len(text) <= _LONGEST else None
        if found is None:
            raise ValueError(
                f"{written!r} is not a date like 2022-11-30, 2022-11 or 2022"
            ) from error
        try:
            period(found)
        except ValueError:
            raise ValueError(f"{written!r} is not a day of the calendar") from None
        return found
    return text


def _other_form(text: str) -> str | None:
    """The date in ISO 8601, perhaps of no day in the calendar; None where it cannot be read. Raises
    ValueError for one that can be read in two ways."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[3], found[4])
    if found := _COMPACT.fullmatch(text) or _EAST_ASIAN.fullmatch(text):
        return _iso(found[1], found[2], found[3])
    if found := _YEAR_LAST.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        # With points between, the day comes first wherever dates are written so.
        if "." in found[2] or first > 12 or first == second:
            return _iso(found[4], second, first)
        if second > 12:
            return _iso(found[4], first, second)
        one, other = _iso(found[4], second, first), _iso(found[4], first, second)
        raise ValueError(
            f"{text!r} can be read as {one} or as {other}; write it like the one you mean"
        )
    return _with_month_name(text)


def _with_month_name(text: str) -> str | None:
    """A date whose month is a name."""
    words = _WORD.findall(_ORDINALS.sub("", _CLOCK.sub("", text)).casefold())
    month = year = day = None
    for position, word in enumerate(words):
        if word.isdecimal():
            if len(word) == 4 and year is None:
                year = int(word)
            elif len(word) <= 2 and day is None:
                day = int(word)
            else:
                return None
        elif (number := _month(word)) is not None and month is None:
            month = number
        elif word not in _FILLERS and not (position == 0 and _is_weekday(word)):
            return None
    if month is None or year is None:
        return None
    return f"{year:04}-{month:02}" if day is None else _iso(year, month, day)


@cache
def _month(word: str) -> int | None:
    """The month of a name, or of the beginning of names of one month alone."""
    if len(word) < _SHORTEST_NAME:
        return None
    names = [line.split() for line in _MONTHS]
    for fits in (word.__eq__, lambda name: name.startswith(word)):
        found = [n for n, line in enumerate(names, start=1) if any(map(fits, line))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _is_weekday(word: str) -> bool:
    return len(word) >= 2 and any(
        name.startswith(word) for line in _WEEKDAYS for name in line.split()
    )


def _iso(year: str | int, month: str | int, day: str | int) -> str:
    return f"{int(year):04}-{int(month):02}-{int(day):02}"
