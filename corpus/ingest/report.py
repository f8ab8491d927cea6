"""Report of an ingest run."""

from dataclasses import dataclass


@dataclass(slots=True)
class Report:
    """How many sources were added, updated, unchanged, failed and removed."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    removed: int = 0

    def __str__(self) -> str:
        return (
            f"added {self.added}, updated {self.updated}, "
            f"unchanged {self.unchanged}, failed {self.failed}"
        )
