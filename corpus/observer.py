"""Observer: callbacks for progress, notes and failures of long work."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.errors import SourceError


def _ignore(*_: object) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Observer:
    """Callbacks of one run; by default they do nothing.

    ``progress`` gets the name of the work ("reading"), how much is done, and how much there is in
    all; ``note`` gets a line that the user should see; ``failed`` gets the error of a source.
    """

    progress: Callable[[str, int, int], None] = _ignore
    note: Callable[[str], None] = _ignore
    failed: Callable[[SourceError], None] = _ignore
