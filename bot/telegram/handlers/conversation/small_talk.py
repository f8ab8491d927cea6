"""Small talk: thanks, greetings, "ok", emoji and "what can you do?", which the documents do not
answer.

The words are in the locales. People whose Telegram is in one language may say thanks in another, so
the words of all languages count.
"""

import re
import unicodedata
from functools import cache

from telegram import Message
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest

from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts, in_all_languages
from bot.telegram.transport.sending import reply

THANKS, GREETING, ACKNOWLEDGEMENT, EMOJI = "thanks", "greeting", "acknowledgement", "emoji"
HELP = "help"
_WORDS = {
    HELP: "words-help",
    THANKS: "words-thanks",
    GREETING: "words-greeting",
    ACKNOWLEDGEMENT: "words-acknowledgement",
}
_ANSWERS = {THANKS: "answer-thanks", GREETING: "answer-greeting"}
_PARTS = re.compile(r"[,.;!?…\n，。；！？、～]+")
_LONGEST = 60
_REACTION = ReactionEmoji.OK_HAND_SIGN


def small_talk(text: str) -> str | None:
    """Which kind of small talk a message is, if it is nothing else.

    >>> small_talk("Ok, thanks a lot! 🙏"), small_talk("Thanks. Who fled?"), small_talk("👍🏽")
    ('thanks', None, 'emoji')
    """
    if len(text) > _LONGEST:
        return None
    parts = [part for one in _PARTS.split(text) if (part := _normalized(one))]
    if not parts:
        return EMOJI if any(unicodedata.category(c) == "So" for c in text) else None
    kinds = {_kinds().get(part) for part in parts}
    if None in kinds:
        return None
    return next(kind for kind in _WORDS if kind in kinds)


async def answer_small_talk(message: Message, kind: str, texts: Texts) -> None:
    """Answers with a short word, or with a reaction."""
    if kind == HELP:
        await reply(message, [RichText(texts("help", bot=message.get_bot().name))])
        return
    if kind in _ANSWERS:
        await reply(message, [RichText(texts(_ANSWERS[kind]))])
        return
    try:
        await message.get_bot().set_message_reaction(message.chat_id, message.message_id, _REACTION)
    except BadRequest:
        return  # there are chats without reactions


@cache
def _kinds() -> dict[str, str]:
    """The kind of each phrase, in all languages."""
    return {
        _normalized(phrase): kind
        for kind, name in _WORDS.items()
        for phrases in in_all_languages(name).values()
        for phrase in phrases.split(",")
    }


def _normalized(text: str) -> str:
    """Lower-case words, without emoji and other signs."""
    # A Turkish "İ" becomes an "i" and a dot above it.
    lower = unicodedata.normalize("NFC", text).casefold().replace("\u0307", "")
    kept = "".join(c if c.isalnum() or c in "'’" else " " for c in lower)
    return " ".join(kept.replace("’", "'").split())
