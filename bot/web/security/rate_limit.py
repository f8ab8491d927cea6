"""Rate limit: token buckets, one for each visitor."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

# The buckets that are kept; one that was not used for longest goes first, and it is full by then.
_MOST_KEPT = 20_000
_HOUSEHOLD_BITS = 64


class RateLimit:
    """``per_minute`` requests on average, half as many at once; 0: no limit."""

    def __init__(self, per_minute: float, clock: Callable[[], float]) -> None:
        self._rate = per_minute / 60
        self._most = max(1.0, per_minute / 2)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def seconds_to_wait(self, who: str) -> float:
        """0 if the request is allowed, and then counted; else how long it has to wait."""
        if not self._rate:
            return 0.0
        now = self._clock()
        level, at = self._buckets.pop(who, (self._most, now))
        level = min(self._most, level + (now - at) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._buckets[who] = (level if wait else level - 1, now)
        if len(self._buckets) > _MOST_KEPT:
            self._buckets.popitem(last=False)
        return wait


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Those of requests that are answered from the documents, and of all others."""

    answers: RateLimit
    pages: RateLimit


def household(address: str) -> str:
    """The address; of IPv6, the network that one household gets, which has countless addresses.

    >>> household("192.0.2.7"), household("2001:db8:1:2:3:4:5:6")
    ('192.0.2.7', '2001:db8:1:2::')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        bits = 128 - _HOUSEHOLD_BITS
        return str(IPv6Address(int(found) >> bits << bits))
    return address
