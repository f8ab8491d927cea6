"""A collection that follows its sources while it is watched."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import App
from bot.changes.collection_changes import CollectionChanges
from bot.cli.sync_watch import SyncWatch
from bot.settings import load_settings
from corpus.ingest.ingester import Ingester
from corpus.ingest.report import Report
from corpus.observer import Observer
from tests.bot.conftest import Pullquote
from tests.bot.process import running
from tests.web_server import Page, Site, serving

pytestmark = pytest.mark.slow

STORM = "Storms over Kent\n\nRoads were closed on Friday. Repairs will cost 12 million pounds.\n"
_PATIENCE = 240.0


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one at every round of `sync`."""
    counted: list[str] = []
    ingest = CollectionChanges.ingest

    def counting(
        self: CollectionChanges, work: Callable[[Ingester], Report], **options: bool
    ) -> Report:
        counted.append("round")
        return ingest(self, work, **options)

    monkeypatch.setattr(CollectionChanges, "ingest", counting)
    return counted


def texts(app: App) -> set[str]:
    with app.collection() as collection:
        return {one.text for one in collection.documents()}


def until(condition: Callable[[], bool]) -> None:
    """Waits for it; a minute is more than any machine needs."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_what_happens_to_sources_happens_to_the_collection(
    fast: Pullquote, tmp_path: Path, site: Site
) -> None:
    """New and changed files of a folder, a file named by itself, a page, all while it runs; what
    is added meanwhile from another shell is watched too."""
    folder, single, late = tmp_path / "files", tmp_path / "single.txt", tmp_path / "late"
    folder.mkdir()
    late.mkdir()
    (folder / "one.txt").write_text("One article about roads.\n")
    single.write_text("A file by itself about roads.\n")
    (late / "late.txt").write_text("A late article about roads.\n")
    site.pages["/"] = Page(STORM.encode(), "text/plain")
    assert fast("add", folder, single, site.url("/"), "--allow-private").code == 0
    app = App(load_settings(), print)
    reports: list[Report] = []
    stop = threading.Event()
    watch = SyncWatch(app, Observer(), reports.append, web_seconds=0.5, check_seconds=0.1)
    thread = threading.Thread(target=watch.run, args=(stop,))
    thread.start()
    try:
        until(lambda: bool(reports))
        (folder / "two.txt").write_text("Two articles about roads.\n")
        until(lambda: "Two articles about roads.\n" in texts(app))
        (folder / "one.txt").unlink()
        until(lambda: "One article about roads.\n" not in texts(app))
        single.write_text("A file that was changed.\n")
        until(lambda: "A file that was changed.\n" in texts(app))
        site.pages["/"] = Page(STORM.replace("12", "15").encode(), "text/plain")
        until(lambda: STORM.replace("12", "15") in texts(app))
        assert fast("add", late).code == 0
        until(lambda: "A late article about roads.\n" in texts(app))
        (late / "late.txt").write_text("A late article that was changed.\n")
        until(lambda: "A late article that was changed.\n" in texts(app))
    finally:
        stop.set()
        thread.join(_PATIENCE)
    assert not thread.is_alive()
    assert all(report.failed == 0 for report in reports)


def test_what_it_writes_itself_starts_no_round(
    fast: Pullquote, tmp_path: Path, rounds: list[str]
) -> None:
    """A folder that has the data folder in it is watched without rounds that never end."""
    (tmp_path / "one.txt").write_text("One article about roads.\n")
    assert fast("add", tmp_path).code == 0
    app = App(load_settings(), print)
    reports: list[Report] = []
    stop = threading.Event()
    watch = SyncWatch(app, Observer(), reports.append, web_seconds=3600, check_seconds=0.1)
    thread = threading.Thread(target=watch.run, args=(stop,))
    thread.start()
    try:
        until(lambda: len(reports) == 1)
        (tmp_path / "two.txt").write_text("Two articles about roads.\n")
        until(lambda: len(reports) == 2)
        before = len(rounds)
        time.sleep(3)
        assert len(rounds) <= before + 2
    finally:
        stop.set()
        thread.join(_PATIENCE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(
    fast: Pullquote, article: Path, data_dir: Path, number: signal.Signals
) -> None:
    """Ctrl-C, or a service manager's word, and nothing but a line is left behind."""
    assert fast("add", article).code == 0
    with running("sync", "--watch", data_dir=data_dir) as process:
        process.wait_until_said("watching the sources")
        time.sleep(1)
        process.signal(number)
        assert process.wait() == 0
        assert "Traceback" not in process.said
        assert process.said.rstrip().endswith("stopped")


def test_what_was_added_from_a_private_network_is_read_again(fast: Pullquote, site: Site) -> None:
    """Without being told so again; added without it, it is refused."""
    site.pages["/"] = Page(STORM.encode(), "text/plain")
    assert fast("add", site.url("/")).code == 2
    assert fast("add", site.url("/"), "--allow-private").code == 0
    site.pages["/"] = Page(STORM.replace("Friday", "Monday").encode(), "text/plain")
    synced = fast("sync")
    assert (synced.code, "updated 1" in synced.out) == (0, True), synced.err
    # Who adds it again without it has changed their mind.
    assert fast("add", site.url("/")).code == 2
    assert "not a public address" in fast("sync").err


def test_a_failure_is_told_when_it_begins(
    fast: Pullquote, tmp_path: Path, site: Site, rounds: list[str]
) -> None:
    """Not at every round that it lasts; and again when it comes back."""
    site.pages["/"] = Page(STORM.encode(), "text/plain")
    assert fast("add", site.url("/"), "--allow-private").code == 0
    failures: list[str] = []
    app = App(load_settings(), print)
    stop = threading.Event()
    watch = SyncWatch(
        app,
        Observer(failed=lambda error: failures.append(str(error))),
        lambda report: None,
        web_seconds=0.01,
        check_seconds=0.05,
    )
    thread = threading.Thread(target=watch.run, args=(stop,))
    thread.start()

    def some_rounds() -> None:
        before = len(rounds)
        until(lambda: len(rounds) > before + 3)

    try:
        site.pages["/"] = Page(status=503)
        until(lambda: bool(failures))
        some_rounds()
        assert len(failures) == 1
        site.pages["/"] = Page(STORM.encode(), "text/plain")
        some_rounds()
        site.pages["/"] = Page(status=503)
        until(lambda: len(failures) == 2)
    finally:
        stop.set()
        thread.join(_PATIENCE)
