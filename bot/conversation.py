"""Conversation: questions that may follow up on the one before."""

from retrieval.answer import Answer, Outcome
from retrieval.answerer import Answerer, Depth
from retrieval.feedback import RatedAnswer


class Conversation:
    """The last question and its answer. ``top``: the most quotes in an answer."""

    def __init__(self, top: int, min_confidence: float | None = None) -> None:
        self._top = top
        self._min_confidence = min_confidence
        self._last: Answer | None = None
        self._shown = top

    def ask(self, answerer: Answerer, question: str) -> Answer:
        """The answer to the next question. Raises QuestionError, ModelError; the conversation is
        then unchanged."""
        before = self._last.turn if self._last else None
        answer = answerer.ask(question, self._top, None, self._min_confidence, before)
        self._last, self._shown = answer, self._top
        if answer.outcome is Outcome.NOT_ANSWERED:
            self._shown = 0  # the closest passages are shown on demand
        return answer

    def more(self, answerer: Answerer) -> tuple[Answer, int] | None:
        """The last answer with more quotes, and the number of the first new one; None before the
        first question."""
        if self._last is None:
            return None
        first = self._shown + 1
        self._shown += self._top
        last = self._last
        self._last = answerer.ask(
            last.question, self._shown, None, self._min_confidence, last.follow_up
        )
        return self._last, first

    def sides(self, answerer: Answerer, depth: Depth) -> Answer | None:
        """The last question's answer with every source that answers; None before the first."""
        if self._last is None:
            return None
        query = answerer.analyze(self._last.question, self._last.follow_up)
        return answerer.answer(query, self._top, None, self._min_confidence, depth=depth)

    def rated_answer(self, answerer: Answerer) -> RatedAnswer | None:
        """The last answer, to be rated; None before the first question."""
        if self._last is None:
            return None
        return RatedAnswer.of(self._last, answerer.revision, answerer.model)

    def forget(self) -> None:
        """Starts a new conversation: the next question is not a follow-up."""
        self._last = None
