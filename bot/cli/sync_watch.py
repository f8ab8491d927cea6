"""`pullquote sync --watch`: the collection follows its sources for as long as this runs.

Folders are watched by the system's file events (watchfiles, MIT: Rust's notify, so that one library
knows inotify, FSEvents and Windows), files that were named one by one by a look at them every two
seconds (an editor that saves by renaming would lose the event), and addresses are read every so
many minutes. Each round is a `sync` that holds the lock for its own length only; what a killed
one leaves undone, the next one does.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Generator, Mapping
from pathlib import Path

from bot.advice import explain
from bot.app import App
from bot.collection_changes import CollectionChanges
from corpus.address import is_address
from corpus.errors import PullquoteError, SourceError
from corpus.ingest.report import Report
from corpus.observer import Observer

_LOOK_SECONDS = 2.0
# Where there are no file events: all folders are gone through.
_POLL_SECONDS = 30.0

Looks = Mapping[str, tuple[int, int] | None]


class Watch:
    """Rounds of `sync`, until somebody says stop. ``tell`` hears the report of the first round, and
    of those in which something happened; the observer hears what it did not hear a round ago."""

    def __init__(
        self,
        app: App,
        observer: Observer,
        tell: Callable[[Report], None],
        *,
        web_seconds: float,
        keep_missing: bool = False,
        allow_private: bool = False,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        self._app, self._outer, self._tell = app, observer, tell
        self._observer = Observer(observer.progress, self._note, self._failed)
        # What was noted in this round, and in the one before it.
        self._now: set[str] = set()
        self._before: set[str] = set()
        self._web_seconds, self._look_seconds = web_seconds, look_seconds
        self._keep_missing, self._allow_private = keep_missing, allow_private
        self._next_web = 0.0
        self._verified = False

    def run(self, stop: threading.Event) -> None:
        """Returns when ``stop`` is set."""
        while not stop.is_set():
            roots = self._roots()
            files = [name for name in roots if not is_address(name) and not Path(name).is_dir()]
            folders = [name for name in roots if not is_address(name) and Path(name).is_dir()]
            looks = _looks(files)
            # After what is to be watched was listed, and before events are waited for: what
            # happens meanwhile is an event, or seen now.
            with contextlib.closing(self._events(folders, stop)) as events:
                next(events, None)
                self._round()
                for changed in events:
                    if stop.is_set():
                        return
                    now = _looks(files)
                    if self._roots() != roots:
                        break
                    if changed or now != looks or time.monotonic() >= self._next_web:
                        looks = now
                        self._round()

    def _round(self) -> None:
        """One `sync`. What goes wrong is told, and tried again the next time."""
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
            self._observer.note(f"{explain(error)} (it is tried again)")
        else:
            happened = report.added or report.updated or report.removed
            if happened or self._now - self._before or not self._verified:
                self._tell(report)
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
            return sorted(collection.roots())

    def _events(self, folders: list[str], stop: threading.Event) -> Generator[bool]:
        """Whether something happened in a folder: at once for the first time (nothing), then as
        it happens, and every few moments that nothing has."""
        if folders:
            from watchfiles import watch

            try:
                for changes in watch(
                    *folders,
                    watch_filter=lambda _, path: self._is_of_interest(path, folders),
                    stop_event=stop,
                    rust_timeout=int(self._look_seconds * 1000),
                    yield_on_timeout=True,
                    raise_interrupt=True,
                ):
                    yield bool(changes)
                return
            except OSError as error:
                self._observer.note(
                    f"no file events ({error}); looking every {_POLL_SECONDS:.0f} s instead"
                )
        yield False
        waited = 0.0
        while not stop.wait(self._look_seconds):
            waited += self._look_seconds
            yield bool(folders) and waited >= _POLL_SECONDS
            if waited >= _POLL_SECONDS:
                waited = 0.0

    def _is_of_interest(self, path: str, folders: list[str]) -> bool:
        """Not what is hidden, and above all not what this process writes itself."""
        own = str(self._app.settings.data_dir.resolve())
        if path == own or path.startswith(own + os.sep):
            return False
        for folder in folders:
            if path.startswith(folder):
                inside = Path(path).relative_to(folder).parts if path != folder else ()
                return not any(part.startswith(".") for part in inside)
        return False


def _looks(files: list[str]) -> Looks:
    """Size and time of files; None for one that is not there."""
    found: dict[str, tuple[int, int] | None] = {}
    for name in files:
        found[name] = None
        with contextlib.suppress(OSError, ValueError):
            status = Path(name).stat()
            found[name] = (status.st_size, status.st_mtime_ns)
    return found
