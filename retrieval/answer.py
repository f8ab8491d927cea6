"""What comes back: quotes and their answer."""

from dataclasses import dataclass

from corpus.document import Document
from corpus.span import Span
from retrieval.citation import Citation
from retrieval.reference import Reference


@dataclass(frozen=True, slots=True)
class Quote:
    """An excerpt of a document. Its words are the document's, by slicing, and nobody else's.

    ``highlights`` are the sentences that answer, or come nearest to it; they lie inside ``span``,
    in order. ``answers``: whether that is likely enough for them to be marked. ``score`` is how
    likely it is, before any calibration; it never rises from one quote to the next.
    ``also`` are places in other documents that say the same in nearly the same words, the earliest
    published first.
    """

    document: Document
    span: Span
    highlights: tuple[Span, ...]
    score: float
    also: tuple[Citation, ...] = ()
    answers: bool = True

    def __post_init__(self) -> None:
        self.span.of(self.document.text)
        if not self.highlights or not all(self.span.holds(part) for part in self.highlights):
            raise ValueError("a quote highlights at least one place, inside itself")

    @property
    def text(self) -> str:
        """The excerpt: a slice of the stored text."""
        return self.span.of(self.document.text)

    @property
    def marked(self) -> tuple[Span, ...]:
        """The sentences to mark: those that answer, none where none does."""
        return self.highlights if self.answers else ()

    @property
    def place(self) -> Citation:
        """Where the answering sentence stands: what a citation points to."""
        return Citation(self.document, self.highlights[0])

    @property
    def reference(self) -> Reference:
        """Which words of which document it is, without them."""
        return Reference(self.document.id, self.document.sha256, self.span)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the collection has to say to a question.

    ``confidence`` is the probability that the first quote answers. Where it is too low,
    ``answered`` is False, and ``quotes`` are what came nearest, not an answer.
    """

    question: str
    quotes: tuple[Quote, ...]
    confidence: float
    answered: bool
