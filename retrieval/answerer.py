"""A question's whole way to its answer."""

import numpy as np
from numpy.typing import NDArray

from corpus.filters import Filters
from corpus.library import Library
from retrieval.confidence import confidence, evidence
from retrieval.defaults import MIN_CONFIDENCE, TOP
from retrieval.encoder import Encoder
from retrieval.errors import QuestionError
from retrieval.index import Index
from retrieval.quote import Answer
from retrieval.quoting import quotes
from retrieval.ranking import rank
from retrieval.reader import Reader
from retrieval.rereading import combined, read_again
from retrieval.words import words

LONGEST_QUESTION = 2000


class Answerer:
    """The only way any front end gets an answer. Not for several threads at once."""

    def __init__(
        self, library: Library, index: Index, encoder: Encoder, reader: Reader | None = None
    ) -> None:
        self._library = library
        self._index = index
        self._encoder = encoder
        self._reader = reader

    def ask(
        self,
        question: str,
        top: int = TOP,
        filters: Filters | None = None,
        min_confidence: float = MIN_CONFIDENCE,
    ) -> Answer:
        """The answer, with at most ``top`` quotes. Raises QuestionError, ModelError."""
        question = checked(question)
        allowed = self._allowed(filters or Filters())
        candidates = rank(question, self._index, self._encoder, allowed)
        read: dict[int, float] = {}
        if self._reader is not None:
            candidates, read = read_again(
                question, candidates, self._index, self._library, self._reader
            )
        found = quotes(candidates, self._index, self._library, top)
        if not found:
            return Answer(question, (), 0.0, answered=False)
        ranked = confidence(evidence(question, *found[0], self._index))
        # Rounded here, so that what is shown and what was compared is the same.
        probability = round(combined(ranked, read.get(found[0][0].sentence)), 4)
        return Answer(
            question,
            tuple(quote for _, quote in found),
            probability,
            answered=probability >= min_confidence,
        )

    def _allowed(self, filters: Filters) -> NDArray[np.int64] | None:
        """The numbers of the documents that may answer; None: all of them.

        A document that has changed or gone since it was indexed may not.
        """
        if not filters and self._library.revision == self._index.revision:
            return None
        admitted = {(card.id, card.sha256) for card in self._library.cards() if filters.admit(card)}
        numbers = [n for n, name in enumerate(self._index.documents) if name in admitted]
        return np.array(numbers, dtype=np.int64)


def checked(question: str) -> str:
    """The question without white space around it. Raises QuestionError for what is none."""
    question = question.strip()
    try:
        question.encode()
    except UnicodeEncodeError:
        raise QuestionError("the question is not valid UTF-8 text; type it again") from None
    if not question:
        raise QuestionError("the question is empty; ask in a few words")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters, at most {LONGEST_QUESTION:,} can be "
            "searched for; ask it in a sentence or two"
        )
    if not words(question):
        raise QuestionError(f"there is no word in the question {question[:40]!r}; ask in words")
    return question
