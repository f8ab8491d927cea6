"""Running of an evaluation: questions asked, and their outcomes."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.observer import Observer
from retrieval.answer import Outcome as Given
from retrieval.answerer import Answerer, SearchResult
from retrieval.defaults import TOP
from retrieval.errors import QuestionError
from retrieval.evaluation.measures import word_f1
from retrieval.evaluation.question_sets import Question
from retrieval.query import checked

# The number of distinct documents of the ranking that count.
DEPTH = 10


class Kind(StrEnum):
    """The kind of a question, for the collection that is asked."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a question.

    ``rank``: that of the question's own document among the ranked documents, from 0; None: not
    among the first ten, or unknown. ``hits``: for each quote, whether its highlights contain the
    answer. ``f1``: that of the first quote's highlights with the nearest answer. ``uncalibrated``:
    the confidence before calibration; None without a quote. ``given``: what the answer was given
    as.
    """

    kind: Kind
    rank: int | None
    hits: tuple[bool, ...]
    f1: float
    confidence: float
    answered: bool
    uncalibrated: float | None
    seconds: float
    given: Given = Given.NOT_ANSWERED

    @property
    def right(self) -> bool:
        """Whether the first quote answers."""
        return self.hits[:1] == (True,)


def ask_all(
    answerer: Answerer,
    questions: Sequence[tuple[Kind, Question]],
    observer: Observer,
    top: int = TOP,
    min_confidence: float | None = None,
) -> list[Outcome]:
    """Asks the questions as users do, one after another. An invalid question (no words, too long)
    counts as not answered. The time is that of the whole answer, with everything loaded."""
    outcomes = []
    for number, (kind, question) in enumerate(questions):
        observer.progress("asking", number, len(questions))
        try:
            checked(question.text)
        except QuestionError:
            outcomes.append(Outcome(kind, None, (), 0.0, 0.0, False, None, 0.0))
            continue
        if not number:  # loads what is loaded at first use
            answerer.ask(question.text, top)
        started = time.perf_counter()
        found = answerer.search(answerer.analyze(question.text), top, min_confidence=min_confidence)
        seconds = time.perf_counter() - started
        outcomes.append(_outcome(kind, question, found, seconds))
    observer.progress("asking", len(questions), len(questions))
    return outcomes


def _outcome(kind: Kind, question: Question, found: SearchResult, seconds: float) -> Outcome:
    answer, ranked = found.answer, found.documents(DEPTH)
    is_answerable = kind is Kind.ANSWERABLE
    own = str(question.context)
    hits = tuple(is_answerable and question.answered_by(quote) for quote in answer.quotes)
    f1 = 0.0
    if is_answerable and answer.quotes:
        first = answer.quotes[0]
        shown = " ".join(part.of(first.document.text) for part in first.highlights)
        f1 = max(word_f1(shown, one) for one in question.answers)
    return Outcome(
        kind=kind,
        rank=ranked.index(own) if is_answerable and own in ranked else None,
        hits=hits,
        f1=f1,
        confidence=answer.confidence,
        answered=answer.answered,
        uncalibrated=found.uncalibrated if answer.quotes else None,
        seconds=seconds,
        given=answer.outcome,
    )
