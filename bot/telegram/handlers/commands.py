"""The commands, other than the question itself."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Message
from telegram.constants import ChatType

from bot.display.quote_context import in_context
from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.handlers.conversation.addressing import Intent, asked_words
from bot.telegram.handlers.deep_links import asked_question, linked_document, linked_quote
from bot.telegram.handlers.examples import Examples
from bot.telegram.handlers.questions import Questions
from bot.telegram.handlers.source_files import SourceFiles
from bot.telegram.handlers.source_pages import page_of_sources
from bot.telegram.handlers.verification import Verifications
from bot.telegram.render.keyboards import question_keyboard
from bot.telegram.render.messages import AnswerPage, answer_messages
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.source_list import MOST_SEARCH_BYTES
from bot.telegram.render.texts import Texts
from bot.telegram.transport.sending import reply
from retrieval.answer import Answer, Outcome

# Of a quote that a link shows: anybody can make a link, to a whole book.
_LONGEST_LINKED = 3000
Command = Callable[[Message, Intent, Texts], Awaitable[None]]


class Commands:
    """A method for each command; ``by_name`` maps the commands' names to them."""

    def __init__(
        self,
        answerer: AsyncAnswerer,
        questions: Questions,
        source_files: SourceFiles,
        verifications: Verifications,
        examples: Examples,
        base: str = "",
    ) -> None:
        self._answerer = answerer
        self._base = base
        self._source_files = source_files
        self._questions = questions
        self._examples = examples
        self.by_name: dict[str, Command] = {
            "ask": self.ask,
            "start": self.start,
            "help": self.help,
            "sources": self.sources,
            "verify": verifications.command,
            "new": self.new,
            "privacy": self.privacy,
        }

    async def ask(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/ask: a question, or the message that it replies to as one."""
        words = asked_words(message, intent)
        if words:
            await self._questions.ask(message, words, texts)
        else:
            await reply(message, [RichText(texts("ask-usage"))])

    async def start(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/start: introduces the bot; in a private chat, with questions to tap. After a deep link,
        does what that asks for."""
        if await self._follow_link(message, intent.text, texts):
            return
        buttons = None
        if message.chat.type == ChatType.PRIVATE:
            buttons = question_keyboard(await self._examples.of(texts))
        await reply(message, [RichText(texts("start"))], buttons)

    async def _follow_link(self, message: Message, payload: str, texts: Texts) -> bool:
        """Answers a deep link's question, or shows its document or quote; False for others."""
        if question := asked_question(payload):
            await self._questions.ask(message, question, texts)
            return True
        code = linked_quote(payload)
        wanted = code.document_id if code is not None else linked_document(payload)
        if wanted is None:
            return False
        document = await self._answerer.document(wanted)
        if document is None:
            await reply(message, [RichText(texts("document-gone"))])
        elif code is None:
            user = message.from_user.id if message.from_user is not None else 0
            await self._source_files.send(message, document, user, texts)
        elif (linked := code.quote(document)) is None or len(linked.text) > _LONGEST_LINKED:
            await reply(message, [RichText(texts("document-changed"))])
        else:
            # At the bounds of sentences, whatever the link says.
            quote = (await asyncio.to_thread(in_context, linked, 0)).quote
            answer = Answer("", (quote,), 0.0, Outcome.ANSWERED)
            await reply(message, answer_messages(AnswerPage(answer, texts, base=self._base)))
        return True

    async def help(self, message: Message, _: Intent, texts: Texts) -> None:
        """/help: how to ask."""
        name = message.get_bot().name
        await reply(message, [RichText(texts("help", bot=name))])

    async def sources(self, message: Message, intent: Intent, texts: Texts) -> None:
        """/sources: the documents, or those with some words in title, publisher or address."""
        search = " ".join(intent.text.split())
        if len(search.encode()) > MOST_SEARCH_BYTES:
            await reply(message, [RichText(texts("sources-long"))])
            return
        await reply(message, [await page_of_sources(self._answerer, texts, search)])

    async def new(self, message: Message, _: Intent, texts: Texts) -> None:
        """/new: forgets the conversation."""
        self._questions.forget(message.chat_id)
        await reply(message, [RichText(texts("new-done"))])

    async def privacy(self, message: Message, _: Intent, texts: Texts) -> None:
        """/privacy: says what is stored."""
        await reply(message, [RichText(texts("privacy"))])
