"""Metrics in the Prometheus format. The one module that imports its library."""

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

__all__ = ["CONTENT_TYPE", "Metrics"]


class Metrics:
    """Counters of one bot since its start. They are numbers only, without personal data."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._updates = Counter(
            "pullquote_updates", "Updates from Telegram handled", registry=self._registry
        )
        self._questions = Counter(
            "pullquote_questions", "Questions asked of the collection", registry=self._registry
        )
        self._abstentions = Counter(
            "pullquote_abstentions",
            "Questions that the collection does not answer",
            registry=self._registry,
        )
        self._errors = Counter(
            "pullquote_errors",
            "Updates that ended in an error",
            ["kind"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "pullquote_answer_seconds",
            "From the receipt of a question to the end of its answer",
            buckets=_SECONDS,
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self.questions = self.abstentions = self.errors = 0

    def gauge(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Adds a value that is read whenever the metrics are."""
        Gauge(f"pullquote_{name}", about, registry=self._registry).set_function(read)

    def update(self) -> None:
        """An update was handled."""
        self._updates.inc()

    def question(self, seconds: float, answered: bool) -> None:
        """A question was handled, this many seconds after its receipt."""
        self.questions += 1
        self._questions.inc()
        self._seconds.observe(seconds)
        if not answered:
            self.abstentions += 1
            self._abstentions.inc()

    def error(self, kind: str) -> None:
        """Something ended in an error of this kind."""
        self.errors += 1
        self._errors.labels(kind).inc()

    def text(self) -> bytes:
        """The metrics in Prometheus's text format."""
        return generate_latest(self._registry)
