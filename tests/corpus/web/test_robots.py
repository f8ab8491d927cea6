"""What sites ask of programs."""

import pytest

from corpus.errors import SourceError
from corpus.web.fetcher import Fetcher
from corpus.web.robots import Robots
from tests.web_server import Page, Site


def test_what_a_site_asks_is_done(fetcher: Fetcher, site: Site) -> None:
    """Its rules for everybody, and those for us; it is asked once."""
    site.pages["/robots.txt"] = Page(
        b"User-agent: *\nDisallow: /private\nAllow: /private/*.html$\n"
    )
    robots = Robots(fetcher)
    robots.admit(site.url("/news"))
    robots.admit(site.url("/private/a.html"))
    with pytest.raises(SourceError, match=r"robots\.txt asks programs not to"):
        robots.admit(site.url("/private/a"))
    assert site.paths == ["/robots.txt"]


def test_rules_for_this_program(fetcher: Fetcher, site: Site) -> None:
    """Where we are named, that counts, and not what is for all."""
    site.pages["/robots.txt"] = Page(
        b"User-agent: *\nAllow: /\n\nUser-agent: pullquote\nDisallow: /\n"
    )
    with pytest.raises(SourceError, match="asks programs"):
        Robots(fetcher).admit(site.url("/"))


@pytest.mark.parametrize("status", [404, 403, 401])
def test_a_site_without_rules_allows_all(fetcher: Fetcher, site: Site, status: int) -> None:
    """No robots.txt, no rules."""
    site.pages["/robots.txt"] = Page(status=status)
    Robots(fetcher).admit(site.url("/"))


def test_a_site_that_cannot_say_allows_nothing_for_now(fetcher: Fetcher, site: Site) -> None:
    """A broken server is not an open door."""
    site.pages["/robots.txt"] = Page(status=503)
    with pytest.raises(SourceError, match=r"robots\.txt cannot be read"):
        Robots(fetcher).admit(site.url("/"))


def test_the_delay_a_site_asks_for_is_kept(fetcher: Fetcher, site: Site) -> None:
    """Between two requests, no longer than ten seconds whatever it asks for."""
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 3600\n")
    clock = [0.0]
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    robots = Robots(fetcher, wait, lambda: clock[0])
    robots.admit(site.url("/a"))
    clock[0] = 4.0
    robots.admit(site.url("/b"))
    clock[0] = 100.0
    robots.admit(site.url("/c"))
    assert waits == [6.0]


def test_rules_that_are_none(fetcher: Fetcher, site: Site) -> None:
    """Bytes instead of rules forbid nothing and break nothing."""
    site.pages["/robots.txt"] = Page(b"\xff\xfe\x00<html>Crawl-delay: x\nDisallow\n" * 100)
    Robots(fetcher).admit(site.url("/a"))
