"""What the bot does with what it is told."""

import asyncio
import contextlib
import functools
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import timedelta

from telegram import Bot, LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.constants import ChatAction
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.desk import Desk
from bot.telegram import texts
from bot.telegram.draft import Draft
from bot.telegram.messages import answer_messages, source_messages
from retrieval.errors import QuestionError

_log = logging.getLogger(__name__)
# Telegram shows "typing…" for five seconds at most.
_TYPING_SECONDS = 4.0
# A stranger is told so once in this time.
_STRANGER_SECONDS = 3600.0
_MOST_STRANGERS = 10_000
# Seconds between the tries to send a message while Telegram cannot be reached.
_PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


class Handlers:
    """One method for each kind of message. ``allowed``: ids of users and chats; empty: all."""

    def __init__(self, desk: Desk, allowed: frozenset[int]) -> None:
        self._desk = desk
        self._allowed = allowed
        self._strangers: dict[int, float] = {}

    async def question(self, update: Update, _: object) -> None:
        """Any text: a question, answered with quotes."""
        message = await self._admitted(update)
        if message is None or not message.text:
            return
        async with _typing(message.get_bot(), message.chat_id):
            try:
                drafts = answer_messages(await self._desk.ask(message.text))
            except QuestionError as error:
                drafts = [Draft(f"{str(error)[:1].upper()}{str(error)[1:]}.")]
        await _reply(message, drafts)

    async def start(self, update: Update, _: object) -> None:
        """/start: what this is."""
        await self._say(update, [Draft(texts.START)])

    async def help(self, update: Update, _: object) -> None:
        """/help: how to ask."""
        await self._say(update, [Draft(texts.HELP)])

    async def sources(self, update: Update, _: object) -> None:
        """/sources: the documents."""
        message = await self._admitted(update)
        if message is not None:
            await _reply(message, source_messages(await self._desk.cards()))

    async def unknown_command(self, update: Update, _: object) -> None:
        """Any other command."""
        await self._say(update, [Draft(texts.UNKNOWN_COMMAND)])

    async def not_text(self, update: Update, _: object) -> None:
        """A picture, a voice message, a sticker."""
        await self._say(update, [Draft(texts.TEXT_ONLY)])

    async def error(self, update: object, error: Exception | None) -> None:
        """What no other method has dealt with. Questions are not logged."""
        if update is None and isinstance(error, Conflict | NetworkError):
            return  # bot.telegram.connection has said it
        if isinstance(error, Forbidden):
            _log.info("a user has blocked the bot")
        elif isinstance(error, TelegramError):
            _log.warning("a message was not sent: %s", error)
        else:
            _log.error("a question failed", exc_info=error)
            if isinstance(update, Update) and update.effective_message is not None:
                with contextlib.suppress(TelegramError):
                    await _reply(update.effective_message, [Draft(texts.FAILED)])

    async def _say(self, update: Update, drafts: Iterable[Draft]) -> None:
        message = await self._admitted(update)
        if message is not None:
            await _reply(message, drafts)

    async def _admitted(self, update: Update) -> Message | None:
        """The message, if its sender may use the bot; a stranger is told so, once in a while."""
        message, user = update.effective_message, update.effective_user
        if message is None:
            return None
        ids = {message.chat_id, user.id if user else message.chat_id}
        if not self._allowed or self._allowed & ids:
            return message
        who = user.id if user else message.chat_id
        now = time.monotonic()
        if now - self._strangers.get(who, -_STRANGER_SECONDS) >= _STRANGER_SECONDS:
            if len(self._strangers) >= _MOST_STRANGERS:
                self._strangers.clear()
            self._strangers[who] = now
            await _reply(message, [Draft(texts.NOT_ALLOWED.format(id=who))])
        return None


async def _reply(message: Message, drafts: Iterable[Draft]) -> None:
    """Sends the drafts in reply to a message; also if it was deleted meanwhile."""
    for draft in drafts:
        await _patiently(
            functools.partial(
                message.get_bot().send_message,
                message.chat_id,
                draft.text,
                entities=draft.entities(),
                reply_parameters=ReplyParameters(message.id, allow_sending_without_reply=True),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )


async def _patiently(send: Callable[[], Awaitable[object]]) -> None:
    """Sends; again after as long as Telegram asks for, or after a while where it is not reached.

    A message may arrive twice if only the news of its arrival was lost: better than not at all.
    """
    for pause in (*_PAUSES, None):
        try:
            await send()
            return
        except RetryAfter as error:
            if pause is None:
                raise
            wanted = error.retry_after
            seconds = wanted.total_seconds() if isinstance(wanted, timedelta) else wanted
            await asyncio.sleep(seconds)
        except NetworkError as error:
            if pause is None or isinstance(error, BadRequest):
                raise
            await asyncio.sleep(pause)


@contextlib.asynccontextmanager
async def _typing(bot: Bot, chat_id: int) -> AsyncIterator[None]:
    """Shows that an answer is being looked for, for as long as it is."""
    shown = asyncio.Event()

    async def show() -> None:
        while True:
            # A mere courtesy: that it cannot be shown is no reason to give no answer.
            try:
                await bot.send_chat_action(chat_id, ChatAction.TYPING)
            except TelegramError:
                pass
            finally:
                shown.set()
            await asyncio.sleep(_TYPING_SECONDS)

    task = asyncio.create_task(show())
    try:
        yield
        # Never after the answer: Telegram would show "typing…" under it.
        await shown.wait()
    finally:
        task.cancel()
        await asyncio.wait([task])
