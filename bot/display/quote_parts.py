"""Parts of a quote for display: highlighted and other text, citation, other sources.

Every front end shows all of them; quotes are short enough for that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.display.shortened import shortened
from corpus.document import Card
from corpus.span import Span
from retrieval.answer import Quote
from retrieval.citation import Citation
from retrieval.text.language_names import language_name

# How many other sources are named; the rest are only counted.
_NAMED = 3
_LONGEST_NAME = 60
_DAY = len("2022-11-30")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote: a slice of the stored text. Joined, the pieces are the quote. ``answers``:
    it is a highlight, or part of one; ``own``: it is the answer's own words in a highlight."""

    text: str
    answers: bool
    own: bool = False


def pieces(quote: Quote, part: Span | None = None) -> Iterator[Piece]:
    """The text of the quote, or of ``part`` of it, split where highlights and the answer's own
    words begin and end."""
    text, whole, own = quote.document.text, part or quote.span, quote.underlined
    position = whole.start
    for highlight in quote.marked:
        start, end = max(highlight.start, whole.start), min(highlight.end, whole.end)
        if start >= end:
            continue
        if position < start:
            yield Piece(Span(position, start).of(text), False)
        first = max(start, own.start) if own else end
        last = min(end, own.end) if own else end
        if own is None or first >= last:
            yield Piece(Span(start, end).of(text), True)
        else:
            if start < first:
                yield Piece(Span(start, first).of(text), True)
            yield Piece(Span(first, last).of(text), True, own=True)
            if last < end:
                yield Piece(Span(last, end).of(text), True)
        position = end
    if position < whole.end:
        yield Piece(Span(position, whole.end).of(text), False)


def shown_pieces(quote: Quote) -> Iterator[Piece]:
    """The same pieces of the whole quote as they are shown, without the marks of Markdown."""
    # Imported here: a file or a pipe has the words as they are stored.
    from bot.display.shown_text import shown_text

    shown, position = shown_text(quote.document, quote.span), quote.span.start
    for one in pieces(quote):
        span = Span(position, position + len(one.text))
        yield Piece(shown.of(span), one.answers, one.own)
        position = span.end


def citation(place: Citation) -> list[str]:
    """The parts of a citation: title (or file name), publisher, date, the language if it was asked
    in another, version if there are several, and place in the document."""
    document = place.document
    day = document.published[:_DAY] if document.published else None
    named = (document.name, document.publisher, day, in_language(place))
    return [part for part in (*named, version_of(document), place.locator) if part]


def in_language(place: Citation) -> str | None:
    """The document's language, where it was asked in another one: "in English"."""
    return f"in {language_name(place.language)}" if place.language else None


def version_of(document: Card) -> str | None:
    """The document's version; None if there has been only one."""
    if document.superseded_by is not None:
        return f"version {document.version}, since replaced"
    return f"version {document.version}" if document.version > 1 else None


def other_sources(quote: Quote) -> list[tuple[str, Citation]]:
    """The first few other sources of the same text, with short names: "Kent Mail (2022-11-30)"."""
    return [(_short_name(place, quote), place) for place in quote.also[:_NAMED]]


def unnamed_sources(quote: Quote) -> int:
    """The number of further sources, which are not named."""
    return max(0, len(quote.also) - _NAMED)


def _short_name(place: Citation, quote: Quote) -> str:
    """Publisher and date; the title instead of a publisher that occurs twice. Long names are
    cut."""
    document = place.document
    publishers = [quote.document.publisher, *(other.document.publisher for other in quote.also)]
    own = document.publisher if publishers.count(document.publisher) == 1 else None
    name = shortened(own or document.name, _LONGEST_NAME)
    return f"{name} ({document.published[:_DAY]})" if document.published else name
