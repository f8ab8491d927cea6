"""Conversation: questions that may follow up on the one before."""

from dataclasses import replace

from retrieval.answer import Answer, Outcome, Quote
from retrieval.answerer import Answerer, Depth
from retrieval.citation import Reference
from retrieval.feedback import RatedAnswer


def fresh_first(answer: Answer) -> Answer:
    """The answer to a follow-up question, with quotes that the previous answer already showed moved
    after the new ones, if these answer too."""
    before = answer.follow_up.quotes if answer.follow_up is not None else ()
    shown = [quote for quote in answer.quotes if any(_overlap(quote, one) for one in before)]
    new = [quote for quote in answer.quotes if all(quote is not one for one in shown)]
    if not shown or not new or (answer.answered and not new[0].answers):
        return answer
    return replace(answer, quotes=(*new, *shown))


def _overlap(quote: Quote, other: Reference) -> bool:
    return (
        quote.document.id == other.document_id
        and quote.document.sha256 == other.sha256
        and quote.span.start < other.span.end
        and other.span.start < quote.span.end
    )


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
        answer = fresh_first(answer)
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

    def quote(self, number: int) -> Quote | None:
        """The quote of this number in the last answer; None where there is none."""
        quotes = self._last.quotes if self._last else ()
        return quotes[number - 1] if 0 < number <= len(quotes) else None

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
