"""Relative dates in filters: "yesterday", "last week", "3 days ago", in the readers' languages."""

import calendar
import re
from datetime import date, timedelta
from functools import cache

_DAYS = {
    0: "today|heute|hoy|сегодня|сьогодні",
    1: "yesterday|gestern|ayer|вчера|вчора|учора",
    2: "(?:the )?day before yesterday|vorgestern|anteayer|позавчера|позавчора",
}
_WEEKDAYS = (
    "monday|montag|lunes|понедельник|понедельника|понеділок|понеділка",
    "tuesday|dienstag|martes|вторник|вторника|вівторок|вівторка",
    "wednesday|mittwoch|miércoles|среда|среды|середа|середи",
    "thursday|donnerstag|jueves|четверг|четверга|четвер|четверга",
    "friday|freitag|viernes|пятница|пятницы|п['’]ятниця|п['’]ятниці",
    "saturday|samstag|sonnabend|sábado|суббота|субботы|субота|суботи",
    "sunday|sonntag|domingo|воскресенье|воскресенья|неділя|неділі",
)
_UNITS = {
    "day": "days?|tag(?:en)?|días?|день|дня|дней|дні|днів",
    "week": "weeks?|wochen?|semanas?|неделя|неделю|недели|недель|тиждень|тижня|тижні|тижнів",
    "month": "months?|monat(?:s|e|en)?|mes(?:es)?|месяц(?:а|ев)?|місяць|місяця|місяці|місяців",
    "year": "years?|jahr(?:es|en)?|años?|год|года|году|лет|рік|року|роки|років",
}
_LAST = "last|letzte[rsnm]?|vorige[rsnm]?|прошл(?:ый|ая|ой|ую|ого|ом)|минул(?:ий|а|ого|ої|ому)"
_THIS = "this|diese[rsnm]?|est[ea]|эт(?:от|а|ой|у|ого|ом)|ц(?:ей|я|ього|ієї|ьому)"


def _units(prefix: str) -> str:
    return "|".join(f"(?P<{prefix}_{name}>{words})" for name, words in _UNITS.items())


_PATTERN = "|".join(
    (
        *(rf"(?P<ago_{n}>{words})" for n, words in _DAYS.items()),
        *(rf"(?P<weekday_{n}>(?:(?:{_LAST}) )?(?:{words}))" for n, words in enumerate(_WEEKDAYS)),
        rf"(?:на |la |el )?(?:{_LAST}) (?:{_units('last')})",
        rf"(?:на |la |el )?(?:{_THIS}) (?:{_units('this')})",
        rf"(?:la |el )?(?:{_units('spanish')}) pasad[oa]",
        rf"(?P<count_a>\d{{1,4}}) (?:{_units('a')}) (?:ago|назад|тому)",
        rf"(?:vor|hace) (?P<count_b>\d{{1,4}}) (?:{_units('b')})",
    )
)
# The same without names, as a part of other patterns.
PHRASE = re.sub(r"\?P<\w+>", "?:", _PATTERN)


def resolved(value: str, today: date, *, end: bool) -> str:
    """The date that a relative one means, as ISO 8601, perhaps a month or a year; any other value
    as it is. ``end``: the last day of a week, not the first.

    >>> resolved("Yesterday", date(2026, 3, 1), end=False)
    '2026-02-28'
    >>> resolved("letzte Woche", date(2026, 3, 4), end=True)
    '2026-03-01'
    >>> resolved("last month", date(2026, 1, 4), end=True)
    '2025-12'
    """
    match = _pattern().fullmatch(" ".join(value.split()))
    if match is None:
        return value
    name = next(
        name
        for name, text in match.groupdict().items()
        if text is not None and not name.startswith("count")
    )
    kind, _, which = name.partition("_")
    if kind == "ago":
        return (today - timedelta(days=int(which))).isoformat()
    if kind == "weekday":
        back = (today.weekday() - int(which)) % 7
        return (today - timedelta(days=back or 7)).isoformat()
    if kind in ("a", "b"):
        count = int(match["count_a"] or match["count_b"])
        return _before(today, which, count).isoformat()
    return _period(today, which, 0 if kind == "this" else 1, end=end)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_PATTERN, re.IGNORECASE)


def _period(today: date, unit: str, back: int, *, end: bool) -> str:
    """The day, week, month or year that is so many before today's."""
    if unit == "year":
        return f"{today.year - back:04}"
    if unit == "month":
        return _before(today.replace(day=1), "month", back).isoformat()[:7]
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return (monday + timedelta(days=6 if end else 0)).isoformat()
    return (today - timedelta(days=back)).isoformat()


def _before(today: date, unit: str, count: int) -> date:
    """The day that is so many days, weeks, months or years before; the last of a shorter month."""
    try:
        if unit in ("day", "week"):
            return today - timedelta(days=count * (7 if unit == "week" else 1))
        months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(today.day, last))
    except (OverflowError, ValueError):
        return date.min
