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
    Citation. ``answer``: the answer's own words, inside one highlight; None where they are not
    known.
    """

    document: Document
    span: Span
    highlights: tuple[Span, ...]
    score: float
    also: tuple[Citation, ...] = ()
    answers: bool = True
    language: str | None = None
    answer: Span | None = None

    def __post_init__(self) -> None:
        self.span.of(self.document.text)
        if not self.highlights or not all(self.span.holds(part) for part in self.highlights):
            raise ValueError("a quote needs at least one highlight, inside its span")
        if self.answer is not None and not any(part.holds(self.answer) for part in self.highlights):
            raise ValueError("the answer's own words lie inside a highlight")

    @property
    def text(self) -> str:
        """The excerpt: a slice of the stored text."""
        return self.span.of(self.document.text)

    @property
    def marked(self) -> tuple[Span, ...]:
        """The highlights to mark; none where the quote does not answer."""
        return self.highlights if self.answers else ()

    @property
    def underlined(self) -> Span | None:
        """The answer's own words to mark inside the highlights; None where the quote does not
        answer, or they are not known."""
        return self.answer if self.answers else None

    @property
    def answer_text(self) -> str | None:
        """The answer's own words: a slice of the stored text."""
        return self.answer.of(self.document.text) if self.answer is not None else None

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


class Agreement(StrEnum):
    """How the sources that answer compare. ``SINGLE``: one independent source answers."""

    AGREE = "agree"
    DIFFER = "differ"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Quotes that give the same answer, the earliest published first.

    The first represents the group. ``value``: its answer, normalised for comparison; never shown
    in place of the text. ``when``: the dates that the statements are about, as ISO dates or
    periods ("2022-07"), where they or their documents say. ``sources``: how many of the documents
    are independent texts; wire copies and near-duplicates count once.
    """

    quotes: tuple[Quote, ...]
    value: str
    sources: int
    when: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.quotes or self.sources < 1:
            raise ValueError("a group needs at least one quote and one source")

    @property
    def quote(self) -> Quote:
        """The quote that represents the group."""
        return self.quotes[0]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that say so, each once, in the order of the quotes."""
        found: dict[str, Document] = {}
        for quote in self.quotes:
            for one in (quote.document, *(place.document for place in quote.also)):
                found.setdefault(one.id, one)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """The quotes that answer a question, best first.

    ``confidence``: the calibrated probability that the first quote answers. Unless ``outcome`` is
    ANSWERED, ``quotes`` are the nearest passages, not an answer. ``follow_up``: the turn that the
    question was understood as a follow-up to, if any. ``groups``: all quotes that answer, by what
    they say, most independent sources first; empty where nothing answers. ``agreement``: None
    where nothing answers, and where several answers do not contradict one another (a list, or
    figures for different times). ``sources``: how many independent texts answer.
    """

    question: str
    quotes: tuple[Quote, ...]
    confidence: float
    outcome: Outcome
    follow_up: Turn | None = None
    groups: tuple[AnswerGroup, ...] = ()
    agreement: Agreement | None = None
    sources: int = 0

    @property
    def answered(self) -> bool:
        """Whether the first quote is likely enough to answer."""
        return self.outcome is Outcome.ANSWERED

    @property
    def turn(self) -> Turn:
        """The turn that a question after this answer may follow up on."""
        return Turn(self.question, tuple(quote.reference for quote in self.quotes), self.follow_up)
