"""Handlers that verify: a quote, an answer of the bot's own, a forwarded text."""

from telegram import Message

from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.handlers.conversation.addressing import Intent, quoted_words
from bot.telegram.handlers.questions import complaint
from bot.telegram.render.rich_text import BLOCKS, RichText
from bot.telegram.render.texts import Texts
from bot.telegram.render.verification import check_messages
from bot.telegram.transport.sending import reply, typing
from retrieval.errors import QuestionError
from retrieval.verification.check import count_words

# A shorter forwarded message may well be a question.
_LONG = 30


class Verifications:
    """Verifies what a message has, or replies to. ``base``: the address of the pages that show
    quotes in their place, if there are any."""

    def __init__(self, answerer: AsyncAnswerer, base: str = "") -> None:
        self._answerer = answerer
        self._base = base

    async def command(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/verify: whether quotes are real, given or replied to."""
        if intent.text:
            words = _quotes_in(message) or intent.text
        elif message.quote is None and message.reply_to_message is not None:
            words = _quotes_in(message.reply_to_message) or quoted_words(message)
        else:
            words = quoted_words(message)
        if words:
            await self.check(message, words, texts)
        else:
            await reply(message, [RichText(texts("verify-usage"))])

    async def check(self, message: Message, words: str, texts: Texts) -> None:
        """Answers a message with the verdicts on a text."""
        async with typing(message):
            try:
                bodies = check_messages(await self._answerer.check(words), texts, self._base)
            except QuestionError as error:
                bodies = [RichText(complaint("verify", error, texts))]
        await reply(message, bodies)


def forwarded_text(message: Message) -> str:
    """The words of a long text that was forwarded, or its quotes if it is an answer of Pullquote;
    empty where a message is something else."""
    if message.forward_origin is None:
        return ""
    words = message.text or message.caption or ""
    return (_quotes_in(message) or words) if count_words(words) >= _LONG else ""


def _quotes_in(message: Message) -> str:
    """The block quotations of a message, marked as such; empty if it has none.

    An answer of the bot's own has its quotes in them, and the citations outside.
    """
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    units = text.encode("utf-16-le")
    quotes = [
        units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le", "ignore")
        for one in entities
        if one.type in BLOCKS
    ]
    return "\n\n".join("\n".join(f"> {line}" for line in one.splitlines()) for one in quotes)
