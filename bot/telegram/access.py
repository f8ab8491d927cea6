"""Access control: who may use the bot, and who may change the collection.

Messages, buttons and inline queries go by the same rule.
"""

import time
from collections.abc import Callable, Iterable

# A stranger gets at most one refusal in this time: by a message, or as the answer to a button or an
# inline query.
_REFUSAL_SECONDS = 3600.0
_SHORT_REFUSAL_SECONDS = 10.0
_MOST_STRANGERS = 10_000


class Access:
    """``allowed``: ids of users and chats that may ask; empty: all may. ``admins``: ids of users
    that may change the collection; they may ask as well.

    >>> access = Access(allowed=[5], admins=[7])
    >>> access.admits(5), access.admits(6), access.admits(6, 5), access.admits(7)
    (True, False, True, True)
    >>> access.is_admin(5), access.is_admin(7)
    (False, True)
    """

    def __init__(
        self,
        allowed: Iterable[int] = (),
        admins: Iterable[int] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allowed = set(allowed)
        self._admins = frozenset(admins)
        self._clock = clock
        self._last_refusal: dict[tuple[str, int], float] = {}

    def admits(self, user_id: int | None, chat_id: int | None = None) -> bool:
        """Whether this user may ask, in this chat (None where there is none: an inline query)."""
        if not self._allowed:
            return True
        return bool({user_id, chat_id} & self._allowed) or user_id in self._admins

    def is_admin(self, user_id: int | None) -> bool:
        """Whether this user may change the collection. With no admins set, nobody may."""
        return user_id in self._admins

    def may_refuse(self, kind: str, stranger: int | None) -> bool:
        """Whether a stranger's update of this kind ("message") may be refused now, rather than
        ignored."""
        last = self._last_refusal.get((_shared(kind), stranger or 0))
        wait = _REFUSAL_SECONDS if _shared(kind) == "message" else _SHORT_REFUSAL_SECONDS
        return last is None or self._clock() - last >= wait

    def should_refuse(self, kind: str, stranger: int) -> bool:
        """The same; and if so, the refusal counts as given."""
        if not self.may_refuse(kind, stranger):
            return False
        if len(self._last_refusal) >= _MOST_STRANGERS:
            self._last_refusal.clear()
        self._last_refusal[_shared(kind), stranger] = self._clock()
        return True

    def moved(self, old: int, new: int) -> bool:
        """A group has become a supergroup and has a new id, which is allowed if the old one was.
        Whether it was."""
        if old not in self._allowed:
            return False
        self._allowed.add(new)
        return True


def _shared(kind: str) -> str:
    return "message" if kind == "edited_message" else kind
