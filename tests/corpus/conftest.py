"""Fixtures: a site on loopback, and a fetcher that may reach it."""

from collections.abc import Iterator

import pytest

from corpus.web.fetcher import Fetcher, Limits
from corpus.web.guard import Guard
from tests.web_server import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(Guard(private_hosts=("127.0.0.1",)), Limits(size=100_000, seconds=60)) as made:
        yield made
