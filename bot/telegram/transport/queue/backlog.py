"""Limits on how many updates may wait: of a person, of a chat, and of newcomers together.

One person's backlog does not keep others' updates from being received: the backlog is cut, and its
owner is notified.
"""

from collections import OrderedDict
from typing import Any

from bot.telegram.transport.queue.fair_queue import FairQueue, Lane

# Of one person: usually; and while very many wait in all.
_MOST_OF_A_PERSON = ((1_000, 30), (3_000, 10), (10_000, 3), (30_000, 1))
# Of one chat with several people in it.
_MOST_OF_A_CHAT = 300
# While newcomers together have this many waiting, each of them may have only a few.
_MOST_OF_NEWCOMERS = 1_000
_MOST_OF_A_NEWCOMER = 3
# After this many answers, somebody is no longer a newcomer.
_ANSWERS = 10
_MOST_REMEMBERED = 50_000


class Backlog:
    """Decides whether one more update may wait. ``is_public``: everybody may ask."""

    def __init__(self, queue: FairQueue[Any], *, is_public: bool) -> None:
        self._queue = queue
        self._is_public = is_public
        self._answers: OrderedDict[int, int] = OrderedDict()

    def is_full(self, lane: Lane) -> bool:
        """Whether no more updates of this person, or in this chat, may wait."""
        if lane.chat != lane.person and self._queue.waiting_in(lane.chat) >= _MOST_OF_A_CHAT:
            return True
        return self._queue.waiting(lane) >= self._most(lane.person)

    def answered(self, lane: Lane) -> None:
        """An update of this person has been worked on."""
        self._answers[lane.person] = self._answers.get(lane.person, 0) + 1
        self._answers.move_to_end(lane.person)
        while len(self._answers) > _MOST_REMEMBERED:
            self._answers.popitem(last=False)

    def _most(self, person: int) -> int:
        total = len(self._queue)
        most = next((most for below, most in _MOST_OF_A_PERSON if total < below), 0)
        if self._is_public and total >= _MOST_OF_NEWCOMERS and self._is_newcomer(person):
            return min(most, _MOST_OF_A_NEWCOMER)
        return most

    def _is_newcomer(self, person: int) -> bool:
        return self._answers.get(person, 0) < _ANSWERS
