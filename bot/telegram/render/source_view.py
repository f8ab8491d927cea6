"""Source view: an answer's sources in the answer's own message, until they are closed.

``callback_data`` of its buttons:

    o N CODE   shows the source of quote N, which CODE gives
    o          shows the list of sources again
    k N CODE   shows the answer again, which has quote N

The first titled button, or the one that closes, has a quote of the answer: after a restart, the
answer is found by it.
"""

import re
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.display.shortened import shortened
from bot.telegram.render.citation import shown_title
from bot.telegram.render.inert import visible
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.source_card import SourceLink, source_card
from bot.telegram.render.texts import Texts
from corpus.document import Document
from retrieval.answer import Quote
from retrieval.citations.permanent_link import permanent_link

SOURCES, CLOSE = "o", "k"
_LONGEST_TITLE = 60
_DATA = re.compile(r"[ok]([a-z])([\w-]+)", re.ASCII)


def source_titles(sources: Sequence[tuple[int, int, Quote]], texts: Texts) -> Outgoing:
    """The sources of an answer, a titled button in each row. ``sources``: of each, the place of its
    first quote in the message, that quote's number, and the quote."""
    rows = [
        [_button(f"{number}. {_title(quote.document)}", quote_data(SOURCES, block, quote))]
        for block, number, quote in sources
    ]
    block, _, first = sources[0]
    closing = [_button(texts("button-close"), quote_data(CLOSE, block, first))]
    return Outgoing(RichText(texts("sources-answer")), InlineKeyboardMarkup([*rows, closing]))


def source_view(
    quote: Quote, block: int, texts: Texts, *, base: str, original: bool, several: bool
) -> Outgoing:
    """What the document of a quote is, and where in it the quote stands. ``base``: the address of
    the pages; ``original``: whether there is a button for the original file; ``several``: whether
    the answer has other sources, to which Back leads."""
    address = permanent_link(base, quote.document, quote.span)
    link = SourceLink(texts("in-place"), address) if address else None
    body = source_card(quote.document, texts, place=quote.citation, link=link)
    closing = [_button(texts("button-close"), quote_data(CLOSE, block, quote))]
    if several:
        closing.insert(0, _button(texts("button-back"), SOURCES))
    rows = [closing]
    if original:
        rows.insert(0, [_button(texts("button-original"), f"s{quote.document.id}")])
    return Outgoing(body, InlineKeyboardMarkup(rows))


def quote_data(what: str, block: int, quote: Quote) -> str:
    """The data of a button for a quote."""
    return f"{what}{chr(ord('a') + block)}{QuoteCode.of(quote).encode()}"


def pressed_source(data: str) -> tuple[int, QuoteCode] | None:
    """Which quote of the answer a button is for; None for the list. Raises ValueError."""
    if data == SOURCES:
        return None
    match = _DATA.fullmatch(data)
    if match is None:
        raise ValueError(f"{data!r} is not the button of a source")
    return ord(match[1]) - ord("a"), QuoteCode.decode(match[2])


def _title(document: Document) -> str:
    return shortened(visible(shown_title(document)), _LONGEST_TITLE)


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)
