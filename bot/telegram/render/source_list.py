"""List of the documents, a page at a time."""

from collections.abc import Mapping, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageEntityType as Kind

from bot.display.shortened import shortened
from bot.telegram.render.inert import inert, visible
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from corpus.document import Card
from corpus.filters import Filters

# The search is part of the buttons that turn the pages, which have 64 bytes.
MOST_SEARCH_BYTES = 56
_ON_A_PAGE = 10
_BUTTONS_IN_A_ROW = 5
_LONGEST_TITLE = 120
_LONGEST_DETAIL = 60


def source_page(
    cards: Sequence[Card],
    texts: Texts,
    search: str = "",
    page: int = 0,
    names: Mapping[str, str] | None = None,
) -> Outgoing:
    """One page of the documents that have ``search`` in title, publisher, URL or path. Each has a
    button that shows it; arrows turn the pages. ``names``: what documents without a title are
    called, by their ids."""
    found = _found(cards, search)
    if not found:
        return Outgoing(RichText(texts("sources-none", search=search)))
    pages = -(-len(found) // _ON_A_PAGE)
    page = _within(page, len(found))
    first = page * _ON_A_PAGE
    shown = found[first : first + _ON_A_PAGE]
    head = "sources-found" if search else "sources-count"
    body = RichText(texts(head, count=len(found), search=search))
    for number, card in enumerate(shown, start=first + 1):
        body.add("\n").extend(_line(number, card, (names or {}).get(card.id, card.name)))
    if pages > 1:
        body.add("\n").add(texts("sources-page", page=page + 1, pages=pages), Kind.ITALIC)
    return Outgoing(body, _keyboard(shown, first, page, pages, search))


def cards_on_page(cards: Sequence[Card], search: str = "", page: int = 0) -> list[Card]:
    """The documents that are on a page."""
    found = _found(cards, search)
    first = _within(page, len(found)) * _ON_A_PAGE
    return found[first : first + _ON_A_PAGE]


def _found(cards: Sequence[Card], search: str) -> list[Card]:
    wanted = Filters(source=search or None)
    return [card for card in cards if wanted.admit(card)]


def _within(page: int, count: int) -> int:
    """The page, or the last one there is."""
    return max(0, min(page, -(-count // _ON_A_PAGE) - 1))


def pressed_page(data: str) -> tuple[int, str]:
    """The page and the search of an arrow. Raises ValueError for another button."""
    page, colon, search = data[1:].partition(":")
    if data[:1] != "p" or not colon:
        raise ValueError(f"{data!r} does not turn a page")
    return int(page), search


def _keyboard(
    shown: Sequence[Card], first: int, page: int, pages: int, search: str
) -> InlineKeyboardMarkup:
    buttons = [
        InlineKeyboardButton(str(number), callback_data=f"s{card.id}")
        for number, card in enumerate(shown, start=first + 1)
    ]
    rows = [buttons[n : n + _BUTTONS_IN_A_ROW] for n in range(0, len(buttons), _BUTTONS_IN_A_ROW)]
    turning = []
    if page:
        turning.append(InlineKeyboardButton("◀", callback_data=f"p{page - 1}:{search}"))
    if page < pages - 1:
        turning.append(InlineKeyboardButton("▶", callback_data=f"p{page + 1}:{search}"))
    return InlineKeyboardMarkup([*rows, turning] if turning else rows)


def _line(number: int, card: Card, name: str) -> RichText:
    body = RichText(f"{number}. ")
    title = shortened(visible(name), _LONGEST_TITLE)
    if not card.url:
        title = inert(title)
    body.add(title, Kind.TEXT_LINK if card.url else None, card.url)
    known = (card.publisher, card.published)
    return body.add(
        "".join(f" · {inert(shortened(part, _LONGEST_DETAIL))}" for part in known if part)
    )
