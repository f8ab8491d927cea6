"""The queue of updates, and long polling as Telegram does it.

- An update is kept until a call of getUpdates confirms it with a higher ``offset``; handing it
  out does not remove it. A negative ``offset`` forgets all but that many.
- Of two callers that wait, the first gets a 409; a caller with something to fetch, or with
  timeout 0, disturbs nobody. A second 409 within three seconds is held back for three, so that
  two bots do not spin.
- ``allowed_updates`` is remembered, and applies to what happens after the call.

Not simulated: Telegram makes a caller that repeats an offset within three seconds wait.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Sequence
from typing import Final

from .refusal import CONFLICT_POLLERS, CONFLICT_WEBHOOK, Refused, conflict
from .types import Json

MAX_BATCH: Final = 100
CONFLICT_PAUSE: Final = 3.0
ON_REQUEST_ONLY: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""The kinds of update that a bot does not get unless it asks for them."""
_FIRST_IDS = itertools.count(700_000_001, 1_000_000)
"""Each server's own: one that gets the port of an earlier one is, to a bot, the same server, and
ids that it has answered are not answered again."""


class Updates:
    """The updates that the bot has not confirmed yet."""

    def __init__(self) -> None:
        self.webhook: Json = {}
        self.certificate: bytes | None = None
        self._queue: deque[Json] = deque()
        self._ids = itertools.count(next(_FIRST_IDS))
        self._allowed: frozenset[str] = frozenset()
        self._poller: asyncio.Future[None] | None = None
        self._next_conflict = 0.0

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def is_awaited(self) -> bool:
        """Whether a caller waits for the next update."""
        return self._poller is not None

    @property
    def first(self) -> Json | None:
        """The oldest update, as a webhook would be brought it."""
        return self._queue[0] if self._queue else None

    def drop(self, update_id: int) -> None:
        """An update has arrived at the webhook."""
        self._confirm(update_id + 1)

    def add(self, kind: str, payload: Json) -> None:
        """Queues an update; one that the bot did not ask for is dropped, as Telegram does."""
        if kind in self._allowed or (not self._allowed and kind not in ON_REQUEST_ONLY):
            self._queue.append({"update_id": next(self._ids), kind: payload})
            self.nudge()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """The bot's wish; None leaves it as it was, an empty list means the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def clear(self) -> None:
        """All updates are forgotten."""
        self._queue.clear()

    def nudge(self) -> None:
        """A waiting caller is answered now, with what there is."""
        if self._poller and not self._poller.done():
            self._poller.set_result(None)

    def interrupt(self, refused: Refused) -> None:
        """A waiting caller is refused."""
        if self._poller and not self._poller.done():
            self._poller.set_exception(refused)

    async def poll(self, parameters: Json) -> list[Json]:
        """The answer to getUpdates; Refused where Telegram says 409."""
        if self.webhook:
            raise await self._paced(conflict(CONFLICT_WEBHOOK))
        self.allow(parameters.get("allowed_updates"))
        self._confirm(parameters.get("offset", 0))
        limit = min(max(parameters.get("limit", MAX_BATCH), 1), MAX_BATCH)
        timeout = parameters.get("timeout", 0)
        if self._queue or timeout <= 0:
            return self._batch(limit)
        self.interrupt(conflict(CONFLICT_POLLERS))
        poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            await asyncio.wait_for(poller, timeout)
        except TimeoutError:
            return []
        except Refused as refused:
            raise await self._paced(refused) from None
        finally:
            if self._poller is poller:
                self._poller = None
        return self._batch(limit)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
        while self._queue and self._queue[0]["update_id"] < offset:
            self._queue.popleft()

    def _batch(self, limit: int) -> list[Json]:
        return list(itertools.islice(self._queue, limit))

    async def _paced(self, refused: Refused) -> Refused:
        now = asyncio.get_running_loop().time()
        if now < self._next_conflict:
            await asyncio.sleep(CONFLICT_PAUSE)
        else:
            self._next_conflict = now + CONFLICT_PAUSE
        return refused
