"""Worker for one update: parses it, calls its handler, and counts the outcome."""

import logging

from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram.access import Access
from bot.telegram.handlers.updates import UpdateHandler
from bot.telegram.render.texts import texts_for
from bot.telegram.transport.journal import Journal
from bot.telegram.transport.metrics import Metrics
from bot.telegram.transport.received import Json
from bot.telegram.transport.update_context import UpdateContext

_log = logging.getLogger(__name__)


class GroupMoves:
    """Groups that became supergroups and got a new id."""

    def __init__(self, journal: Journal, access: Access) -> None:
        self._journal = journal
        self._access = access

    def restore(self) -> None:
        """Applies the moves that the journal knows from earlier runs."""
        for old, new in self._journal.moved.items():
            self._access.moved(old, new)

    def record(self, old: int, new: int) -> None:
        """Stores a move, and keeps the group's permission to ask."""
        self._journal.move(old, new)
        if self._access.moved(old, new):
            _log.warning(
                "the group %d is now the supergroup %d; change PULLQUOTE_TELEGRAM_ALLOWED", old, new
            )


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

    async def handle(self, update: Json) -> None:
        """Does what the update asks for."""
        moved_from = (update.get("message") or {}).get("migrate_from_chat_id")
        if isinstance(moved_from, int):
            self._moves.record(moved_from, int(update["message"]["chat"]["id"]))
        try:
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
        await self._notify(update, "too-many")

    def finished(self, context: UpdateContext, fault: Exception | None) -> None:
        """Counts an update that was worked on."""
        self._metrics.update()
        if fault is not None:
            self._metrics.error("bot")
        if context.asked:
            self._metrics.question(context.seconds, context.answered)

    async def _notify(self, update: Json, name: str) -> None:
        """In private chats only: one member's waiting is no news for a group."""
        message = update.get("message") or {}
        chat = message.get("chat") or {}
        if chat.get("type") == "private" and self._access.admits(chat["id"], chat["id"]):
            text = texts_for((message.get("from") or {}).get("language_code"))(name)
            await self._bot.send_message(chat["id"], text, disable_notification=True)


def _error_kind(error: Exception) -> str:
    if isinstance(error, Forbidden | BadRequest):
        return "refused"
    return "telegram" if isinstance(error, TelegramError) else "bot"
