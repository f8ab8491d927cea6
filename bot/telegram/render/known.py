"""What is known of a document, and which of it was corrected."""

from telegram.constants import MessageEntityType as Kind

from bot.changes.editing import known_lines
from bot.display.shortened import shortened
from bot.telegram.render.inert import inert
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from corpus.document import Card

_LONGEST = 300


def known_text(card: Card, as_parsed: Card, texts: Texts) -> RichText:
    """Each field that can be corrected, as /edit names it."""
    body = RichText(texts("edit-known")).add(" ").add(card.id, Kind.CODE)
    for field, value, said in known_lines(card, as_parsed):
        body.add(f"\n{field}", Kind.CODE).add(f" {_shown(value) or '—'}")
        if said is not None:
            own = texts("edit-said", value=_shown(said)) if said else texts("edit-silent")
            body.add(f" ✎ {own}", Kind.ITALIC)
    return body


def _shown(value: str) -> str:
    return inert(shortened(value, _LONGEST))
