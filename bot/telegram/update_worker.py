"""Worker for one update: parses it, calls its handler, and counts the outcome."""

import contextlib
import logging
from collections.abc import Callable
from typing import Any

from telegram import Bot, ReplyParameters, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram.access import Access
from bot.telegram.handlers.conversation.addressing import intent_of
from bot.telegram.handlers.updates import UpdateHandler
from bot.telegram.render.texts import texts_for
from bot.telegram.transport.journal.protocol import UpdateJournal
from bot.telegram.transport.journal.received import Json
from bot.telegram.transport.queue.update_context import UpdateContext
from bot.telegram.transport.web.metrics import Metrics

_log = logging.getLogger(__name__)


class GroupMoves:
    """Groups that became supergroups and got a new id."""

    def __init__(self, journal: UpdateJournal, access: Access) -> None:
        self._journal = journal
        self._access = access
        # Called with each move, old id and new one.
        self.on_moved: list[Callable[[int, int], None]] = []

    def restore(self) -> None:
        """Applies the moves that the journal knows from earlier runs."""
        for old, new in self._journal.moved.items():
            self._access.moved(old, new)
            self._tell(old, new)

    def record(self, old: int, new: int) -> None:
        """Stores a move, and keeps the group's permission to ask."""
        self._journal.move(old, new)
        self._tell(old, new)
        if self._access.moved(old, new):
            _log.warning(
                "the group %d is now the supergroup %d; change PULLQUOTE_TELEGRAM_ALLOWED", old, new
            )

    def _tell(self, old: int, new: int) -> None:
        for one in self.on_moved:
            one(old, new)


class UpdateWorker:
    """Implements the dispatcher's ``Worker``."""

    def __init__(
        self,
        bot: Bot,
        handlers: UpdateHandler,
        access: Access,
        moves: GroupMoves,
        metrics: Metrics,
    ) -> None:
        self._bot = bot
        self._handlers = handlers
        self._access = access
        self._moves = moves
        self._metrics = metrics

    def admits(self, update: Json) -> bool:
        """Whether the update is to be queued. A stranger's is while they are to be told that they
        may not ask; then no more, so that strangers cannot fill the queue."""
        kind = next((name for name in update if name != "update_id"), "")
        content = update.get(kind)
        if not isinstance(content, dict):
            return True  # not understood: logged when it is handled
        sender = _id(content.get("sender_chat") or content.get("from") or content.get("chat"))
        message = content if "chat" in content else content.get("message")
        chat = _id(message.get("chat")) if isinstance(message, dict) else None
        return self._access.admits(sender, chat) or self._access.may_refuse(kind, sender)

    async def handle(self, update: Json) -> None:
        """Does what the update asks for."""
        try:
            message = update.get("message") or {}
            moved_from = message.get("migrate_from_chat_id")
            if isinstance(moved_from, int):
                self._moves.record(moved_from, int(message["chat"]["id"]))
            parsed = Update.de_json(update, self._bot)
        except Exception as error:  # the library raises anything for what it does not know
            _log.error("dropped an update that cannot be parsed: %r", error)
            self._metrics.error("update")
            return
        if parsed is None:
            return
        try:
            await self._handlers.handle(parsed)
        except Exception as error:
            self._metrics.error(_error_kind(error))
            await self._handlers.error(parsed, error)

    async def notify_waiting(self, update: Json) -> None:
        """Tells the sender that the answer will take a moment."""
        await self._notify(update, "one-moment")

    async def decline(self, update: Json) -> None:
        """Tells the sender that this was too much at once."""
        await self._notify(update, "too-many", in_groups=True)

    async def give_up(self, update: Json) -> None:
        """Tells the sender that this cannot be answered."""
        query = update.get("callback_query")
        if isinstance(query, dict):
            texts = texts_for((query.get("from") or {}).get("language_code"))
            with contextlib.suppress(BadRequest):  # too old for an answer
                await self._bot.answer_callback_query(query["id"], texts("given-up"))
        else:
            await self._notify(update, "given-up", in_groups=True)

    def finished(self, context: UpdateContext, fault: Exception | None) -> None:
        """Counts an update that was worked on."""
        self._metrics.update()
        if fault is not None:
            self._metrics.error("bot")
        if context.asked:
            self._metrics.question(context.seconds, context.answered)

    async def _notify(self, update: Json, name: str, *, in_groups: bool = False) -> None:
        """Replies with a text. One member's waiting is no news for a group; what is not answered
        there at all is said, to a message that was meant for the bot."""
        message = update.get("message") or update.get("edited_message") or {}
        chat, sender = message.get("chat") or {}, message.get("from") or {}
        private = chat.get("type") == "private"
        if not self._access.admits(_id(message.get("sender_chat") or sender), chat.get("id")):
            return
        if not private and not (in_groups and self._is_for_the_bot(update)):
            return
        reply = ReplyParameters(message["message_id"], allow_sending_without_reply=True)
        await self._bot.send_message(
            chat["id"],
            texts_for(sender.get("language_code"))(name),
            disable_notification=True,
            reply_parameters=None if private and not in_groups else reply,
        )

    def _is_for_the_bot(self, update: Json) -> bool:
        parsed = Update.de_json(update, self._bot)
        message = parsed.effective_message if parsed is not None else None
        return message is not None and intent_of(message, self._bot.bot) is not None


def _error_kind(error: Exception) -> str:
    if isinstance(error, Forbidden | BadRequest):
        return "refused"
    return "telegram" if isinstance(error, TelegramError) else "bot"


def _id(value: Any) -> int | None:
    number = value.get("id") if isinstance(value, dict) else None
    return number if isinstance(number, int) else None
