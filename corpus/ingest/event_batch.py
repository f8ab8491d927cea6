"""Event batch: events waiting to be stored in one transaction."""

import time

from corpus.ingest.events import DocumentParsed, Event
from corpus.ingest.report import Report
from corpus.ingest.source_tracker import SourceTracker

# Limits of one transaction: a kill loses little, and the disk is not written to for every file.
_FILES = 64
_CHARACTERS = 8_000_000
_SECONDS = 5.0


class EventBatch:
    """Collects events, and stores them when there are enough or after some seconds."""

    def __init__(self, tracker: SourceTracker, report: Report) -> None:
        self._tracker, self._report = tracker, report
        self._clear()

    def add(self, event: Event) -> None:
        """Adds an event; stores the batch if that fills it."""
        self._events.append(event)
        if isinstance(event, DocumentParsed):
            self._characters += len(event.document.text)
        if (
            len(self._events) >= _FILES
            or self._characters > _CHARACTERS
            or time.monotonic() - self._stored > _SECONDS
        ):
            self.store()

    def store(self) -> None:
        """Stores the events that were added since the last time."""
        self._tracker.store(self._events, self._report)
        self._clear()

    def _clear(self) -> None:
        self._events: list[Event] = []
        self._characters = 0
        self._stored = time.monotonic()
