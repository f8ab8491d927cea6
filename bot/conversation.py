"""Questions that may hang on one another, and the answers they get."""

from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.feedback import Judged
from retrieval.ranking.follow_up import is_follow_up
from retrieval.turn import Turn


class Conversation:
    """What was asked last, and what that hung on. ``top``: quotes in an answer at most."""

    def __init__(self, top: int, min_confidence: float | None = None) -> None:
        self._top = top
        self._min_confidence = min_confidence
        self._last: Answer | None = None
        self._hung_on: Turn | None = None
        self._shown = top

    def ask(self, answerer: Answerer, question: str) -> Answer:
        """The answer, in the light of what was asked before if it hangs on that. Raises
        QuestionError, ModelError; then it is as if nothing had been asked."""
        before = Turn.of(self._last, self._hung_on) if self._last else None
        answer = answerer.ask(question, self._top, None, self._min_confidence, before)
        self._hung_on = before if is_follow_up(answer.question, before) else None
        self._last, self._shown = answer, self._top
        return answer

    def more(self, answerer: Answerer) -> tuple[Answer, int] | None:
        """The last answer with further quotes, and the number of the first of these; None where
        nothing was asked."""
        if self._last is None:
            return None
        first = self._shown + 1
        self._shown += self._top
        question, most = self._last.question, self._shown
        self._last = answerer.ask(question, most, None, self._min_confidence, self._hung_on)
        return self._last, first

    def judged(self, answerer: Answerer) -> Judged | None:
        """The last answer, for who has an opinion of it; None where nothing was asked."""
        if self._last is None:
            return None
        return Judged.of(self._last, self._hung_on, answerer.revision, answerer.model)

    def forget(self) -> None:
        """Makes the next question the first."""
        self._last = self._hung_on = None
