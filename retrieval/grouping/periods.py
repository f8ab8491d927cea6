"""Periods in a text: its dates as first and last day, for comparison only.

"21 September", "the 1990s", "mid-September 2022" and, by the date of their document, "last
Wednesday" and "yesterday" are periods. dateparser reads many more forms, but its first answer takes
seconds; these are the forms of news, letters and reference works in five languages.
"""

import datetime
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from retrieval.grouping.lexicon import Lexicon
from retrieval.grouping.period import NO_YEAR, Period, last_of_month
from retrieval.grouping.relative_periods import WORD, relative_periods

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,])(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")
_YEARS = re.compile(
    r"(?<![\d.,])(1\d{3}|20\d{2})\s*(?:[-–—]|to|and|bis|und|y|a|до|и|і)\s*(1\d{3}|20\d{2})(?!\d)"
)
_DECADE = re.compile(r"(?<!\d)(1\d{2}0|20\d0)(?:s|er|-?[хe]|-?е|-?ті|-?х)(?!\w)")
_YEAR = re.compile(r"(?<![\d.,$€£])(1\d{3}|20\d{2})(?![\d%]|[.,]\d)")
_ORDINAL = r"(?:st|nd|rd|th|\.|º|-?е|-?го)?"
_CENTURY_FIGURE = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+(\w+)")
_ROMAN = {"xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}
# Parts of a month and of a longer period, as shares of its days; they are meant loosely.
_PARTS = {"early": (0.0, 0.45), "middle": (0.25, 0.75), "late": (0.55, 1.0)}


def periods(text: str, words: Lexicon, written: datetime.date | None = None) -> list[Period]:
    """The periods in a text, in order. ``written``: the date of its document."""
    lowered = text.lower().replace("'", "’")
    found: list[Period] = []
    for one in _all(lowered, words, written):
        if not any(one.place[0] < kept.place[1] and kept.place[0] < one.place[1] for kept in found):
            found.append(one)
    return sorted(found, key=lambda one: one.place)


def _all(text: str, words: Lexicon, written: datetime.date | None) -> Iterator[Period]:
    """Periods, the most telling patterns first; later ones may overlap them."""
    for match in _ISO.finditer(text):
        year, month, day = (int(part) if part else None for part in match.groups())
        if period := _calendar(year, month, day, match.span(), written):
            yield period
    for match in _NUMERIC.finditer(text):
        day, month, year = map(int, match.groups())
        if words.language == "en" and month > 12:
            day, month = month, day
        if period := _calendar(year, month, day, match.span(), written):
            yield period
    yield from _months(text, words, written)
    for match in _YEARS.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first < last:
            yield Period(
                datetime.date(first, 1, 1), datetime.date(last, 12, 31), True, match.span()
            )
    yield from _centuries(text, words)
    for match in _DECADE.finditer(text):
        year = int(match[1])
        whole = Period(
            datetime.date(year, 1, 1), datetime.date(year + 9, 12, 31), True, match.span()
        )
        yield _part(whole, text, words)
    for match in _YEAR.finditer(text):
        if period := _calendar(int(match[1]), None, None, match.span(), written):
            yield _part(period, text, words)
    yield from relative_periods(text, words, written)


@lru_cache(maxsize=8)
def _month_pattern(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<![\d.,])(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+|de\s+)?)?"
        rf"(?<!\w)(?P<month>{words})(?!\w)\.?"
        rf"(?:\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|[.,]\d|\s*(?:per ?cent|million)))?"
        rf"(?:,?\s+(?:(?:of|de|del)\s+)?(?P<year>1\d{{3}}|20\d{{2}})(?!\d))?"
    )


def _months(text: str, words: Lexicon, written: datetime.date | None) -> Iterator[Period]:
    months, seasons = words.table("months"), words.table("seasons")
    names = [*months.whole, *seasons.whole, *(rf"{one}\w*" for one, _ in months.beginnings)]
    pattern = _month_pattern("|".join(sorted(names, key=len, reverse=True)))
    for match in pattern.finditer(text):
        name = match["month"]
        year = int(match["year"]) if match["year"] else None
        month = months.number(name)
        day = int(match["day"] or match["after"] or 0) or None
        if month is None:
            season = seasons.number(name)
            # "winter uniforms" are worn at any time.
            if season and (year or words.language != "en" or _is_dated(text, match.start())):
                yield _season(int(season), year, match.span(), written)
            continue
        # "may" and "march" are verbs, too.
        if name in ("may", "march") and not (day or year) and not _is_dated(text, match.start()):
            continue
        if period := _calendar(year, int(month), day, match.span(), written):
            yield period if day else _part(period, text, words)


_BEFORE_MONTH = re.compile(
    r"(?:^|\b(?:in|of|since|until|by|last|this|next|the|early|mid|late|from|to|and|between|during))[\s-]*$"
)


def _is_dated(text: str, start: int) -> bool:
    return _BEFORE_MONTH.search(text[:start]) is not None


def _season(
    month: int, year: int | None, place: tuple[int, int], written: datetime.date | None
) -> Period:
    known = year or (_latest_year(month, 1, written) if written else NO_YEAR)
    first = datetime.date(known, month, 1)
    end_year, end_month = (known + 1, 2) if month == 12 else (known, month + 2)
    last = last_of_month(end_year, end_month)
    return Period(first, last, bool(year or written), place)


def _calendar(
    year: int | None,
    month: int | None,
    day: int | None,
    place: tuple[int, int],
    written: datetime.date | None,
) -> Period | None:
    """The period of a date; without a year, the last such date before the document's."""
    has_year = year is not None or written is not None
    if year is None:
        year = _latest_year(month or 1, day or 1, written) if written else NO_YEAR
    try:
        first = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return Period(first, first, has_year, place)
    return Period(first, last_of_month(year, month or 12), has_year, place)


def _latest_year(month: int, day: int, written: datetime.date) -> int:
    return written.year if (month, day) <= (written.month, written.day) else written.year - 1


def _part(period: Period, text: str, words: Lexicon) -> Period:
    """The part of a period that "early", "mid" or "end of" before it means."""
    before = text[: period.place[0]].rstrip(" -")
    for name, (first, last) in _PARTS.items():
        if not re.search(rf"(?:{words.phrase(name).pattern})(?:\s+\w{{1,3}})?$", before):
            continue
        days = period.days - 1
        return replace(
            period,
            first=period.first + datetime.timedelta(int(first * days)),
            last=period.first + datetime.timedelta(round(last * days)),
        )
    return period


def _centuries(text: str, words: Lexicon) -> Iterator[Period]:
    ordinals = words.table("ordinals")
    tokens = list(re.finditer(WORD, text))
    for one, other in itertools.pairwise(tokens):
        number = None
        if other[0] in words.words("century"):
            number = ordinals.number(one[0]) or _ROMAN.get(one[0])
        elif one[0] in words.words("century"):
            number = _ROMAN.get(other[0])
        if number:
            yield _century(int(number), (one.start(), other.end()))
    for match in _CENTURY_FIGURE.finditer(text):
        if match[2] in words.words("century") and 1 <= int(match[1]) <= 21:
            yield _century(int(match[1]), match.span())


def _century(number: int, place: tuple[int, int]) -> Period:
    first = 100 * (number - 1) + 1
    return Period(datetime.date(first, 1, 1), datetime.date(first + 99, 12, 31), True, place)
