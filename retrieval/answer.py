"""Answers and the quotes that they are made of."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Document
from corpus.span import Span
from retrieval.citation import Citation, Reference
from retrieval.turn import Turn


@dataclass(frozen=True, slots=True)
class Quote:
    """An excerpt of a document: a slice of its stored text.

    ``highlights``: the sentences that answer, or come nearest to answering, in order and inside
    ``span``. ``answers``: whether they are likely enough to answer to be marked. ``score``: how
    likely, uncalibrated; it never rises from one quote to the next. ``also``: near-duplicates of
    the first highlight in other documents, the earliest published first. ``language``: see
    Citation.
    """

    document: Document
    span: Span
    highlights: tuple[Span, ...]
    score: float
    also: tuple[Citation, ...] = ()
    answers: bool = True
    language: str | None = None

    def __post_init__(self) -> None:
        self.span.of(self.document.text)
        if not self.highlights or not all(self.span.holds(part) for part in self.highlights):
            raise ValueError("a quote needs at least one highlight, inside its span")

    @property
    def text(self) -> str:
        """The excerpt: a slice of the stored text."""
        return self.span.of(self.document.text)

    @property
    def marked(self) -> tuple[Span, ...]:
        """The highlights to mark; none where the quote does not answer."""
        return self.highlights if self.answers else ()

    @property
    def citation(self) -> Citation:
        """The first highlight, as a citation."""
        return Citation(self.document, self.highlights[0], self.language)

    @property
    def reference(self) -> Reference:
        """The excerpt's span, without the document."""
        return Reference(self.document.id, self.document.sha256, self.span)


class Outcome(StrEnum):
    """How far the documents answer a question.

    ``UNCERTAIN``: the first quote may answer. ``NOTHING_IN_SCOPE``: no document passes the filters.
    """

    ANSWERED = "answered"
    UNCERTAIN = "uncertain"
    NOT_ANSWERED = "not_answered"
    NOTHING_IN_SCOPE = "nothing_in_scope"


@dataclass(frozen=True, slots=True)
class Answer:
    """The quotes that answer a question, best first.

    ``confidence``: the calibrated probability that the first quote answers. Unless ``outcome`` is
    ANSWERED, ``quotes`` are the nearest passages, not an answer. ``follow_up``: the turn that the
    question was understood as a follow-up to, if any.
    """

    question: str
    quotes: tuple[Quote, ...]
    confidence: float
    outcome: Outcome
    follow_up: Turn | None = None

    @property
    def answered(self) -> bool:
        """Whether the first quote is likely enough to answer."""
        return self.outcome is Outcome.ANSWERED

    @property
    def turn(self) -> Turn:
        """The turn that a question after this answer may follow up on."""
        return Turn(self.question, tuple(quote.reference for quote in self.quotes), self.follow_up)
