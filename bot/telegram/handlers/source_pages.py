"""Pages of the list of documents."""

from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.render.citation import shown_title
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.source_list import cards_on_page, source_page
from bot.telegram.render.texts import Texts


async def page_of_sources(
    answerer: AsyncAnswerer, texts: Texts, search: str = "", page: int = 0
) -> Outgoing:
    """A page of the documents, or of those with ``search`` in title, publisher or address. One
    without a title is called by its first words, as in answers."""
    cards = await answerer.cards()
    names = {}
    for card in cards_on_page(cards, search, page):
        if not card.title and (document := await answerer.document(card.id)) is not None:
            names[card.id] = shown_title(document)
    return source_page(cards, texts, search, page, names)
