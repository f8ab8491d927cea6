"""Answers and lists as messages."""

from collections.abc import Iterable, Sequence

from telegram.constants import MessageEntityType as Kind

from bot.excerpt import citation, more_sources, other_sources, pieces
from bot.telegram import texts
from bot.telegram.draft import Draft
from corpus.document import Card
from retrieval.quote import Answer, Quote

_LISTED = 40
_LONGEST_PART = 300
# Addresses of other sources count towards what a message may hold.
_LONGEST_LINK = 1000


def answer_messages(answer: Answer) -> list[Draft]:
    """The answer, in as few messages as it fits in; no quote is parted from its source."""
    if answer.answered:
        return joined(quote_draft(quote) for quote in answer.quotes)
    head = Draft(texts.NOT_ANSWERED)
    if not answer.quotes:
        return [head]
    head.add(f" {texts.NEAREST}")
    return joined([head, *(quote_draft(quote, answers=False) for quote in answer.quotes)])


def quote_draft(quote: Quote, answers: bool = True) -> Draft:
    """A quote with its citation. One that does not answer is folded, and nothing in it is bold."""
    excerpt = Draft()
    for piece in pieces(quote):
        excerpt.add(piece.text, Kind.BOLD if piece.answers and answers else None)
    draft = Draft().extend(excerpt, Kind.BLOCKQUOTE if answers else Kind.EXPANDABLE_BLOCKQUOTE)
    title, *rest = (_short(part) for part in citation(quote.place))
    # A file name is set as code, or Telegram makes a link of "notes.md".
    link = quote.place.link
    plain = Kind.ITALIC if quote.document.title else Kind.CODE
    draft.add("\n").add(title, Kind.TEXT_LINK if link else plain, link)
    draft.add("".join(f" · {part}" for part in rest))
    for number, (name, place) in enumerate(other_sources(quote)):
        draft.add(", " if number else f"\n{texts.ALSO_IN} ")
        link = place.link
        if link and len(link) > _LONGEST_LINK:
            link = None
        draft.add(name, Kind.TEXT_LINK if link else Kind.ITALIC, link)
    return draft.add(more_sources(quote))


def source_messages(cards: Sequence[Card]) -> list[Draft]:
    """The documents, a line each; beyond a number of them only how many more there are."""
    one = len(cards) == 1
    parts = [Draft(texts.ONE_SOURCE if one else texts.SOURCES.format(count=len(cards)))]
    for card in cards[:_LISTED]:
        plain = None if card.title else Kind.CODE
        line = Draft("• ").add(_short(card.name), Kind.TEXT_LINK if card.url else plain, card.url)
        known = (card.publisher, card.published)
        parts.append(line.add("".join(f" · {_short(part)}" for part in known if part)))
    if len(cards) > _LISTED:
        parts.append(Draft(texts.MORE_SOURCES.format(count=len(cards) - _LISTED)))
    return joined(parts, "\n")


def _short(part: str) -> str:
    """A part of a citation, cut where nobody reads on. A quote is never cut."""
    return part if len(part) <= _LONGEST_PART else f"{part[:_LONGEST_PART]}…"


def joined(drafts: Iterable[Draft], between: str = "\n\n") -> list[Draft]:
    """The drafts one under another, in as many messages as they need."""
    messages: list[Draft] = []
    for draft in drafts:
        gap = Draft(between).extend(draft)
        if messages and messages[-1].fits(gap):
            messages[-1].extend(gap)
        else:
            messages.append(Draft().extend(draft))
    return messages
