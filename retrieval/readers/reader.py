"""Reader protocol: a model that reads question and passage together.

An encoder encodes a passage before the question is known. A reader sees both, and so can tell a
sentence that answers from one that is merely about the same thing. It is slow, and reads only the
passages that the ranker puts first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.span import Span


@dataclass(frozen=True, slots=True)
class ReaderPassage:
    """A reader's input: a text, and the spans in it (not in the document) of the sentences that can
    be quoted, in order. Text between them (a heading) is read but gets no probability. ``title``:
    the document's, or ""."""

    text: str
    sentences: tuple[Span, ...]
    title: str = ""

    def __post_init__(self) -> None:
        if self.sentences and self.sentences[-1].end > len(self.text):
            raise ValueError(f"{self.sentences[-1]} is outside a text of {len(self.text)}")


@dataclass(frozen=True, slots=True)
class ReaderOutput:
    """A reader's output for a passage: probabilities.

    ``relevance``: that the passage answers. ``sentences``: that each of its sentences does, in
    order. A reader that did not read a sentence by itself gives it the passage's relevance.
    ``evidence``: that each sentence is evidence, judged for itself, so that several may be; empty
    for a reader that does not say. ``answers``: the likeliest answer inside each sentence, as a
    span of the passage's text, None for a sentence that was not read; empty likewise.
    """

    relevance: float
    sentences: tuple[float, ...]
    evidence: tuple[float, ...] = ()
    answers: tuple[Span | None, ...] = ()

    def __post_init__(self) -> None:
        if not all(0 <= one <= 1 for one in (self.relevance, *self.sentences, *self.evidence)):
            raise ValueError(f"not probabilities: {self.relevance}, {self.sentences}")
        for known in (self.evidence, self.answers):
            if known and len(known) != len(self.sentences):
                raise ValueError(f"{len(known)} of {len(self.sentences)} sentences")


class Reader(Protocol):
    """Question and passages in, an output for each passage out, in order.

    ``fingerprint`` names the model: what was fitted to one reader does not fit another.
    ``supports``: whether the reader can read a question; it cannot in a language that it was not
    trained on. ``languages``: those of the passages that it can read; None: all. ``read`` raises
    ModelError.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def languages(self) -> frozenset[str] | None: ...

    def supports(self, question: str) -> bool: ...

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]: ...
