"""What long work tells while it goes on, without knowing who listens."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import SourceError


def _ignore(*_: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Observer:
    """Three ears; those that are not given hear nothing.

    ``progress`` gets what is being done ("reading"), how much of it is done, and how much there
    is; ``note`` a line the user should see; ``failed`` a source that could not be taken in.
    """

    progress: Callable[[str, int, int], None] = _ignore
    note: Callable[[str], None] = _ignore
    failed: Callable[[SourceError], None] = _ignore
