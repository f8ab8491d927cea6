"""Handlers of the buttons under messages."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.display.quote_context import in_context
from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.handlers.feedback import is_answer, rated_answer
from bot.telegram.handlers.questions import Questions
from bot.telegram.handlers.source_files import SourceFiles
from bot.telegram.handlers.source_pages import page_of_sources
from bot.telegram.handlers.source_views import SourceViews
from bot.telegram.handlers.watching import Watching
from bot.telegram.render.keyboards import (
    SAVE,
    Panel,
    has_button,
    keyboard,
    pressed_others,
    pressed_quote,
    spoken_by,
    without_more,
)
from bot.telegram.render.messages import block_kind, excerpt_text
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.source_list import pressed_page
from bot.telegram.render.source_view import CLOSE
from bot.telegram.render.texts import Texts, texts_for
from bot.telegram.transport.queue.update_context import decided
from bot.telegram.transport.sending import change, change_keyboard
from retrieval.feedback import Rating

_GIVE, _WITHDRAW = "give", "withdraw"


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button of this message. ``texts``: those of who pressed it."""

    message: Message
    data: str
    user_id: int
    texts: Texts

    @property
    def keyboard(self) -> InlineKeyboardMarkup:
        """The buttons of the message."""
        return self.message.reply_markup or InlineKeyboardMarkup(())


class Buttons:
    """Handles presses.

    What a press asks for comes from a member's client, which can send any data. So only data that
    is on a button of the pressed message is acted on: that message is given by Telegram, and its
    keyboard was made here.
    """

    def __init__(
        self,
        answerer: AsyncAnswerer,
        questions: Questions,
        source_files: SourceFiles,
        watching: Watching,
        views: SourceViews,
    ) -> None:
        self._answerer = answerer
        self._watching = watching
        self._questions = questions
        self._source_files = source_files
        self._views = views
        self._actions: dict[str, Callable[[Press], Awaitable[str]]] = {
            "c": self._show,
            "l": self._show,
            "n": self._show,
            "s": self._source,
            "o": self._view,
            "k": self._view,
            "m": self._more,
            "g": self._others,
            "p": self._turn_page,
            "y": self._rate,
            "x": self._rate,
            "w": self._watch,
            "u": self._watch,
        }

    async def press(self, query: CallbackQuery) -> None:
        """Handles a press, and answers it: until then, the button is shown as busy."""
        texts = texts_for(query.from_user.language_code)
        if query.message is not None and not query.message.is_accessible:
            await _answer(query, texts("button-too-old"))
            return
        if not isinstance(query.message, Message) or not query.data:
            await _answer(query, texts("button-old"))
            return
        press = Press(query.message, query.data, query.from_user.id, texts)
        if not has_button(press.keyboard, press.data):
            await _answer(query, texts("button-gone"))
            return
        action = self._actions.get(press.data[:1])
        toast = texts("failed")
        try:
            toast = texts("button-old") if action is None else await action(press)
        except ValueError:  # the button was made by another version
            toast = texts("button-old")
        finally:
            await _answer(query, toast)

    async def decline(self, query: CallbackQuery, toast: str) -> None:
        """Answers the press of somebody who may not use the bot."""
        await _answer(query, toast)

    async def _show(self, press: Press) -> str:
        """Context, Less, and the numbers: one quote is chosen, and shown with more around it."""
        block, code = pressed_quote(press.data)
        panel = Panel.of(press.keyboard).choosing(block, code)
        document = await self._answerer.document(code.document_id)
        if document is None:
            return press.texts("document-gone")
        quote = code.quote(document)
        if quote is None:
            return press.texts("document-changed")
        shown = await asyncio.to_thread(in_context, quote, code.around)
        buttons = keyboard(
            panel, quote, spoken_by(press.keyboard, press.texts), is_all=shown.is_all
        )
        bot, chat_id, message_id = _place(press.message)
        if press.data.startswith("n"):
            await change_keyboard(bot, chat_id, message_id, buttons)
            return ""
        body = RichText.of(press.message)
        old = body.blocks()[block]
        answers = is_answer(body, block)
        excerpt = excerpt_text(shown.quote, answers=answers)
        if excerpt.text == body.text[old.start : old.end]:
            return press.texts("context-all")
        body = body.with_block(block, excerpt, block_kind(excerpt.text, answers=answers))
        if not body.is_within_limits:
            return press.texts("context-full")
        await change(bot, chat_id, message_id, body, buttons)
        return ""

    async def _source(self, press: Press) -> str:
        """Says what the document is, with its link or the file."""
        document = await self._answerer.document(press.data[1:])
        if document is None:
            return press.texts("document-gone")
        await self._source_files.send(press.message, document, press.user_id, press.texts)
        return ""

    async def _view(self, press: Press) -> str:
        """Sources in place of the answer, and the answer again."""
        texts = spoken_by(press.keyboard, press.texts)
        message, data = press.message, press.data
        if data.startswith(CLOSE):
            return await self._views.close(message, data, texts, press.texts)
        return await self._views.press(message, data, press.user_id, texts, press.texts)

    async def _more(self, press: Press) -> str:
        """Sends the next quotes. The button is removed first: two presses send them once."""
        skip = int(press.data[1:])
        words = self._questions.words_of(press.message)
        if not words:
            return press.texts("question-gone")
        texts = spoken_by(press.keyboard, press.texts)
        if not await change_keyboard(*_place(press.message), without_more(press.keyboard)):
            return ""
        there = await self._questions.more(press.message, words, skip, texts)
        return "" if there else press.texts("no-more-quotes")

    async def _watch(self, press: Press) -> str:
        """Saves the question of an answer; or a button of the saved questions."""
        if press.data != SAVE:
            return await self._watching.press(press.message, press.data, press.texts)
        words = self._questions.words_of(press.message)
        if not words:
            return press.texts("question-gone")
        return await self._watching.save(press.message, words, press.user_id, press.texts)

    async def _others(self, press: Press) -> str:
        """Sends the other quotes that give the same answer."""
        words = self._questions.words_of(press.message)
        if not words:
            return press.texts("question-gone")
        codes = Panel.of(press.keyboard).codes
        block = pressed_others(press.data)
        texts = spoken_by(press.keyboard, press.texts)
        there = await self._questions.others(press.message, words, codes[block], texts)
        return "" if there else press.texts("no-more-quotes")

    async def _turn_page(self, press: Press) -> str:
        """Shows another page of the documents."""
        page, search = pressed_page(press.data)
        shown = await page_of_sources(self._answerer, press.texts, search, page)
        await change(*_place(press.message), shown.body, shown.keyboard)
        return ""

    async def _rate(self, press: Press) -> str:
        """A rating of the answer; the same one again takes it back."""
        words = self._questions.words_of(press.message)
        if not words:
            return press.texts("question-gone")
        quotes = []
        for code in Panel.of(press.keyboard).codes:
            document = await self._answerer.document(code.document_id)
            quote = code.quote(document) if document is not None else None
            if quote is not None:
                quotes.append(quote)
        if not quotes:
            return press.texts("document-changed")
        before = self._questions.before(press.message)
        answer = rated_answer(press.message, words, before, quotes, press.data[1:])
        rating = Rating.LIKED if press.data.startswith("y") else Rating.DISLIKED
        person = f"telegram:{press.user_id}"

        async def choose() -> str:
            given = await self._answerer.feedback_of(answer, person)
            return _WITHDRAW if given is rating else _GIVE

        # Decided once: a press that is handled again after a crash must not undo itself.
        withdraw = await decided("feedback", choose) == _WITHDRAW
        await self._answerer.give_feedback(answer, None if withdraw else rating, person)
        return press.texts("withdrawn" if withdraw else "thanks")


async def _answer(query: CallbackQuery, toast: str) -> None:
    """Answers a press. One that is too old for an answer is not shown as busy any more."""
    try:
        await query.answer(toast or None, show_alert=False)
    except BadRequest as error:
        if "too old" not in error.message:
            raise


def _place(message: Message) -> tuple[Bot, int, int]:
    return message.get_bot(), message.chat_id, message.message_id
