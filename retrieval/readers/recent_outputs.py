"""Recent outputs: what a reader said of the passages it read last, by question."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

from retrieval.readers.reader import ReaderOutput, ReaderPassage

_Read = Callable[[str, Sequence[ReaderPassage]], list[ReaderOutput]]
# Some 60 questions with eight passages each, and one or two MB with the passages' texts.
_MOST = 512


class RecentOutputs:
    """Keeps the last outputs: the same question is asked again for more quotes, from another page,
    or by another person. Thread-safe."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, ReaderPassage], ReaderOutput] = OrderedDict()

    def read(
        self, question: str, passages: Sequence[ReaderPassage], read: _Read
    ) -> list[ReaderOutput]:
        """The outputs for the passages in their order, those that are not known from ``read``."""
        with self._lock:
            found = {
                one: self._known[question, one]
                for one in passages
                if (question, one) in self._known
            }
        new = [one for one in dict.fromkeys(passages) if one not in found]
        if new:
            found |= zip(new, read(question, new), strict=True)
        with self._lock:
            for one in passages:
                self._known[question, one] = found[one]
                self._known.move_to_end((question, one))
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return [found[one] for one in passages]
