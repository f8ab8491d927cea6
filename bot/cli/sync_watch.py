"""`pullquote sync --watch`: keeps the collection up to date with its sources.

Folders are watched through the system's file events (watchfiles, a binding of Rust's notify, which
supports inotify, FSEvents and Windows). Files that were added one by one are checked every two
seconds, because an editor that saves by renaming would lose the event. Addresses are read every few
minutes. Each round is a `sync` that holds the lock only while it runs; if one is killed, the next
one finishes its work.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Generator, Mapping
from pathlib import Path

from bot.advice import explain
from bot.app import App
from bot.changes.collection_changes import CollectionChanges
from corpus.address import is_address
from corpus.errors import PullquoteError, SourceError
from corpus.ingest.report import Report
from corpus.observer import Observer

_CHECK_SECONDS = 2.0
# Without file events, all folders are scanned this often.
_POLL_SECONDS = 30.0

FileStates = Mapping[str, tuple[int, int] | None]


class SyncWatch:
    """Rounds of `sync` until stopped. ``on_report`` gets the reports of the first round and of
    those that changed something; the observer gets notes and failures that are new in a round."""

    def __init__(
        self,
        app: App,
        observer: Observer,
        on_report: Callable[[Report], None],
        *,
        web_seconds: float,
        keep_missing: bool = False,
        allow_private: bool = False,
        check_seconds: float = _CHECK_SECONDS,
    ) -> None:
        self._app, self._outer, self._on_report = app, observer, on_report
        self._observer = Observer(observer.progress, self._note, self._failed)
        # Notes of this round, and of the one before it.
        self._now: set[str] = set()
        self._before: set[str] = set()
        self._web_seconds, self._check_seconds = web_seconds, check_seconds
        self._keep_missing, self._allow_private = keep_missing, allow_private
        self._next_web = 0.0
        self._verified = False

    def run(self, stop: threading.Event) -> None:
        """Returns when ``stop`` is set."""
        while not stop.is_set():
            roots = self._roots()
            files = [name for name in roots if not is_address(name) and not Path(name).is_dir()]
            folders = [name for name in roots if not is_address(name) and Path(name).is_dir()]
            states = _file_states(files)
            # The watcher starts before the round, so that no change between the two is missed.
            with contextlib.closing(self._events(folders, stop)) as events:
                next(events, None)
                self._round()
                for changed in events:
                    if stop.is_set():
                        return
                    now = _file_states(files)
                    if self._roots() != roots:
                        break
                    if changed or now != states or time.monotonic() >= self._next_web:
                        states = now
                        self._round()

    def _round(self) -> None:
        """One `sync`. An error is reported, and the next round tries again."""
        web = time.monotonic() >= self._next_web
        if web:
            self._next_web = time.monotonic() + self._web_seconds
        self._before, self._now = self._now, set()
        try:
            report = CollectionChanges(self._app, self._observer).ingest(
                lambda ingester: ingester.sync(
                    keep_missing=self._keep_missing, web=web, allow_private=self._allow_private
                ),
                verify=not self._verified,
            )
        except PullquoteError as error:
            self._observer.note(f"{explain(error)} (will be tried again)")
        else:
            happened = report.added or report.updated or report.removed
            if happened or self._now - self._before or not self._verified:
                self._on_report(report)
            self._verified = True

    def _note(self, text: str) -> None:
        if text not in self._before:
            self._outer.note(text)
        self._now.add(text)

    def _failed(self, error: SourceError) -> None:
        if str(error) not in self._before:
            self._outer.failed(error)
        self._now.add(str(error))

    def _roots(self) -> list[str]:
        with self._app.collection() as collection:
            return sorted(collection.sources.roots())

    def _events(self, folders: list[str], stop: threading.Event) -> Generator[bool]:
        """Yields False at once, then True for each change in a folder, and False regularly while
        nothing changes."""
        if folders:
            from watchfiles import watch

            try:
                for changes in watch(
                    *folders,
                    watch_filter=lambda _, path: self._is_of_interest(path, folders),
                    stop_event=stop,
                    rust_timeout=int(self._check_seconds * 1000),
                    yield_on_timeout=True,
                    raise_interrupt=True,
                ):
                    yield bool(changes)
                return
            except OSError as error:
                self._observer.note(
                    f"no file events ({error}); checking every {_POLL_SECONDS:.0f} s instead"
                )
        yield False
        waited = 0.0
        while not stop.wait(self._check_seconds):
            waited += self._check_seconds
            yield bool(folders) and waited >= _POLL_SECONDS
            if waited >= _POLL_SECONDS:
                waited = 0.0

    def _is_of_interest(self, path: str, folders: list[str]) -> bool:
        """Not hidden files, and above all not what this process writes itself."""
        own = str(self._app.settings.data_dir.resolve())
        if path == own or path.startswith(own + os.sep):
            return False
        for folder in folders:
            if path.startswith(folder):
                inside = Path(path).relative_to(folder).parts if path != folder else ()
                return not any(part.startswith(".") for part in inside)
        return False


def _file_states(files: list[str]) -> FileStates:
    """Size and time of modification of files; None for a missing file."""
    found: dict[str, tuple[int, int] | None] = {}
    for name in files:
        found[name] = None
        with contextlib.suppress(OSError, ValueError):
            status = Path(name).stat()
            found[name] = (status.st_size, status.st_mtime_ns)
    return found
