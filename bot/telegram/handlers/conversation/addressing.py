"""Addressing: whether a message is meant for the bot, and what it asks.

In a private chat every message is, and so are the direct messages of a channel. In a group only
those that name the bot, reply to it or are a command are: everything else is people talking to one
another, and is ignored.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType
from telegram.constants import MessageEntityType as Kind

_UTF16 = "utf-16-le"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message asks. ``command``: its name without the slash, None for plain text. ``text``:
    the message, or what follows the command; may be empty. ``by_name``: the bot was named."""

    command: str | None
    text: str
    by_name: bool = False


def intent_of(message: Message, me: User) -> Intent | None:
    """What a message wants of the bot ``me``; None if it is not meant for it."""
    if _is_of_a_bot(message, me):
        return None
    if message.chat.is_direct_messages and message.sender_chat is not None:
        return None  # the channel's own answers to its readers
    private = message.chat.type == ChatType.PRIVATE or bool(message.chat.is_direct_messages)
    text = message.text or message.caption or ""
    if command := _command(message):
        name, _, whose = command.removeprefix("/").partition("@")
        if whose and whose.lower() != _username(me):
            return None
        return Intent(name.lower(), text[len(command) :].strip(), by_name=bool(whose))
    if private:
        return Intent(None, text.strip())
    mentions = [
        entity
        for entity, name in _entities(message, Kind.MENTION)
        if name.removeprefix("@").lower() == _username(me)
    ]
    if mentions:
        return Intent(None, _without(text, [(one.offset, one.length) for one in mentions]), True)
    if text and replied_to_me(message, me) is not None:
        return Intent(None, text.strip())
    return None


def replied_to_me(message: Message, me: User) -> Message | None:
    """The bot's own message that this one replies to, also one sent through inline mode."""
    to = message.reply_to_message
    if to is None or to.forum_topic_created is not None:
        return None  # the first message in a forum's topic "replies" to the one that opened it
    own = (to.from_user is not None and to.from_user.id == me.id) or (
        to.via_bot is not None and to.via_bot.id == me.id
    )
    return to if own else None


def quoted_words(message: Message) -> str:
    """The words that a message replies to: the part that its writer marked, or all of them."""
    if message.quote is not None:
        return message.quote.text.strip()
    to = message.reply_to_message
    return ((to.text or to.caption or "") if to is not None else "").strip()


def asked_words(message: Message, wanted: Intent) -> str:
    """The question: the text; where there is none (/ask alone, or the bot's name), the message that
    is replied to, if somebody else wrote it."""
    if wanted.text or replied_to_me(message, message.get_bot().bot) is not None:
        return wanted.text
    return quoted_words(message)


def _is_of_a_bot(message: Message, me: User) -> bool:
    """Whether a bot wrote it, or somebody sent one of this bot's inline results."""
    if message.via_bot is not None and message.via_bot.id == me.id:
        return True
    # Messages written as a channel or as the group itself have a bot as their sender.
    sender = message.from_user
    return sender is not None and sender.is_bot and message.sender_chat is None


def _command(message: Message) -> str | None:
    """The command that a message begins with ("/ask@a_bot")."""
    for entity, words in _entities(message, Kind.BOT_COMMAND):
        if entity.offset == 0:
            return words
    return None


def _entities(message: Message, kind: str) -> Iterable[tuple[MessageEntity, str]]:
    if message.text:
        return message.parse_entities([kind]).items()
    return message.parse_caption_entities([kind]).items() if message.caption else ()


def _username(me: User) -> str:
    return (me.username or "").lower()


def _without(text: str, parts: list[tuple[int, int]]) -> str:
    """The text without these parts, given in UTF-16 units as Telegram does."""
    units = text.encode(_UTF16)
    for offset, length in sorted(parts, reverse=True):
        units = units[: 2 * offset] + units[2 * (offset + length) :]
    return " ".join(units.decode(_UTF16).split())
