"""Relative dates in filters: "yesterday", "last week", "3 days ago", in the bot's languages."""

import calendar
import re
from datetime import date, timedelta
from functools import cache

_DAYS = {
    0: "today|heute|hoy|сегодня|сьогодні|aujourd['’]hui|dzisiaj|dziś|ast[ăa]zi|azi|hoje|bugün"
    "|今天|今日",
    1: "yesterday|gestern|ayer|вчера|вчора|учора|hier|wczoraj|ieri|ontem|dün|昨天|昨日",
    2: "(?:the )?day before yesterday|vorgestern|anteayer|позавчера|позавчора|avant-hier"
    "|przedwczoraj|alalt[ăa]ieri|anteontem|evvelsi gün|前天|前日",
}
_WEEKDAYS = (
    "monday|montag|lunes|понедельник|понедельника|понеділок|понеділка"
    "|lundi|poniedziałek|poniedziałku|luni|lunea|segunda(?:-feira)?|pazartesi",
    "tuesday|dienstag|martes|вторник|вторника|вівторок|вівторка"
    "|mardi|wtorek|wtorku|mar[țţt]i|mar[țţt]ea|terça(?:-feira)?|salı",
    "wednesday|mittwoch|miércoles|среда|среды|середа|середи"
    "|mercredi|środa|środę|środy|miercuri|miercurea|quarta(?:-feira)?|çarşamba",
    "thursday|donnerstag|jueves|четверг|четверга|четвер"
    "|jeudi|czwartek|czwartku|joi|joia|quinta(?:-feira)?|perşembe",
    "friday|freitag|viernes|пятница|пятницы|п['’]ятниця|п['’]ятниці"
    "|vendredi|piątek|piątku|vineri|vinerea|sexta(?:-feira)?|cuma",
    "saturday|samstag|sonnabend|sábado|суббота|субботы|субота|суботи"
    "|samedi|sobota|sobotę|soboty|s[âa]mb[ăa]t[ăa]|cumartesi",
    "sunday|sonntag|domingo|воскресенье|воскресенья|неділя|неділі"
    "|dimanche|niedziela|niedzielę|niedzieli|duminic[ăa]|pazar",
)
_CHINESE_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "[日天]")
_UNITS = {
    "day": "days?|tag(?:en)?|días?|день|дня|дней|дні|днів|jours?|dzień|dnia|dniu|dni|zi"
    "|zile|ziua|dias?|gün",
    "week": "weeks?|wochen?|semanas?|неделя|неделю|недели|недель|тиждень|тижня|тижні|тижнів"
    "|semaines?|tydzień|tygodnia|tygodniu|tygodnie|tygodni|s[ăa]pt[ăa]m[âa]n[ăai]|hafta",
    "month": "months?|monat(?:s|e|en)?|mes(?:es)?|месяц(?:а|ев)?|місяць|місяця|місяці|місяців|mois"
    "|miesiąc|miesiąca|miesiącu|miesiące|miesięcy|lun[ăai]|mês|ay",
    "year": "years?|jahr(?:es|en)?|años?|год|года|году|лет|рік|року|роки|років|ans?|années?"
    "|rok|roku|lata|lat|anul|ani|anos?|yıl|sene",
}
_CHINESE_UNITS = {"day": "天|日", "week": "周|週|星期|礼拜|禮拜", "month": "月", "year": "年"}
_LAST = (
    "last|letzte[rsnm]?|vorige[rsnm]?|прошл(?:ый|ая|ой|ую|ого|ом)|минул(?:ий|а|ого|ої|ому)"
    "|(?:zeszł|ubiegł|ostatni)(?:y|a|ą|ego|ej|ym)?|últim[oa]|geçen"
)
_THIS = (
    "this|diese[rsnm]?|est[ea]|эт(?:от|а|ой|у|ого|ом)|ц(?:ей|я|ього|ієї|ьому)"
    "|ce|cette|ten|tym|tego|neste|nesta|bu"
)
# After the noun, in Romance languages.
_LAST_AFTER = "pasad[oa]|derni[eè]re?|dernier|passée?|passad[oa]|trecut[ăa]?"
_THIS_AFTER = "aceasta|asta|acesta|ăsta"
_BEFORE_NOUN = "(?:на |la |le |l['’]|el |en |w |we |no |na |o |a )?"
_COUNT = r"\d{1,4}"
_CHINESE_NUMERALS = {
    **dict(zip("一二三四五六七八九十", range(1, 11), strict=True)),
    "两": 2,
    "兩": 2,
}
_CHINESE_COUNT = rf"\d{{1,4}}|[{''.join(_CHINESE_NUMERALS)}]"


def _units(prefix: str, units: dict[str, str] = _UNITS) -> str:
    return "|".join(f"(?P<{prefix}_{name}>{words})" for name, words in units.items())


_PATTERN = "|".join(
    (
        *(rf"(?P<ago_{n}>{words})" for n, words in _DAYS.items()),
        *(
            rf"(?P<weekday_{n}>{_BEFORE_NOUN}(?:(?:{_LAST}) )?(?:{words})(?: (?:{_LAST_AFTER}))?"
            rf"|(?:周|週|星期|礼拜|禮拜){chinese})"
            for n, (words, chinese) in enumerate(zip(_WEEKDAYS, _CHINESE_WEEKDAYS, strict=True))
        ),
        rf"{_BEFORE_NOUN}(?:{_LAST}) (?:{_units('last')})",
        rf"{_BEFORE_NOUN}(?:{_THIS}) (?:{_units('this')})(?:-ci)?",
        rf"{_BEFORE_NOUN}(?:{_units('lastbehind')}) (?:{_LAST_AFTER})",
        rf"(?:{_units('thisbehind')}) (?:{_THIS_AFTER})",
        rf"上 ?[个個]? ?(?:{_units('lastchinese', _CHINESE_UNITS)})|(?P<last_year_zh>去年)",
        rf"[本这這今] ?[个個]? ?(?:{_units('thischinese', _CHINESE_UNITS)})",
        rf"(?P<count_a>{_COUNT}) (?:{_units('a')})"
        r" (?:ago|назад|тому|temu|atrás|önce)",
        rf"(?:vor|hace|il y a|acum|há) (?P<count_b>{_COUNT}) (?:de )?(?:{_units('b')})(?: atrás)?",
        rf"(?P<count_c>{_CHINESE_COUNT}) ?[个個]? ?(?:{_units('c', _CHINESE_UNITS)}) ?[以之]?前",
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
    kind, which = name.split("_")[:2]
    if kind == "ago":
        return (today - timedelta(days=int(which))).isoformat()
    if kind == "weekday":
        back = (today.weekday() - int(which)) % 7
        return (today - timedelta(days=back or 7)).isoformat()
    if kind in ("a", "b", "c"):
        count = _number(match["count_a"] or match["count_b"] or match["count_c"])
        return _before(today, which, count).isoformat()
    return _period(today, which, 0 if kind.startswith("this") else 1, end=end)


def _number(written: str) -> int:
    """Figures, or one Chinese numeral."""
    return int(written) if written.isdecimal() else _CHINESE_NUMERALS[written]


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_PATTERN, re.IGNORECASE)


def _period(today: date, unit: str, back: int, *, end: bool) -> str:
    """The day, week, month or year this many before today's."""
    if unit == "year":
        return f"{today.year - back:04}"
    if unit == "month":
        return _before(today.replace(day=1), "month", back).isoformat()[:7]
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return (monday + timedelta(days=6 if end else 0)).isoformat()
    return (today - timedelta(days=back)).isoformat()


def _before(today: date, unit: str, count: int) -> date:
    """The day this many days, weeks, months or years earlier; in a shorter month, its last."""
    try:
        if unit in ("day", "week"):
            return today - timedelta(days=count * (7 if unit == "week" else 1))
        months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(today.day, last))
    except (OverflowError, ValueError):
        return date.min
