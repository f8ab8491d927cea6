"""ISO 8601 dates, which may be partial ("2022", "2022-11")."""

import calendar
import datetime
import re

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})(?P<time>[T ].+)?)?)?", re.ASCII
)


def period(date: str) -> tuple[datetime.date, datetime.date]:
    """The first and last day that a date can mean. Raises ValueError if it is not an ISO date.

    >>> period("2022-02")
    (datetime.date(2022, 2, 1), datetime.date(2022, 2, 28))
    """
    match = _ISO.fullmatch(date.strip())
    if match is None:
        raise ValueError(f"{date!r} is not a date like 2022-11-30, 2022-11 or 2022")
    if match["time"]:
        datetime.datetime.fromisoformat(date.strip())  # raises a ValueError of its own
    year = int(match["year"])
    month, day = (int(part) if part else None for part in match.group("month", "day"))
    if year == 0 or (month is not None and not 1 <= month <= 12):
        raise ValueError(f"{date!r} is not a calendar date")
    first = datetime.date(year, month or 1, 1)
    last_month = month or 12
    last = datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
    if day is None:
        return first, last
    if not 1 <= day <= last.day:
        raise ValueError(f"{date!r} is not a calendar date")
    exact = datetime.date(year, last_month, day)
    return exact, exact


def by_last_day(date: str | None) -> tuple[str, str] | None:
    """A key to sort dates by: the last day that a date can mean, then the date itself with its
    time. None where it is not known, or not an ISO date.

    >>> by_last_day("2022-02")
    ('2022-02-28', '2022-02')
    """
    try:
        return (period(date)[1].isoformat(), date) if date else None
    except ValueError:
        return None
