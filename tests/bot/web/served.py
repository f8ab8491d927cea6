"""The pages' server in a thread of this process, with a bag of words for a model."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import App
from bot.changes.collection_changes import CollectionChanges
from bot.settings import Settings
from bot.web.security.access import Access
from bot.web.security.keys import Keys
from bot.web.server import WebServer, build_site, is_public
from bot.web.site import Site
from corpus.document import Card
from corpus.observer import Observer
from tests.fakes import BagOfWords

_PATIENCE = 120.0


@dataclass(frozen=True)
class Served:
    """A running server. ``url`` is without a slash at its end."""

    url: str
    site: Site

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def get(self, path: str, **options: Any) -> httpx.Response:
        """A page, as somebody without cookies gets it."""
        with self.client() as client:
            return client.get(path, **options)

    def client(self, **options: Any) -> httpx.Client:
        """A browser's cookies, without a browser."""
        return httpx.Client(base_url=self.url, timeout=_PATIENCE, trust_env=False, **options)

    def cards(self) -> list[Card]:
        with self.site.app.collection() as collection:
            return list(collection.cards())

    def named(self, title: str) -> Card:
        """The document of this title."""
        [found] = [one for one in self.cards() if one.name == title]
        return found


@contextlib.contextmanager
def bag_of_words() -> Iterator[None]:
    """No model is loaded meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "encoder", BagOfWords())
        patch.setattr(App, "reader", None)
        yield


def added(data_dir: Path, sources: Sequence[Path]) -> None:
    """Adds files to the collection of a data folder."""
    changes = CollectionChanges(App(settings_of(data_dir), print), Observer())
    changes.ingest(lambda ingester: ingester.add([str(one) for one in sources]), create=True)


def settings_of(data_dir: Path, **given: Any) -> Settings:
    """Settings for a test: a free port, no limit of requests."""
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "web_listen": "127.0.0.1:0",
        "web_per_minute": 0,
        # Words alone make nobody sure.
        "min_confidence": 0.018,
    }
    return Settings(_env_file=None, **(values | given))  # type: ignore[call-arg]


@contextlib.contextmanager
def serving(data_dir: Path, *, header_seconds: float = 10.0, **given: Any) -> Iterator[Served]:
    """A server of this data folder. Call it inside ``bag_of_words``."""
    settings = settings_of(data_dir, **given)
    keys = Keys.of(data_dir)
    access = Access(settings, keys, is_public=is_public(settings.web_listen))
    site = build_site(settings, access, keys)
    server = WebServer(site, header_seconds=header_seconds)
    started = threading.Event()

    def run() -> None:
        try:
            asyncio.run(server.run(lambda _: started.set()))
        finally:
            started.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert started.wait(_PATIENCE)
        assert server.port, "the server did not start"
        yield Served(f"http://127.0.0.1:{server.port}", site)
    finally:
        server.stop()
        thread.join(_PATIENCE)
