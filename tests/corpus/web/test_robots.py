"""robots.txt: rules, missing files, errors, delays."""

import pytest

from corpus.errors import SourceError
from corpus.web.fetcher import Fetcher
from corpus.web.robots import Robots
from tests.web_server import Page, Site


def test_rules_for_everybody_are_followed(fetcher: Fetcher, site: Site) -> None:
    """The file is fetched once."""
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
    """They take precedence over the rules for everybody."""
    site.pages["/robots.txt"] = Page(
        b"User-agent: *\nAllow: /\n\nUser-agent: pullquote\nDisallow: /\n"
    )
    with pytest.raises(SourceError, match="asks programs"):
        Robots(fetcher).admit(site.url("/"))


@pytest.mark.parametrize("status", [404, 403, 401])
def test_a_site_without_rules_allows_everything(fetcher: Fetcher, site: Site, status: int) -> None:
    """No robots.txt, or one that may not be read."""
    site.pages["/robots.txt"] = Page(status=status)
    Robots(fetcher).admit(site.url("/"))


def test_a_site_whose_rules_cannot_be_read_allows_nothing(fetcher: Fetcher, site: Site) -> None:
    """Nothing is fetched while robots.txt fails with a server error."""
    site.pages["/robots.txt"] = Page(status=503)
    with pytest.raises(SourceError, match=r"robots\.txt cannot be read"):
        Robots(fetcher).admit(site.url("/"))


def test_the_crawl_delay_is_kept(fetcher: Fetcher, site: Site) -> None:
    """Between two requests, but never longer than ten seconds."""
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


def test_invalid_rules_are_ignored(fetcher: Fetcher, site: Site) -> None:
    """A file that is not text forbids nothing."""
    site.pages["/robots.txt"] = Page(b"\xff\xfe\x00<html>Crawl-delay: x\nDisallow\n" * 100)
    Robots(fetcher).admit(site.url("/a"))
