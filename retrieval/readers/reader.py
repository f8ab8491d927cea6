"""The seam behind which a model reads question and passage together.

An encoder has seen a passage before it hears the question; a reader has not, and so it can tell a
sentence that answers from one that merely speaks of the same thing. It is slow, and reads only
what the ranker thinks best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.span import Span


@dataclass(frozen=True, slots=True)
class ReaderPassage:
    """What a reader is given: a text, and the places in it (not in the document) of the sentences
    that can be quoted, in order. What lies between them (a heading) is read, and not judged.
    ``title`` is the document's, or nothing."""

    text: str
    sentences: tuple[Span, ...]
    title: str = ""

    def __post_init__(self) -> None:
        if self.sentences and self.sentences[-1].end > len(self.text):
            raise ValueError(f"{self.sentences[-1]} is outside a text of {len(self.text)}")


@dataclass(frozen=True, slots=True)
class ReaderOutput:
    """What a reader makes of a passage, all between 0 and 1.

    ``relevance``: how likely the passage answers. ``sentences``: how likely each of its sentences
    does, in their order. A reader that did not look at a sentence on its own gives it the
    passage's relevance.
    """

    relevance: float
    sentences: tuple[float, ...]

    def __post_init__(self) -> None:
        if not all(0 <= one <= 1 for one in (self.relevance, *self.sentences)):
            raise ValueError(f"not probabilities: {self.relevance}, {self.sentences}")


class Reader(Protocol):
    """Question and passages in; a reading of each passage out, in their order.

    ``fingerprint`` names the model: what was fitted to one reader does not fit another. ``knows``
    tells whether the reader can make anything of a question: of one in a language that it has not
    learned, it cannot.
    """

    @property
    def fingerprint(self) -> str: ...

    def supports(self, question: str) -> bool: ...

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]: ...
