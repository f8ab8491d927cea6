"""When chats are told."""

from datetime import UTC, datetime

import pytest

from bot.watches.timing import is_due, told_today, zone_of
from bot.watches.watch import Subscriber


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2026, 1, day, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [((22, 7), {22, 23, *range(7)}), ((1, 3), {1, 2}), ((5, 5), set()), (None, set())],
)
def test_quiet_hours(quiet: tuple[int, int] | None, hours: set[int]) -> None:
    """Also over midnight."""
    who = Subscriber("a", quiet=quiet, zone="UTC")
    assert {hour for hour in range(24) if not is_due(who, at(hour))} == hours


def test_once_a_day() -> None:
    """From the hour on, and then not before the next day; by the clock of the chat."""
    who = Subscriber("a", daily=8, zone="+2")
    assert [hour for hour in range(24) if is_due(who, at(hour))] == list(range(6, 22))
    told = told_today(who, at(9))
    assert not is_due(told, at(20))
    assert not is_due(told, at(5, 2))
    assert is_due(told, at(6, 2))


@pytest.mark.parametrize("name", ["Mars/Base", "+15", "+x", "../etc", "9"])
def test_what_is_no_time_zone(name: str) -> None:
    """Is refused."""
    with pytest.raises(ValueError, match="time zone"):
        zone_of(name)
