"""Who may use the bot, and who may change the collection.

One object for every way in: messages, buttons and inline queries go by the same rule.
"""

import time
from collections.abc import Callable, Iterable

# A stranger is told so once in this time.
_STRANGER_SECONDS = 3600.0
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
        self._told: dict[int, float] = {}

    def admits(self, user_id: int | None, chat_id: int | None = None) -> bool:
        """Whether this user may ask, in this chat (None where there is none: an inline query)."""
        if not self._allowed:
            return True
        return bool({user_id, chat_id} & self._allowed) or user_id in self._admins

    def is_admin(self, user_id: int | None) -> bool:
        """Whether this user may change the collection. With no admins set, nobody may."""
        return user_id in self._admins

    def should_refuse(self, stranger: int) -> bool:
        """Whether a stranger is to be told now that they are one: once in an hour."""
        now = self._clock()
        last = self._told.get(stranger)
        if last is not None and now - last < _STRANGER_SECONDS:
            return False
        if len(self._told) >= _MOST_STRANGERS:
            self._told.clear()
        self._told[stranger] = now
        return True

    def moved(self, old: int, new: int) -> bool:
        """A group has become a supergroup, and has another id: it may what it might. Whether it
        was allowed by its id."""
        if old not in self._allowed:
            return False
        self._allowed.add(new)
        return True
