"""Report of an ingest run."""

from dataclasses import dataclass

from corpus.errors import SourceError
from corpus.observer import Observer


@dataclass(slots=True)
class Report:
    """How many sources were added, updated, unchanged, failed and removed."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    removed: int = 0

    def fail(self, error: SourceError, observer: Observer) -> None:
        """Counts a source that failed, and reports it."""
        self.failed += 1
        observer.failed(error)

    def __str__(self) -> str:
        return (
            f"added {self.added}, updated {self.updated}, "
            f"unchanged {self.unchanged}, failed {self.failed}"
        )
