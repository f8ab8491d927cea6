"""Sending: messages, edits, files and "typing…". Retries happen in connection.py."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.rich_text import RichText

# An answer that comes sooner needs no sign that it is being worked on.
_UNNOTICED_SECONDS = 0.4
# Telegram shows "typing…" for five seconds at most.
_TYPING_SECONDS = 4.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(
    message: Message,
    outgoing: Iterable[Outgoing | RichText],
    questions: ReplyKeyboardMarkup | None = None,
) -> list[Message]:
    """Sends these in reply to a message, where it was written (its forum topic too); also if it
    was deleted meanwhile. ``questions`` are buttons in place of the keyboard, for those without
    their own. Returns what was sent."""
    sent = []
    for one in outgoing:
        body, keyboard = (one, questions) if isinstance(one, RichText) else (one.body, one.keyboard)
        # Nearly always it is one. What is longer repeats words of the user's.
        *first, last = body.pieces()
        sent += [await _send(message, piece, None) for piece in first]
        sent.append(await _send(message, last, keyboard))
    return sent


async def _send(
    message: Message, body: RichText, keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | None
) -> Message:
    return await message.get_bot().send_message(
        message.chat_id,
        body.text,
        entities=body.entities(),
        reply_markup=keyboard,
        reply_parameters=_in_reply_to(message),
        message_thread_id=topic(message),
        direct_messages_topic_id=_direct_topic(message),
        link_preview_options=NO_PREVIEW,
    )


async def reply_with_file(message: Message, caption: RichText, file: InputFile | str) -> Message:
    """Sends a file, or one by its id, in reply to a message, with a line or two under it."""

    async def send(entities: list[MessageEntity] | None) -> Message:
        return await message.get_bot().send_document(
            message.chat_id,
            file,
            caption=caption.text,
            caption_entities=entities,
            reply_parameters=_in_reply_to(message),
            message_thread_id=topic(message),
            direct_messages_topic_id=_direct_topic(message),
        )

    try:
        return await send(caption.entities())
    except BadRequest as error:
        # The connection repairs this for messages; a call with a file cannot be changed there.
        if "entit" not in error.message.lower():
            raise
        return await send(None)


async def change(
    bot: Bot, chat_id: int, message_id: int, body: RichText, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Edits one of the bot's messages. False where it has this text already. What is too long is
    cut."""
    body = body.pieces()[0]
    return await _changing(
        lambda: bot.edit_message_text(
            body.text,
            chat_id,
            message_id,
            entities=body.entities(),
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
    )


async def change_keyboard(
    bot: Bot, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Changes the buttons of a message. False where it has them already."""
    return await _changing(
        lambda: bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard)
    )


async def delete(bot: Bot, chat_id: int, message_id: int) -> None:
    """Deletes one of the bot's messages, if that is possible."""
    with contextlib.suppress(BadRequest):  # it has gone already, or is two days old
        await bot.delete_message(chat_id, message_id)


async def replace(message: Message, old: Sequence[int], outgoing: Sequence[Outgoing]) -> list[int]:
    """Replaces the messages that were sent in reply to one before, and returns the ids of the new
    ones. Those that were deleted meanwhile are sent again."""
    bot, chat_id = message.get_bot(), message.chat_id
    there = []
    for message_id, one in zip(old, outgoing, strict=False):
        try:
            await change(bot, chat_id, message_id, one.body, one.keyboard)
            there.append(message_id)
        except BadRequest:
            there += [sent.message_id for sent in await reply(message, [one])]
    for message_id in old[len(outgoing) :]:
        await delete(bot, chat_id, message_id)
    more = await reply(message, outgoing[len(old) :])
    return there + [sent.message_id for sent in more]


async def _changing(edit: Callable[[], Awaitable[object]]) -> bool:
    try:
        await edit()
    except BadRequest as error:
        if "not modified" in error.message:
            return False
        raise
    return True


@contextlib.asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Shows "typing…" while the block runs, if that takes more than a moment."""
    bot: Bot = message.get_bot()
    # No call may be under way when the answer is sent: Telegram would show "typing…" below it.
    under_way = asyncio.Lock()

    async def show() -> None:
        await asyncio.sleep(_UNNOTICED_SECONDS)
        while True:
            # Whether it can be shown does not matter to the answer.
            async with under_way:
                with contextlib.suppress(TelegramError):
                    await bot.send_chat_action(
                        message.chat_id, ChatAction.TYPING, message_thread_id=topic(message)
                    )
            await asyncio.sleep(_TYPING_SECONDS)

    task = asyncio.create_task(show())
    try:
        yield
        async with under_way:
            task.cancel()
    finally:
        task.cancel()
        await asyncio.wait([task])


def topic(message: Message) -> int | None:
    """The forum topic of a message. A thread of comments is not a topic: there, Telegram goes by
    the message that is replied to."""
    return message.message_thread_id if message.is_topic_message else None


def _direct_topic(message: Message) -> int | None:
    """The reader that a direct message of a channel is from: each has a topic of their own."""
    found = message.direct_messages_topic
    return found.topic_id if found is not None else None


def _in_reply_to(message: Message) -> ReplyParameters:
    return ReplyParameters(message.message_id, allow_sending_without_reply=True)
