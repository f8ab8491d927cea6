"""The answerer over the newest index: reopened whenever the index changes."""

import contextlib
import logging
from dataclasses import dataclass

from bot.advice import explain
from bot.app import App
from corpus.errors import PullquoteError, SourceError
from corpus.observer import Observer
from retrieval.answerer import Answerer

_log = logging.getLogger(__name__)
_QUIET = logging.Logger("quiet", logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Size:
    """The size of an index."""

    documents: int = 0
    passages: int = 0


class CurrentAnswerer:
    """The answerer of an app, which lives longer than one index. Not thread-safe."""

    def __init__(self, app: App, *, quiet: bool = False) -> None:
        """``quiet``: nothing is logged."""
        self._app, self._log = app, _QUIET if quiet else _log
        self._open: contextlib.ExitStack | None = None
        self._index_name: str | None = None
        self._last_error: str | None = None
        # The answerer that was used last; None before the first.
        self.last: Answerer | None = None
        self.size = Size()

    def get(self) -> Answerer:
        """The answerer over the newest index. If that cannot be opened, this is logged, and the
        previous one stays in use; without a previous one, raises CorpusError, IndexFault,
        ModelError."""
        if self.last is None:
            name = self._app.index_name()
            self.last, self._index_name = self._opened(), name
            return self.last
        try:
            name = self._app.index_name()
            if name != self._index_name:
                self.last, self._index_name = self._opened(), name
                self._log.info("answering from a new index")
                self._last_error = None
        except PullquoteError as error:
            # Tried again at every question, but logged only once.
            if self._last_error != str(error):
                self._last_error = str(error)
                self._log.warning("the new index cannot be used: %s", explain(error))
        return self.last

    def close(self) -> None:
        """Closes the index."""
        if self._open is not None:
            self._open.close()

    def _opened(self) -> Answerer:
        stack = contextlib.ExitStack()
        observer = Observer(note=self._log.warning, failed=self._log_failure)
        answerer = stack.enter_context(self._app.answerer(observer))
        self.close()
        self._open = stack
        self.size = Size(*answerer.index.counts())
        return answerer

    def _log_failure(self, error: SourceError) -> None:
        self._log.warning("%s", explain(error))
