"""What a site asks of programs that read it by themselves: its robots.txt (RFC 9309).

It is asked before the articles behind a feed's links are fetched, not before a page is that a
person named: that is their reading, as with a browser. protego (BSD, Scrapy's) knows the
wildcards and the precedence of RFC 9309, which urllib.robotparser does not.
"""

import time
from collections.abc import Callable

from corpus.address import Address
from corpus.errors import RefusedError, SourceError
from corpus.web.fetcher import Fetcher, user_agent

# So much of a robots.txt is read (RFC 9309 asks for no less than 500 KiB).
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
    """Asks each site once, and waits between two requests as long as the site wants."""

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
        """Returns when the address may be fetched. Raises SourceError where it may not, also
        where the site cannot say for now."""
        address = Address.of(url)
        rules = self._rules_of(address)
        if isinstance(rules, SourceError):
            raise SourceError(address, f"its robots.txt cannot be read: {rules.reason}")
        if not rules.allow(address):
            raise RefusedError(
                address,
                "the site's robots.txt asks programs not to read it; "
                "add the page itself if you want it",
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
            return _Rules("")  # there are none
        except SourceError as error:
            return error  # nothing is allowed until the site can say what is
        return _Rules(body[:_LONGEST].decode("utf-8", "replace"))
