"""Answers as messages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from telegram.constants import MessageEntityType as Kind

from bot.display.quote_parts import other_sources, unnamed_sources
from bot.display.sides import Side, is_compared, sides
from bot.telegram.render.citation import citation_parts, shown_title
from bot.telegram.render.inert import inert, visible
from bot.telegram.render.keyboards import Panel, keyboard
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.rich_text import RichText, utf16_length
from bot.telegram.render.styled_text import styled_text
from bot.telegram.render.texts import Texts
from corpus.span import Span, trimmed
from retrieval.answer import Agreement, Answer, Quote
from retrieval.citation import Citation
from retrieval.citations.permanent_link import permanent_link

_LONGEST_PART = 300
# Addresses of other sources count towards what a message may hold.
_LONGEST_LINK = 1000
# A longer excerpt is folded.
_LONG = 700
# Of an excerpt, so that its citation has room in the same message.
_MOST_EXCERPT_UNITS = 3000
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """An answer's quotes from the ``first`` on, and how they are shown.

    ``head`` stands over them. ``more``: how many quotes come before further ones, None where there
    are none. ``stamp``: the data of the feedback buttons; empty: there are none. ``watch``: the
    number of the saved question that this answers. ``base``: the address of the pages that show
    quotes in their place; empty: there are none.
    """

    answer: Answer
    texts: Texts
    head: RichText | None = None
    first: int = 1
    more: int | None = None
    stamp: str = ""
    watch: str = ""
    base: str = ""


@dataclass(slots=True)
class _Part:
    body: RichText
    quotes: list[Quote] = field(default_factory=list)
    # Whether each of them has others that say the same.
    others: list[bool] = field(default_factory=list)


def answer_messages(page: AnswerPage) -> list[Outgoing]:
    """The answer in as few messages as possible; a quote and its source stay together."""
    answers = page.answer.answered
    compared = page.first == 1 and is_compared(page.answer)
    shown = sides(page.answer) if compared else [Side(one) for one in page.answer.quotes]
    several = page.first > 1 or len(shown) > 1
    parts = [_Part(page.head)] if page.head is not None else []
    if compared:
        parts.append(_Part(RichText().add(agreement_text(page.answer, page.texts), Kind.BOLD)))
    near = _near_quotes([one.quote for one in shown]) if answers and several else {}
    for number, (quote, group) in enumerate(
        ((one.quote, one.group) for one in shown), start=page.first
    ):
        heading = _heading(page.texts, number, near.get(number - page.first)) if several else None
        bodies = quote_texts(quote, page.texts, heading, answers=answers, base=page.base)
        # The parts of a divided one have no buttons: none of them is a quote by itself.
        others = group is not None and len(group.quotes) > 1
        parts += [
            _Part(body, [quote], [others]) if len(bodies) == 1 else _Part(body) for body in bodies
        ]
    return list(_outgoing(_joined(parts), page))


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    messages: list[_Part] = []
    for part in parts:
        gap = RichText(_GAP).extend(part.body)
        if messages and messages[-1].body.fits(gap):
            messages[-1].body.extend(gap)
            messages[-1].quotes += part.quotes
            messages[-1].others += part.others
        else:
            body = RichText().extend(part.body)
            messages.append(_Part(body, list(part.quotes), list(part.others)))
    return messages


def joined(bodies: Iterable[RichText]) -> list[RichText]:
    """The texts one under another, in as many messages as they need."""
    return [part.body for part in _joined(_Part(body) for body in bodies)]


def _outgoing(messages: Sequence[_Part], page: AnswerPage) -> Iterator[Outgoing]:
    first = page.first
    has_feedback = False
    for message in messages:
        if not message.quotes:
            yield Outgoing(message.body)
            continue
        others = frozenset(number for number, one in enumerate(message.others) if one)
        panel = Panel(tuple(QuoteCode.of(one) for one in message.quotes), first, others=others)
        if not has_feedback:  # under the best quotes
            panel, has_feedback = replace(panel, stamp=page.stamp), True
        if message is messages[-1]:
            panel = replace(panel, more=page.more, watch=page.watch)
        yield Outgoing(message.body, keyboard(panel, message.quotes[0], page.texts))
        first += len(message.quotes)


def quote_texts(
    quote: Quote,
    texts: Texts,
    heading: RichText | None = None,
    *,
    answers: bool = True,
    base: str = "",
) -> list[RichText]:
    """A quote under its heading, with its citation below; one that is too long for a message in
    several, each with heading and citation. One that does not answer is folded, and nothing in it
    is bold. With the address ``base`` of the pages, a link leads to the quote in its place."""
    spans = _parts(quote)
    bodies = []
    for n, span in enumerate(spans, start=1):
        excerpt = excerpt_text(quote, span, answers=answers)
        body = RichText() if heading is None else RichText().extend(heading)
        body.extend(excerpt, block_kind(excerpt.text, answers=answers))
        part = (n, len(spans)) if len(spans) > 1 else None
        body.add("\n").extend(_cited(quote, texts, part))
        link = permanent_link(base, quote.document, quote.span)
        if link is not None:
            body.add("\n").add(texts("in-place"), Kind.TEXT_LINK, link)
        bodies.append(body)
    return bodies


def _near_quotes(quotes: Sequence[Quote]) -> dict[int, int]:
    """Where quotes begin that only come near, beside others that answer, and how many they are in a
    row."""
    found: dict[int, int] = {}
    for place, one in enumerate(quotes):
        if not one.answers:
            begun = place and not quotes[place - 1].answers
            first = next(reversed(found)) if begun else place
            found[first] = found.get(first, 0) + 1
    return found


def _heading(texts: Texts, number: int, near: int | None) -> RichText:
    """Over a quote: its number; over the first of some that only come ``near``, that they do."""
    if near is None:
        return RichText(f"{number}.\n")
    said = texts("quote-near", count=near)
    return RichText(f"{number}. {said}\n" if near == 1 else f"{said}\n{number}.\n")


def excerpt_text(quote: Quote, part: Span | None = None, *, answers: bool = True) -> RichText:
    """The words of a quote, or of a part of it, as they are displayed: with what answers in bold,
    and the answer's own words underlined in it. What the document has in bold is in italics: bold
    says that it answers."""
    marks = [(one, Kind.BOLD) for one in quote.marked] if answers else []
    if answers and quote.underlined is not None:
        marks.append((quote.underlined, Kind.UNDERLINE))
    return styled_text(quote.document, part or quote.span, marks)


def agreement_text(answer: Answer, texts: Texts) -> str:
    """The line over sources that are set side by side."""
    if answer.agreement is Agreement.DIFFER:
        return texts("sources-differ")
    if answer.agreement is Agreement.AGREE:
        return texts("sources-agree", count=answer.sources)
    return texts("sources-several", count=answer.sources)


def block_kind(text: str, *, answers: bool) -> str:
    """Folded, where it is long or no answer."""
    return Kind.BLOCKQUOTE if answers and len(text) <= _LONG else Kind.EXPANDABLE_BLOCKQUOTE


def citation_text(place: Citation, texts: Texts) -> RichText:
    """The citation: the title (or the first words), as a link where there is one, and what else is
    known."""
    _, *rest = (_short(part) for part in citation_parts(place, texts))
    link = place.link
    title = _short(shown_title(place.document))
    # In a link, Telegram looks for no other.
    shown = visible(title) if link else inert(title)
    body = RichText().add(shown, Kind.TEXT_LINK if link else Kind.ITALIC, link)
    return body.add("".join(f" · {inert(part)}" for part in rest))


def _cited(quote: Quote, texts: Texts, part: tuple[int, int] | None) -> RichText:
    body = RichText().extend(citation_text(quote.citation, texts))
    if part is not None:
        body.add(f" · {texts('part', part=part[0], parts=part[1])}")
    for position, (name, place) in enumerate(other_sources(quote)):
        body.add(", " if position else f"\n{texts('also-in')} ")
        link = place.link
        if link and len(link) > _LONGEST_LINK:
            link = None
        body.add(inert(name), Kind.TEXT_LINK if link else Kind.ITALIC, link)
    if more := unnamed_sources(quote):
        body.add(f" {texts('also-more', count=more)}")
    return body


def _short(part: str) -> str:
    """A part of a citation, cut if it is very long. A quote is never cut."""
    return part if len(part) <= _LONGEST_PART else f"{part[:_LONGEST_PART]}…"


def _parts(quote: Quote) -> list[Span]:
    """The quote in parts that each have room in a message, cut between words where there is a
    blank; nearly always it is one."""
    text, parts = quote.document.text, []
    start = quote.span.start
    while utf16_length(text[start : quote.span.end]) > _MOST_EXCERPT_UNITS:
        end = start + _MOST_EXCERPT_UNITS // 2  # characters of two units each have room as well
        end = next((n for n in range(end, start, -1) if text[n].isspace()), end)
        parts.append(trimmed(Span(start, end), text))
        start = end
    parts.append(trimmed(Span(start, quote.span.end), text))
    return [part for part in parts if part is not None]
