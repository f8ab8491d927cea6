"""News of saved questions: asks them of what is new, and tells the chats.

What was found is in the store of watches before it is sent, and is marked once Telegram has
accepted it. A process that dies in between, a matter of milliseconds for each message, sends it
again, because Telegram cannot be asked whether it has it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.advice import explain
from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.access import Access
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.texts import texts_for
from bot.telegram.render.watch_list import news_messages
from bot.telegram.transport.sending import NO_PREVIEW
from bot.telegram.update_worker import GroupMoves
from bot.watches.async_watches import AsyncWatches
from bot.watches.check import quote_in
from bot.watches.store import WatchStore
from bot.watches.timing import is_due, told_today
from bot.watches.watch import Found, Subscriber, Watch
from corpus.errors import PullquoteError, StorageError, TakenError
from corpus.store.lock import write_lock
from retrieval.answer import Quote

_log = logging.getLogger(__name__)
_IDLE_SECONDS = 2.0
# Between messages: answers to questions need most of what Telegram allows (30 a second).
_PACE_SECONDS = 0.1
_FAILED_SECONDS = 30.0
_PROGRAM_SECONDS = 30.0
# Quotes of a saved question in one go; the others are only counted.
_MOST = 5
_GONE = ("chat not found", "user is deactivated", "not enough rights", "kicked", "blocked")


class WatchNews:
    """Tells the chats of one bot, until cancelled. ``prefix``: of their names among all
    subscribers; ``base``: the address of the pages, if there are any."""

    def __init__(
        self,
        bot: Bot,
        answerer: AsyncAnswerer,
        watches: AsyncWatches,
        access: Access,
        moves: GroupMoves,
        prefix: str,
        base: str = "",
    ) -> None:
        self._base = base
        self._bot, self._answerer, self._watches = bot, answerer, watches
        self._access, self._moves, self._prefix = access, moves, prefix
        # Chats that are not to be told before this time.
        self._later: dict[str, float] = {}
        self._asked = ""
        self._next_programs = 0.0
        moves.on_moved.append(self._moved)

    async def run(self) -> None:
        """Asks and tells, again and again; of several processes of this bot, one does."""
        while True:
            try:
                if self._watches.are_there:
                    with write_lock(
                        self._watches.folder / self._prefix.strip(":").replace(":", "-"), None
                    ):
                        await self._rounds()
            except TakenError:
                pass
            except StorageError as error:
                _log.warning("saved questions: %s. Trying again", explain(error))
            await asyncio.sleep(_FAILED_SECONDS if self._watches.are_there else _IDLE_SECONDS)

    async def _rounds(self) -> None:
        while True:
            try:
                await self._round()
            except (PullquoteError, TelegramError, OSError) as error:
                said = explain(error) if isinstance(error, PullquoteError) else str(error)
                _log.warning("saved questions: %s. Trying again", said)
                await asyncio.sleep(_FAILED_SECONDS)
            await asyncio.sleep(_IDLE_SECONDS)

    async def _round(self) -> None:
        revision = self._answerer.revision
        found: int | None = 0
        if revision != self._asked:
            found = await self._watches.ask(_log.info)
            if found is not None:
                self._asked = revision
            if found:
                _log.info("found %d quotes for saved questions", found)
        if found or time.monotonic() >= self._next_programs:
            self._next_programs = time.monotonic() + _PROGRAM_SECONDS
            await self._watches.tell_programs(_log.warning, new=bool(found))
        await self._tell()

    async def _tell(self) -> None:
        untold = await self._watches.call(lambda store: store.found.untold(self._prefix))
        for name, found in untold.items():
            if self._later.get(name, 0.0) > time.monotonic():
                continue
            who = await self._subscriber(name)
            if is_due(who, datetime.now(UTC)):
                await self._tell_chat(who, found)

    async def _subscriber(self, name: str) -> Subscriber:
        return await self._watches.call(lambda store: store.subscriber(name))

    async def _tell_chat(self, who: Subscriber, found: Sequence[Found]) -> None:
        by_watch: dict[int, list[Found]] = {}
        for one in found:
            by_watch.setdefault(one.watch, []).append(one)
        try:
            for number, of_watch in by_watch.items():
                await self._tell_watch(who, number, of_watch)
        except RetryAfter as error:
            pause = error.retry_after
            self._wait(who, pause.total_seconds() if isinstance(pause, timedelta) else pause)
        except ChatMigrated as error:
            self._moves.record(int(who.name.removeprefix(self._prefix)), error.new_chat_id)
        except (Forbidden, BadRequest) as error:
            if isinstance(error, BadRequest) and not any(
                one in error.message.lower() for one in _GONE
            ):
                _log.warning("news of a saved question was not sent: %s", error)
                self._wait(who, _FAILED_SECONDS)
                return
            # Blocked, or no member any more: resuming is up to them.
            await self._watches.call(lambda store: store.pause(who.name, True))
        except TelegramError as error:
            _log.info("news of a saved question waits: %s", error)
            self._wait(who, _FAILED_SECONDS)
        else:
            if who.daily is not None:
                told = told_today(who, datetime.now(UTC))
                await self._watches.call(lambda store: store.put_subscriber(told))

    async def _tell_watch(self, who: Subscriber, number: int, found: Sequence[Found]) -> None:
        watch = await self._watches.call(lambda store: _watch(store, number))
        chat = int(who.name.removeprefix(self._prefix))
        if watch is not None and self._access.admits(watch.by or chat, chat):
            quotes = await self._quotes(found)
            shown, more = quotes[:_MOST], max(0, len(quotes) - _MOST)
            texts = texts_for(who.language)
            parts = [shown] if shown else []
            if shown and len(news_messages(watch, shown, more, texts, self._base)) > 1:
                # One by one, so that each is marked as soon as it is sent.
                parts = [[one] for one in shown]
            for part in parts:
                bodies = news_messages(watch, part, more, texts, self._base)
                ids = [one.id for one, _ in part]
                await _to_its_end(self._tell_part(chat, bodies, watch.topic, ids))
                await asyncio.sleep(_PACE_SECONDS)
                more = 0
        await self._mark([one.id for one in found])

    async def _tell_part(
        self, chat: int, bodies: Sequence[Outgoing], topic: int | None, ids: Sequence[int]
    ) -> None:
        for number, one in enumerate(bodies):
            if number:
                await asyncio.sleep(_PACE_SECONDS)
            await self._send(chat, one, topic)
        await self._mark(ids)

    async def _mark(self, ids: Sequence[int]) -> None:
        await self._watches.call(lambda store: store.found.mark_told(ids))

    async def _quotes(self, found: Sequence[Found]) -> list[tuple[Found, Quote]]:
        """Those whose documents still say the same."""
        quotes = []
        for one in found:
            document = await self._answerer.document(one.place.document_id)
            quote = quote_in(one, document) if document is not None else None
            if quote is not None:
                quotes.append((one, quote))
        return quotes

    async def _send(self, chat: int, one: Outgoing, topic: int | None) -> None:
        with contextlib.ExitStack() as stack:
            if topic is not None:
                stack.enter_context(contextlib.suppress(BadRequest))
                await self._send_to(chat, one, topic)
                return
        # Also where the topic is gone.
        await self._send_to(chat, one, None)

    async def _send_to(self, chat: int, one: Outgoing, topic: int | None) -> None:
        await self._bot.send_message(
            chat,
            one.body.text,
            entities=one.body.entities(),
            reply_markup=one.keyboard,
            message_thread_id=topic,
            link_preview_options=NO_PREVIEW,
        )

    def _wait(self, who: Subscriber, seconds: float) -> None:
        self._later[who.name] = time.monotonic() + seconds

    def _moved(self, old: int, new: int) -> None:
        """A group has got another id."""
        if not self._watches.are_there:
            return
        try:
            self._watches.move(f"{self._prefix}{old}", f"{self._prefix}{new}")
        except PullquoteError as error:
            _log.warning("saved questions of a group that moved: %s", explain(error))


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Does the work to its end, even where this task is cancelled meanwhile: what Telegram has
    must be marked as told."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _watch(store: WatchStore, number: int) -> Watch | None:
    with contextlib.suppress(LookupError):
        return store.watch(number)
    return None
