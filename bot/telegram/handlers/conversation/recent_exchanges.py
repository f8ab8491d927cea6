"""Recent questions and answers, in memory only.

With it, an edited question changes its answer, and a question can follow up on the one before.
Forgetting them, after a restart or when there are too many, costs little: an edited question gets a
new answer, and a reply to an answer is understood from the answer's own quotes.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from retrieval.turn import Turn

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")
_MOST = 10_000
# A message within this time may follow up on the last question.
_SECONDS = 15 * 60.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and where it was answered.

    ``words``: the question as it was written; ``turn``: the same for a follow-up.
    ``answers``: the ids of the messages that answer. ``before``: the turn that the question
    followed up on.
    """

    chat_id: int
    question_id: int
    words: str
    turn: Turn
    answers: tuple[int, ...]
    at: float = 0.0
    before: Turn | None = None


class Memory:
    """The latest exchanges of all chats; the oldest are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        self._clock = clock
        self._questions: _Latest[tuple[int, int], Exchange] = _Latest(most)
        self._answers: _Latest[tuple[int, int], Exchange] = _Latest(2 * most)
        self._chats: _Latest[int, Exchange] = _Latest(most)

    def keep(self, exchange: Exchange) -> None:
        """Remembers an exchange, in place of an earlier one of the same question."""
        self._questions[exchange.chat_id, exchange.question_id] = exchange
        for answer in exchange.answers:
            self._answers[exchange.chat_id, answer] = exchange
        self._chats[exchange.chat_id] = exchange

    def keep_part(self, exchange: Exchange) -> None:
        """Remembers one question of a message that has several, by its own answers."""
        for answer in exchange.answers:
            self._answers[exchange.chat_id, answer] = exchange

    def add_answers(self, exchange: Exchange, more: Sequence[int]) -> None:
        """Remembers that an exchange has further answers."""

        def grown(one: Exchange) -> Exchange:
            return replace(one, answers=(*one.answers, *more), at=self.now())

        self.keep_part(grown(exchange))
        place = exchange.chat_id, exchange.question_id
        whole = grown(self._questions.get(place, exchange))
        self._questions[place] = self._chats[exchange.chat_id] = whole

    def of_question(self, chat_id: int, message_id: int) -> Exchange | None:
        """The exchange that this message began."""
        return self._questions.get((chat_id, message_id))

    def of_answer(self, chat_id: int, message_id: int) -> Exchange | None:
        """The exchange that this message of the bot belongs to."""
        return self._answers.get((chat_id, message_id))

    def latest(self, chat_id: int) -> Exchange | None:
        """The last exchange of a chat, if it is not long ago."""
        exchange = self._chats.get(chat_id)
        if exchange is None or self._clock() - exchange.at > _SECONDS:
            return None
        return exchange

    def now(self) -> float:
        """The time, for ``Exchange.at``."""
        return self._clock()

    def forget(self, chat_id: int) -> None:
        """Forgets all exchanges of a chat."""
        for kept in (self._questions, self._answers):
            for key in [key for key in kept if key[0] == chat_id]:
                del kept[key]
        self._chats.pop(chat_id, None)


class _Latest(OrderedDict[_Key, _Value], Generic[_Key, _Value]):
    """A mapping with a limited number of keys, which forgets the oldest."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: _Key, value: _Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)
