"""Source views: an answer's message shows its sources for a while, and then the answer again."""

from collections import OrderedDict

from telegram import InlineKeyboardMarkup, Message

from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.handlers.questions import Questions
from bot.telegram.handlers.source_files import SourceFiles
from bot.telegram.render.keyboards import Panel
from bot.telegram.render.messages import AnswerPage, answer_messages
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.source_view import pressed_source, source_titles, source_view
from bot.telegram.render.texts import Texts
from bot.telegram.transport.sending import change
from retrieval.answer import Answer, Outcome, Quote

# Answers behind open views. One that is forgotten is asked for again.
_MOST = 2000


class SourceViews:
    """Opens and closes them. ``base``: the address of the pages that show quotes in their place."""

    def __init__(
        self,
        answerer: AsyncAnswerer,
        questions: Questions,
        source_files: SourceFiles,
        base: str,
    ) -> None:
        self._answerer = answerer
        self._questions = questions
        self._source_files = source_files
        self._base = base
        self._answers: OrderedDict[tuple[int, int], Outgoing] = OrderedDict()

    async def press(
        self, message: Message, data: str, user_id: int, texts: Texts, said: Texts
    ) -> str:
        """Shows the list of sources, or one of them. ``texts``: those of the message, ``said``:
        those of who presses. Returns what to say to them."""
        code: QuoteCode | None = None
        panel = _panel(message.reply_markup)
        if panel is not None:
            self._keep(message, Outgoing(RichText.of(message), message.reply_markup))
        else:
            wanted = pressed_source(data)
            block, code = wanted if wanted is not None else (0, None)
            answer = await self._answer(message, texts)
            panel = _panel(answer.keyboard) if answer is not None else None
            if panel is None and code is not None:
                panel = Panel((code,))
        if panel is None:
            return said("question-gone")
        sources = await self._sources(panel)
        if not sources:
            there = await self._answerer.document(panel.code.document_id)
            return said("document-gone" if there is None else "document-changed")
        if code is None and len(sources) > 1:
            shown = source_titles(sources, texts)
        else:
            block, quote = sources[0][0], sources[0][2]
            if code is not None:
                document = await self._answerer.document(code.document_id)
                found = code.quote(document) if document is not None else None
                if found is None:
                    return said("document-gone" if document is None else "document-changed")
                quote, block = found, wanted[0] if wanted is not None else 0
            shown = source_view(
                quote,
                block,
                texts,
                base=self._base,
                original=self._source_files.offers(message, quote.document, user_id),
                several=len(sources) > 1,
            )
        await change(message.get_bot(), *_place(message), shown.body, shown.keyboard)
        return ""

    async def close(self, message: Message, data: str, texts: Texts, said: Texts) -> str:
        """Shows the answer again."""
        answer = await self._answer(message, texts)
        if answer is None:
            wanted = pressed_source(data)
            assert wanted is not None
            document = await self._answerer.document(wanted[1].document_id)
            quote = wanted[1].quote(document) if document is not None else None
            if quote is None:
                return said("document-gone" if document is None else "document-changed")
            # Whether it was an answer is not known any more.
            alone = Answer("", (quote,), 0.0, Outcome.UNCERTAIN)
            [answer, *_] = answer_messages(AnswerPage(alone, texts, base=self._base))
        await change(message.get_bot(), *_place(message), answer.body, answer.keyboard)
        self._answers.pop(_key(message), None)
        return ""

    async def _answer(self, message: Message, texts: Texts) -> Outgoing | None:
        """The answer that a view was opened from; after a restart, the question is asked again."""
        known = self._answers.get(_key(message))
        if known is not None:
            return known
        codes = _codes(message.reply_markup)
        again = await self._questions.again(message, codes, texts) if codes else None
        if again is not None:
            self._keep(message, again)
        return again

    def _keep(self, message: Message, answer: Outgoing) -> None:
        self._answers[_key(message)] = answer
        self._answers.move_to_end(_key(message))
        while len(self._answers) > _MOST:
            self._answers.popitem(last=False)

    async def _sources(self, panel: Panel) -> list[tuple[int, int, Quote]]:
        """The documents of an answer, each with its first quote there, the chosen quote's first
        where they are the same."""
        found: dict[str, tuple[int, int, Quote]] = {}
        for block, code in enumerate(panel.codes):
            document = await self._answerer.document(code.document_id)
            quote = code.quote(document) if document is not None else None
            name = code.document_id
            if quote is not None and (block == panel.chosen or name not in found):
                found[name] = (block, panel.first + block, quote)
        return sorted(found.values(), key=lambda one: one[0])


def _panel(keyboard: InlineKeyboardMarkup | None) -> Panel | None:
    """The panel of an answer's buttons; None for others."""
    if keyboard is None:
        return None
    try:
        panel = Panel.of(keyboard)
    except ValueError:
        return None
    return panel if panel.codes else None


def _codes(keyboard: InlineKeyboardMarkup | None) -> list[QuoteCode]:
    """The quotes that are in a view's buttons."""
    found = []
    for row in keyboard.inline_keyboard if keyboard is not None else ():
        for button in row:
            data = button.callback_data
            if isinstance(data, str) and data[:1] in ("o", "k") and len(data) > 1:
                wanted = pressed_source(data)
                if wanted is not None:
                    found.append(wanted[1])
    return found


def _key(message: Message) -> tuple[int, int]:
    return message.chat_id, message.message_id


_place = _key
