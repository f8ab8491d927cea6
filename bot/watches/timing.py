"""When a chat is notified: at once or once a day, and not in its quiet hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.watches.watch import Subscriber

MORNING = 8


def zone_of(name: str) -> tzinfo | None:
    """The time zone of this name ("Europe/Kyiv", "+2", "UTC-5:30"); None: this machine's. Raises
    ValueError."""
    if not name:
        return None
    offset = name.upper().removeprefix("UTC").removeprefix("GMT")
    if not offset:
        return UTC
    if offset[0] in "+-−":
        hours, _, minutes = offset[1:].partition(":")
        if not (hours.isdecimal() and (not minutes or minutes.isdecimal())) or int(hours) > 14:
            raise ValueError(f"{name!r} is not a time zone")
        shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(shift if offset[0] == "+" else -shift)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError(f"{name!r} is not a time zone") from None


def local_time(who: Subscriber, at: datetime) -> datetime:
    """The time where the subscriber is; on this machine, where that is not known."""
    try:
        return at.astimezone(zone_of(who.zone))
    except ValueError:  # a zone that this machine does not have any more
        return at.astimezone()


def is_due(who: Subscriber, at: datetime) -> bool:
    """Whether the subscriber may be told now.

    >>> from datetime import datetime, UTC
    >>> is_due(Subscriber("a", quiet=(22, 7), zone="UTC"), datetime(2026, 1, 1, 23, tzinfo=UTC))
    False
    """
    here = local_time(who, at)
    if who.quiet is not None and _is_between(here.hour, *who.quiet):
        return False
    if who.daily is None:
        return True
    return here.hour >= who.daily and here.date().isoformat() > who.told_daily


def told_today(who: Subscriber, at: datetime) -> Subscriber:
    """The same, once told today."""
    return replace(who, told_daily=local_time(who, at).date().isoformat())


def _is_between(hour: int, first: int, last: int) -> bool:
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last
