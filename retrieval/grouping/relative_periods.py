"""Relative periods: "last Wednesday", "yesterday", "this year", by the date of their document."""

import datetime
import re
from collections.abc import Iterator

from retrieval.grouping.lexicon import Lexicon
from retrieval.grouping.period import NO_YEAR, Period, last_of_month

WORD = r"[^\W\d_]+(?:’[^\W\d_]+)*"


def relative_periods(text: str, words: Lexicon, written: datetime.date | None) -> Iterator[Period]:
    """The relative periods in a text in lower case. ``written``: the date of its document; without
    it, weekdays alone."""
    days, weekdays = words.table("days"), words.table("weekdays")
    tokens = list(re.finditer(WORD, text))
    for number, token in enumerate(tokens):
        word = token[0]
        before = tokens[number - 1] if number else None
        is_last = before is not None and before[0] in words.words("last")
        is_this = before is not None and before[0] in words.words("this")
        after = tokens[number + 1] if number + 1 < len(tokens) else None
        if after is not None and after[0] in words.words("last") and words.language == "es":
            is_last = True
        place = (before.start() if before and (is_last or is_this) else token.start(), token.end())
        weekday = weekdays.number(word)
        if weekday is not None:
            yield _weekday(int(weekday), place, written)
        elif written is None:
            continue
        elif (moved := days.number(word)) is not None:
            day = written + datetime.timedelta(int(moved))
            yield Period(day, day, True, place)
        elif is_last or is_this:
            for unit in ("week", "month", "year"):
                if words.phrase(unit).fullmatch(word):
                    yield _recent(unit, place, written, last=is_last)


def _weekday(weekday: int, place: tuple[int, int], written: datetime.date | None) -> Period:
    if written is None:
        day = datetime.date(NO_YEAR, 1, 3 + weekday)  # 3 January 2000 was a Monday
        return Period(day, day, False, place, weekday)
    # News of a Wednesday calls that day Wednesday, and means the last one before by "last".
    back = (written.weekday() - weekday) % 7 or 7
    day = written - datetime.timedelta(back)
    return Period(day, day, True, place)


def _recent(unit: str, place: tuple[int, int], written: datetime.date, *, last: bool) -> Period:
    if unit == "week":
        monday = written - datetime.timedelta(written.weekday() + (7 if last else 0))
        return Period(monday, monday + datetime.timedelta(6), True, place)
    if unit == "year":
        year = written.year - last
        return Period(datetime.date(year, 1, 1), datetime.date(year, 12, 31), True, place)
    months = written.year * 12 + written.month - 1 - last
    year, month = divmod(months, 12)
    return Period(datetime.date(year, month + 1, 1), last_of_month(year, month + 1), True, place)
