"""Page Sources: the documents, to be sorted, narrowed down and searched."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import Response

from bot.web.links import shown_source
from bot.web.questions import number
from bot.web.site import site_of, visitor_of, with_query
from corpus.document import Card

_ON_A_PAGE = 50
_MOST_COUNTED = 30
_SORTED: dict[str, Callable[[Card], str]] = {
    "title": lambda card: card.name.casefold(),
    "published": lambda card: card.published or "",
    "publisher": lambda card: (card.publisher or "\uffff").casefold(),
    "added": lambda card: card.added,
}
# Of these, the latest come first.
_LATEST_FIRST = frozenset(("published", "added"))


async def sources(request: Request) -> Response:
    """One page of the documents."""
    site = site_of(request)
    query = request.query_params
    cards = await site.documents.cards()
    given = {
        name: query.get(name, "").strip()[:200]
        for name in ("search", "publisher", "year", "language", "sort")
    }
    sort = given["sort"] if given["sort"] in _SORTED else "title"
    found, counts = await asyncio.to_thread(
        _found, cards, given, sort, is_admin=visitor_of(request).is_admin
    )
    pages = max(1, -(-len(found) // _ON_A_PAGE))
    page = int(number(query, "page", 1, pages) or 1)
    first = (page - 1) * _ON_A_PAGE

    def link(**changed: object) -> str:
        return with_query(f"{site.prefix}/sources", **{**given, **changed})

    return site.page(
        request,
        "sources.html",
        cards=found[first : first + _ON_A_PAGE],
        first=first,
        count=len(found),
        total=len(cards),
        given=given,
        sort=sort,
        sorts=list(_SORTED),
        page=page,
        pages=pages,
        publishers=counts["publishers"],
        years=counts["years"],
        languages=counts["languages"],
        link=link,
    )


def _found(
    cards: list[Card], given: dict[str, str], sort: str, *, is_admin: bool
) -> tuple[list[Card], dict[str, list[tuple[str, int]]]]:
    """The wanted documents in their order, and how many there are of each kind."""
    found = [card for card in cards if _is_wanted(card, given, is_admin=is_admin)]
    found.sort(key=_SORTED[sort], reverse=sort in _LATEST_FIRST)
    return found, {
        "publishers": _counted(card.publisher for card in found),
        "years": sorted(_counted(_year(card) for card in found), reverse=True),
        "languages": _counted(_language(card) for card in found),
    }


def _is_wanted(card: Card, given: dict[str, str], *, is_admin: bool) -> bool:
    if given["publisher"] and card.publisher != given["publisher"]:
        return False
    if given["year"] and _year(card) != given["year"]:
        return False
    if given["language"] and _language(card) != given["language"]:
        return False
    # Only what is shown is searched, so that nobody finds out paths by trying.
    shown = (
        card.name,
        card.publisher,
        card.author,
        card.url,
        shown_source(card.source, is_admin=is_admin),
    )
    words = given["search"].casefold().split()
    known = "\n".join(one for one in shown if one).casefold()
    return all(word in known for word in words) or card.id == given["search"]


def _year(card: Card) -> str | None:
    return card.published[:4] if card.published else None


def _language(card: Card) -> str | None:
    return card.language.partition("-")[0].lower() if card.language else None


def _counted(values: Iterable[str | None]) -> list[tuple[str, int]]:
    return Counter(value for value in values if value).most_common(_MOST_COUNTED)
