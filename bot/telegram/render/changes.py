"""Texts about changes of the collection: what was added, and which documents a name may mean."""

from collections.abc import Sequence

from telegram.constants import MessageEntityType as Kind

from bot.changes.additions import Added
from bot.telegram.render.inert import inert
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from corpus.document import Card

_MOST_SHOWN = 8
_LONGEST_NAME = 200


def added_text(outcome: Added, texts: Texts) -> RichText:
    """The result of an addition, in a few lines."""
    body = RichText()
    if outcome.joined:
        body.add(texts("add-done", count=len(outcome.joined)))
        for card in outcome.joined[:_MOST_SHOWN]:
            body.add("\n• ").add(shown_name(card)).add(" ").add(card.id, Kind.CODE)
        _add_more(body, len(outcome.joined), texts)
    elif outcome.updated:
        body.add(texts("add-updated", count=outcome.updated))
    elif outcome.unchanged and not outcome.reasons:
        body.add(texts("add-unchanged"))
    for reason in outcome.reasons[:_MOST_SHOWN]:
        body.add("\n" if body.text else "").add(texts("change-failed", reason=inert(reason)))
    return body if body.text else RichText(texts("add-unchanged"))


def choice_text(cards: Sequence[Card], command: str, texts: Texts) -> RichText:
    """The documents to choose from, each with the ``command`` for it, whose ``{}`` is its id."""
    body = RichText(texts("remove-which"))
    for card in cards[:_MOST_SHOWN]:
        body.add("\n").add(command.replace("{}", card.id, 1), Kind.CODE)
        body.add(f" {shown_name(card)}")
    _add_more(body, len(cards), texts)
    return body


def shown_name(card: Card) -> str:
    """A document's name, without links in it, and not too long for a message."""
    name = card.name
    return inert(name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…")


def _add_more(body: RichText, count: int, texts: Texts) -> None:
    if count > _MOST_SHOWN:
        body.add("\n").add(texts("change-more", count=count - _MOST_SHOWN))
