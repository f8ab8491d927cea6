"""Period: a date as its first and last day, for comparison."""

import calendar
import datetime
from dataclasses import dataclass, replace

# Of a date without a year whose document has no date: a leap year.
NO_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Period:
    """[first, last] of days. ``has_year``: whether text or document tell the year. ``weekday``:
    where a weekday is all that is known (Monday is 0). ``place``: [start, end) in the text."""

    first: datetime.date
    last: datetime.date
    has_year: bool
    place: tuple[int, int]
    weekday: int | None = None

    @property
    def text(self) -> str:
        """As an ISO date where it is a day, a month or a year, else as two."""
        if self.weekday is not None:
            return calendar.day_name[self.weekday]
        first, last = self.first, self.last
        if first == last:
            return first.isoformat() if self.has_year else first.strftime("--%m-%d")
        if _is_month(first, last):
            return first.strftime("%Y-%m") if self.has_year else first.strftime("--%m")
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"{first.year}" if first.year == last.year else f"{first.year}/{last.year}"
        return f"{first.isoformat()}/{last.isoformat()}"

    def moved(self, year: int) -> "Period":
        """A period without a year, in this one."""
        years = year - self.first.year
        return replace(self, first=_shifted(self.first, years), last=_shifted(self.last, years))

    def holds(self, other: "Period") -> bool:
        """Whether the other lies inside."""
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: "Period") -> bool:
        """Whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last

    @property
    def days(self) -> int:
        """The number of days, both ends included."""
        return (self.last - self.first).days + 1


def last_of_month(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _shifted(day: datetime.date, years: int) -> datetime.date:
    year = min(max(day.year + years, 1), 9999)
    return day.replace(year=year, day=min(day.day, last_of_month(year, day.month).day))


def _is_month(first: datetime.date, last: datetime.date) -> bool:
    return first.day == 1 and last == last_of_month(first.year, first.month)
