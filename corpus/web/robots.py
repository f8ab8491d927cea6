"""robots.txt (RFC 9309): what a site allows programs to fetch.

It is checked for articles behind a feed's links, but not for a page that the user named: that is
like opening it in a browser. protego (BSD, from Scrapy) implements the wildcards and the precedence
of RFC 9309; urllib.robotparser does not.
"""

import time
from collections.abc import Callable

from corpus.address import Address
from corpus.errors import RefusedError, SourceError
from corpus.web.fetcher import Fetcher, user_agent

# The rest of a longer file is ignored (RFC 9309 asks for at least 500 KiB).
_LONGEST = 512 * 1024
_LONGEST_DELAY = 10.0


class _Rules:
    """The rules of one site."""

    def __init__(self, text: str) -> None:
        from protego import Protego

        self._rules = Protego.parse(text)

    def allow(self, address: Address) -> bool:
        return bool(self._rules.can_fetch(str(address), user_agent()))

    @property
    def delay(self) -> float:
        wanted = self._rules.crawl_delay(user_agent())
        return min(_LONGEST_DELAY, max(0.0, float(wanted or 0)))


class Robots:
    """The rules of all sites, each fetched once. Waits between requests as long as a site asks."""

    def __init__(
        self,
        fetcher: Fetcher,
        wait: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher, self._wait, self._now = fetcher, wait, now
        self._rules: dict[str, _Rules | SourceError] = {}
        self._last: dict[str, float] = {}

    def admit(self, url: str) -> None:
        """Waits until the address may be fetched. Raises RefusedError if the site disallows it,
        SourceError if its robots.txt cannot be read now."""
        address = Address.of(url)
        rules = self._rules_of(address)
        if isinstance(rules, SourceError):
            raise SourceError(
                address, f"its robots.txt cannot be read: {rules.reason}", rules.code, **rules.data
            )
        if not rules.allow(address):
            raise RefusedError(
                address,
                "the site's robots.txt asks programs not to read it; "
                "to add it anyway, give the page's own address",
            )
        since = self._now() - self._last.get(address.origin, float("-inf"))
        if since < rules.delay:
            self._wait(rules.delay - since)
        self._last[address.origin] = self._now()

    def _rules_of(self, address: Address) -> "_Rules | SourceError":
        if address.origin not in self._rules:
            self._rules[address.origin] = self._read(address)
        return self._rules[address.origin]

    def _read(self, address: Address) -> "_Rules | SourceError":
        try:
            body = self._fetcher.fetch(f"{address.origin}/robots.txt").body
        except RefusedError:
            return _Rules("")  # no robots.txt: everything is allowed
        except SourceError as error:
            return error  # nothing is allowed until it can be read
        return _Rules(body[:_LONGEST].decode("utf-8", "replace"))
