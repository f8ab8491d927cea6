"""Messages that are a link and nothing else: the bot opens none."""

from telegram import Message
from telegram.constants import MessageEntityType as Kind

from bot.serving.async_answerer import AsyncAnswerer
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.source_card import source_card
from bot.telegram.render.texts import Texts
from bot.telegram.transport.sending import reply
from corpus.address import comparable

# A longer address is not repeated.
_LONGEST = 1000


def lone_link(message: Message) -> str | None:
    """The address that is all of a message. A word like "notes.md", in which Telegram sees one too,
    may be meant otherwise."""
    text = (message.text or "").strip()
    is_link = text in message.parse_entities([Kind.URL]).values() if text else False
    return text if is_link and "/" in text else None


class Links:
    """Says what the collection has from an address."""

    def __init__(self, answerer: AsyncAnswerer, base: str = "") -> None:
        self._answerer = answerer
        self._base = base

    async def answer(self, message: Message, link: str, texts: Texts, *, is_admin: bool) -> None:
        """The document's card; where there is none, that links are not opened, and for admins how
        the page is added."""
        wanted = comparable(link if "://" in link else f"https://{link}")
        cards = await self._answerer.cards()
        known = next((one.id for one in cards if wanted and comparable(one.url) == wanted), None)
        document = await self._answerer.document(known) if known is not None else None
        if document is not None:
            await reply(message, [source_card(document, texts, base=self._base)])
            return
        body = RichText(texts("link-only"))
        if is_admin and len(link) <= _LONGEST:
            body.add(f"\n\n{texts('link-add')}\n").add(f"/add {link}", Kind.CODE)
        await reply(message, [body])
