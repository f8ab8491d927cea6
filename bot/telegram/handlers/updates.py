"""Handler of updates: calls the handler for each kind of update."""

import contextlib
import logging

from telegram import BusinessConnection, CallbackQuery, InlineQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.error import Conflict, Forbidden, NetworkError, TelegramError

from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.access import Access
from bot.telegram.handlers.admin import AdminHandlers
from bot.telegram.handlers.buttons import Buttons
from bot.telegram.handlers.commands import Commands
from bot.telegram.handlers.conversation.addressing import Intent, asked_words, intent_of
from bot.telegram.handlers.conversation.follow_up_context import FollowUpContext
from bot.telegram.handlers.conversation.recent_exchanges import Memory
from bot.telegram.handlers.conversation.small_talk import answer_small_talk, small_talk
from bot.telegram.handlers.examples import Examples
from bot.telegram.handlers.inline import Inline
from bot.telegram.handlers.links import Links, lone_link
from bot.telegram.handlers.questions import Questions
from bot.telegram.handlers.source_files import SourceFiles
from bot.telegram.handlers.source_views import SourceViews
from bot.telegram.handlers.verification import Verifications, forwarded_text
from bot.telegram.handlers.watching import Watching
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts, texts_for
from bot.telegram.transport.sending import reply

_log = logging.getLogger(__name__)
# The kinds that ``handle`` accepts.
UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "guest_message",
    "business_connection",
)
# Albums whose first message was answered.
_MOST_ALBUMS = 1000


class UpdateHandler:
    """Handles updates, many at once if need be."""

    def __init__(
        self,
        answerer: AsyncAnswerer,
        access: Access,
        admin: AdminHandlers,
        source_files: SourceFiles,
        watching: Watching,
        examples: Examples,
        base: str = "",
    ) -> None:
        """``base``: the address of the pages that show quotes in their place, if there are any."""
        self._access = access
        memory = Memory()
        self._questions = Questions(answerer, memory, FollowUpContext(answerer, memory), base)
        views = SourceViews(answerer, self._questions, source_files, base)
        self._buttons = Buttons(answerer, self._questions, source_files, watching, views)
        self._inline = Inline(answerer, base)
        self._verifications = Verifications(answerer, base)
        self._links = Links(answerer, base)
        commands = Commands(
            answerer, self._questions, source_files, self._verifications, examples, base
        )
        self._commands = commands.by_name | admin.by_name
        self._commands |= {"watch": watching.command, "unwatch": watching.remove}
        self._admin = admin
        self._albums: dict[str, None] = {}

    async def handle(self, update: Update) -> None:
        """Does what the update asks for, if anything."""
        if update.message is not None:
            await self._message(update.message)
        elif update.edited_message is not None:
            await self._edited(update.edited_message)
        elif update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.inline_query is not None:
            await self._query(update.inline_query)
        elif update.guest_message is not None:
            await self._guest(update.guest_message)
        elif update.business_connection is not None:
            await self._business(update.business_connection)

    async def _message(self, message: Message) -> None:
        wanted = intent_of(message, message.get_bot().bot)
        if wanted is None or not _is_written(message):
            return
        texts = _texts(message)
        if wanted.command is not None and not self._is_ours(message, wanted):
            return
        if not await self._admitted(message, texts):
            return
        if wanted.command is not None:
            command = self._commands.get(wanted.command)
            if command is None:
                await reply(message, [RichText(texts("unknown-command"))])
            else:
                await command(message, wanted, texts)
        elif kind := small_talk(wanted.text):
            if message.chat.type == ChatType.PRIVATE:
                await answer_small_talk(message, kind, texts)
        elif message.document is not None and not self._is_question(message):
            await self._admin.upload(message, texts)
        elif words := forwarded_text(message):
            await self._verifications.check(message, words, texts)
        elif (link := lone_link(message)) and message.chat.type == ChatType.PRIVATE:
            sender = message.from_user
            is_admin = self._access.is_admin(sender.id if sender else None)
            await self._links.answer(message, link, texts, is_admin=is_admin)
        elif words := asked_words(message, wanted):
            self._is_first(message)  # of an album, the others have no words of their own
            await self._questions.ask(message, words, texts)
        elif self._is_first(message):
            await reply(message, [RichText(texts("ask-usage" if message.text else "text-only"))])

    async def _edited(self, message: Message) -> None:
        """An edited question changes its answer; other edits are ignored."""
        wanted = intent_of(message, message.get_bot().bot)
        if wanted is None or not wanted.text or wanted.command not in (None, "ask"):
            return
        if wanted.command is None and small_talk(wanted.text):
            return
        texts = _texts(message)
        words = asked_words(message, wanted)
        if words and await self._admitted(message, texts):
            await self._questions.change(message, words, texts)

    async def _press(self, query: CallbackQuery) -> None:
        chat_id = query.message.chat.id if query.message is not None else None
        if self._access.admits(query.from_user.id, chat_id):
            await self._buttons.press(query)
        elif self._access.should_refuse("callback_query", query.from_user.id):
            texts = texts_for(query.from_user.language_code)
            await self._buttons.decline(query, texts("inline-not-allowed"))

    async def _query(self, query: InlineQuery) -> None:
        texts = texts_for(query.from_user.language_code)
        if self._access.admits(query.from_user.id):
            await self._inline.answer(query, texts)
        elif self._access.should_refuse("inline_query", query.from_user.id):
            await self._inline.decline(query, texts)

    async def _guest(self, message: Message) -> None:
        """A mention in a chat that the bot is no member of."""
        texts = _texts(message)
        who = _sender(message)
        me = message.get_bot().bot
        wanted = intent_of(message, me)
        words = asked_words(message, wanted) if wanted else (message.text or "").strip()
        if self._access.admits(who):
            await self._inline.answer_guest(message, words, texts)
        elif self._access.should_refuse("inline_query", who):
            await self._inline.decline_guest(message, texts)

    async def _business(self, connection: BusinessConnection) -> None:
        """Somebody connects the bot to their business account: it does not answer their customers,
        and says so."""
        if connection.is_enabled and self._access.admits(connection.user.id):
            texts = texts_for(connection.user.language_code)
            await connection.get_bot().send_message(
                connection.user_chat_id, texts("business-declined")
            )

    def _is_first(self, message: Message) -> bool:
        """Whether a message is alone, or the first of its album: one answer is enough."""
        album = message.media_group_id
        if album is None:
            return True
        name = f"{message.chat_id} {album}"
        known = name in self._albums
        self._albums[name] = None
        if len(self._albums) > _MOST_ALBUMS:
            self._albums.pop(next(iter(self._albums)))
        return not known

    def _is_question(self, message: Message) -> bool:
        """Whether the caption of a file is a question: those of admins' files are about them."""
        sender = message.from_user
        return bool(message.caption) and not self._access.is_admin(sender.id if sender else None)

    def _is_ours(self, message: Message, wanted: Intent) -> bool:
        """In a group, a command that the bot does not know is another bot's, unless it names it."""
        private = message.chat.type == ChatType.PRIVATE
        return private or wanted.by_name or wanted.command in self._commands

    async def _admitted(self, message: Message, texts: Texts) -> bool:
        """Whether the sender may use the bot; a stranger gets a refusal, once an hour."""
        who = _sender(message)
        if self._access.admits(who, message.chat_id):
            return True
        if self._access.should_refuse("message", who):
            await reply(message, [RichText(texts("not-allowed", id=str(who)))])
        return False

    async def error(self, update: object, error: Exception | None) -> None:
        """Logs an error that no handler caught, without the question."""
        if update is None and isinstance(error, Conflict | NetworkError):
            return  # the connection has logged it
        if isinstance(error, Forbidden):
            _log.info("a user has blocked the bot")
        elif isinstance(error, TelegramError):
            _log.warning("a message was not sent: %s", error)
        else:
            _log.error("a question failed", exc_info=error)
            message = update.effective_message if isinstance(update, Update) else None
            if message is not None:
                with contextlib.suppress(TelegramError):
                    await reply(message, [RichText(_texts(message)("failed"))])


def _is_written(message: Message) -> bool:
    """Whether a person wrote it; "Ann has joined" and the like are service messages."""
    return bool(message.text) or message.effective_attachment is not None


def _texts(message: Message) -> Texts:
    sender: User | None = message.from_user
    return texts_for(sender.language_code if sender is not None else None)


def _sender(message: Message) -> int:
    sender = message.sender_chat or message.from_user or message.chat
    return sender.id
