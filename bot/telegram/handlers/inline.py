"""Inline mode: each quote of an answer is a result, which can be sent to any chat."""

import hashlib

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
)
from telegram.error import BadRequest

from bot.display.shown_text import shown_text
from bot.questions.query_filters import FilterError, split_filters
from bot.serving.async_answerer import AsyncAnswerer, Inquiry
from bot.telegram.handlers.deep_links import quote_link
from bot.telegram.handlers.questions import complaint
from bot.telegram.render.citation import citation_parts
from bot.telegram.render.messages import quote_texts
from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.texts import Texts
from bot.telegram.transport.queue.update_context import record_answer
from bot.telegram.transport.sending import NO_PREVIEW
from corpus.span import Span
from retrieval.answer import Quote
from retrieval.errors import QuestionError

# For how long Telegram repeats an answer; the documents may change.
_CACHE_SECONDS = 30
_LONGEST_TITLE = 120
_LONGEST_DESCRIPTION = 250
# Opens the private chat, at /start.
_START = "inline"


class Inline:
    """Answers inline queries. ``base``: the address of the pages that show quotes in their place,
    if there are any."""

    def __init__(self, answerer: AsyncAnswerer, base: str = "") -> None:
        self._answerer = answerer
        self._base = base

    async def answer(self, query: InlineQuery, texts: Texts) -> None:
        """Offers the quotes that answer. The closest passages of an unanswered question are not
        offered: in another chat, nobody could tell them from an answer."""
        try:
            asked = split_filters(query.query)
            found = (await self._answerer.ask(Inquiry(asked.text, asked.filters))).answer
            record_answer(found.answered)
        except QuestionError as error:
            hint = "inline-hint" if error.reason != "long" else "inline-long"
            await _send(query, [], texts(hint))
            return
        except FilterError as error:
            await _send(query, [], texts(error.name, **error.values))
            return
        quotes = found.quotes if found.answered else ()
        name = query.get_bot().username
        found_results = (_result(quote, texts, self._base, name) for quote in quotes)
        results = [one for one in found_results if one is not None]
        await _send(query, results, "" if results else texts("inline-none"))

    async def answer_guest(self, message: Message, words: str, texts: Texts) -> None:
        """Answers a mention in a chat that the bot is no member of, with one message: the best
        quote, or why there is none."""
        result: InlineQueryResultArticle | None = None
        try:
            asked = split_filters(words)
            finding = await self._answerer.ask(Inquiry(asked.text, asked.filters))
            found = finding.answer
            record_answer(found.answered)
            said = texts("not-ready" if finding.is_early else "not-answered")
            for quote in found.quotes if found.answered else ():
                result = result or _result(quote, texts, self._base, message.get_bot().username)
        except QuestionError as error:
            said = complaint("question", error, texts)
        except FilterError as error:
            said = texts(error.name, **error.values)
        await self._send_to_guest(message, result or _notice(said))

    async def decline_guest(self, message: Message, texts: Texts) -> None:
        """Tells the writer of a mention that they may not ask."""
        await self._send_to_guest(message, _notice(texts("inline-not-allowed")))

    async def _send_to_guest(self, message: Message, result: InlineQueryResultArticle) -> None:
        if message.guest_query_id is not None:
            await message.get_bot().answer_guest_query(message.guest_query_id, result)

    async def decline(self, query: InlineQuery, texts: Texts) -> None:
        """Tells the sender that they may not ask."""
        await _send(query, [], texts("inline-not-allowed"))


def _result(
    quote: Quote, texts: Texts, base: str, username: str
) -> InlineQueryResultArticle | None:
    """A quote with a button that opens it in the chat with the bot, where its context is."""
    bodies = quote_texts(quote, texts, base=base)
    if len(bodies) > 1:  # in one message or not at all
        return None
    document = quote.document
    marked = Span(quote.highlights[0].start, quote.highlights[-1].end)
    answering = shown_text(document, marked).text
    name = f"{document.id} {document.sha256} {quote.span.start} {quote.span.end}"
    return InlineQueryResultArticle(
        hashlib.sha256(name.encode()).hexdigest()[:32],
        _cut(" · ".join(citation_parts(quote.citation, texts)), _LONGEST_TITLE),
        InputTextMessageContent(
            bodies[0].text, entities=bodies[0].entities(), link_preview_options=NO_PREVIEW
        ),
        description=_cut(" ".join(answering.split()), _LONGEST_DESCRIPTION),
        reply_markup=InlineKeyboardMarkup.from_button(
            InlineKeyboardButton(
                texts("button-source"), url=quote_link(username, QuoteCode.of(quote))
            )
        ),
    )


def _notice(text: str) -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle("said", _cut(text, _LONGEST_TITLE), content)


async def _send(query: InlineQuery, results: list[InlineQueryResultArticle], instead: str) -> None:
    """Answers a query; ``instead`` is shown where there are no results."""
    button = (
        InlineQueryResultsButton(_cut(instead, 64), start_parameter=_START) if instead else None
    )
    try:
        await query.answer(results, cache_time=_CACHE_SECONDS, is_personal=True, button=button)
    except BadRequest as error:
        if "too old" not in error.message:  # its writer has typed on
            raise


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
