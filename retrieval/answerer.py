"""A question's whole way to its answer."""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from corpus.filters import Filters
from corpus.store.protocol import DocumentStore
from retrieval.answer import Answer
from retrieval.calibration import Calibration
from retrieval.confidence import confidence
from retrieval.defaults import MIN_CONFIDENCE, TOP
from retrieval.errors import QuestionError
from retrieval.index.documents import IndexedDocuments
from retrieval.index.index import Index, Selection
from retrieval.models.encoder import Encoder
from retrieval.models.question_batch import QuestionBatch
from retrieval.quoting.select import quotes
from retrieval.ranking.follow_up import is_follow_up, rank_follow_up
from retrieval.ranking.rank import Candidate, rank
from retrieval.ranking.ranker import learned_ranker
from retrieval.ranking.reranker import rerank
from retrieval.ranking.score_scale import Scale
from retrieval.readers.reader import Reader
from retrieval.text.tokenizer import words
from retrieval.turn import Turn

LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An answer, and what it was made from: the whole ranking, and the first quote's confidence
    before calibration (0 where there is no quote)."""

    answer: Answer
    uncalibrated: float
    candidates: Sequence[Candidate]
    index: Index

    def documents(self, most: int) -> list[str]:
        """The ids of the first ``most`` documents of the ranking, each once, best first; those
        too that are not quoted, for being far worse than the first or nearly the same."""
        found: dict[str, None] = {}
        for candidate in self.candidates:
            found.setdefault(self.index.document_of(candidate.passage)[0])
            if len(found) == most:
                break
        return list(found)


class Answerer:
    """The only way any front end gets an answer. Not for several threads at once."""

    def __init__(
        self,
        library: DocumentStore,
        index: Index,
        encoder: Encoder,
        calibration: Calibration | None = None,
        reader: Reader | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._encoder = encoder
        self._questions = QuestionBatch(encoder)
        self._calibration = calibration or Calibration()
        self._reader = reader
        self._admitted: tuple[tuple[Filters, str], Selection] | None = None

    @property
    def library(self) -> DocumentStore:
        """The documents that it answers from."""
        return self._library

    @property
    def index(self) -> Index:
        """The index that it answers from."""
        return self._index

    def ask(
        self,
        question: str,
        top: int = TOP,
        filters: Filters | None = None,
        min_confidence: float | None = None,
        after: Turn | None = None,
        *,
        closely: bool = True,
    ) -> Answer:
        """The answer, with at most ``top`` quotes. ``min_confidence``: how likely it must be to
        count as one; None: as the calibration says, else the default. ``after``: what was asked
        before, if anything; a question that hangs on it is understood in its light, one that stands
        on its own is answered as if nothing had been. ``closely``: with the reader, where there is
        one; without, an answer is a little worse and comes sooner. Raises QuestionError,
        ModelError."""
        return self.look(question, top, filters, min_confidence, after, closely=closely).answer

    def look(
        self,
        question: str,
        top: int = TOP,
        filters: Filters | None = None,
        min_confidence: float | None = None,
        after: Turn | None = None,
        *,
        closely: bool = True,
    ) -> SearchResult:
        """The answer as ``ask`` gives it, with the ranking behind it, for who measures."""
        question = checked(question)
        allowed = self._allowed(filters or Filters())
        documents = IndexedDocuments(self._index, self._library)
        candidates = self._ranked(question, after, documents, allowed, closely)
        found = quotes(candidates, self._index, documents, top, allowed)
        if not found:
            nothing = Answer(question, (), 0.0, answered=False)
            return SearchResult(nothing, 0.0, candidates, self._index)
        raw = confidence(found[0][0].logit)
        threshold = self._threshold(min_confidence)
        probability = self._calibrated(raw)
        marked = (
            replace(quote, answers=self._calibrated(quote.score) >= threshold) for _, quote in found
        )
        answered = probability >= threshold
        answer = Answer(question, tuple(marked), probability, answered)
        return SearchResult(answer, raw, candidates, self._index)

    def _ranked(
        self,
        question: str,
        after: Turn | None,
        documents: IndexedDocuments,
        allowed: Selection | None,
        closely: bool,
    ) -> list[Candidate]:
        index, read = self._index, self._questions.read
        if after is not None and is_follow_up(question, after):
            # No reader: what it would make of two questions as one, nobody has measured.
            return rank_follow_up(question, after, index, read, documents, allowed, self._scale)
        found = rank(question, index, read(question), documents, allowed, self._scale)
        if closely and self._reader is not None and self._reader.knows(question):
            found = rerank(question, found, index, documents, self._reader)
        return found

    @property
    def revision(self) -> str:
        """That of the documents whose index this answers from."""
        return self._index.revision

    @property
    def model(self) -> str:
        """The fingerprint of the encoder."""
        return self._index.model

    def expect(self, questions: Iterable[str]) -> None:
        """Has the model read questions that wait, together, so that each is answered sooner. What
        is wrong with one is told when it is asked."""
        good = []
        for one in questions:
            with contextlib.suppress(QuestionError):
                good.append(checked(one))
        self._questions.expect(good)

    def _calibrated(self, probability: float) -> float:
        # Rounded here, so that what is shown and what was compared is the same.
        return round(self._calibration.apply(probability), 4)

    @cached_property
    def _scale(self) -> Scale:
        return learned_ranker().scale_of(self._encoder)

    def _threshold(self, wanted: float | None) -> float:
        if wanted is not None:
            return wanted
        fitted = self._calibration.min_confidence
        return MIN_CONFIDENCE if fitted is None else fitted

    def _allowed(self, filters: Filters) -> Selection | None:
        """The documents that may answer; None: all of them.

        A document that has changed or gone since it was indexed may not.
        """
        revision = self._library.revision
        if not filters and revision == self._index.revision:
            return None
        # Kept for the next question: to look at a hundred thousand documents takes a second.
        if self._admitted is None or self._admitted[0] != (filters, revision):
            admitted = set(self._library.versions())
            if filters:
                names = {one.id for one in self._library.cards() if filters.admit(one)}
                admitted = {one for one in admitted if one[0] in names}
            mask = np.array([one in admitted for one in self._index.documents()], dtype=bool)
            self._admitted = (filters, revision), self._index.only(mask)
        return self._admitted[1]


def checked(question: str) -> str:
    """The question without white space around it. Raises QuestionError for what is none."""
    question = question.strip()
    try:
        question.encode()
    except UnicodeEncodeError:
        raise QuestionError("the question is not valid UTF-8 text; type it again") from None
    if not question:
        raise QuestionError("the question is empty; ask in a few words", "empty")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters, at most {LONGEST_QUESTION:,} can be "
            "searched for; ask it in a sentence or two",
            "long",
            count=len(question),
            most=LONGEST_QUESTION,
        )
    if not words(question):
        raise QuestionError(
            f"there is no word in the question {question[:40]!r}; ask in words", "wordless"
        )
    return question
