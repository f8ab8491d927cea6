"""A quote cut into what answers and what stands around it, and its sources.

Every front end shows these pieces, and all of them: a quote is short enough for any.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Card
from corpus.span import Span
from retrieval.answer import Quote
from retrieval.citation import Citation

# The other sources that are named; of more there is only the number.
_NAMED = 3
_LONGEST_NAME = 60
_DAY = len("2022-11-30")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote: a slice of the stored text, as all of them joined are the quote."""

    text: str
    answers: bool


def pieces(quote: Quote, part: Span | None = None) -> Iterator[Piece]:
    """The quote's text in order, parted at the ends of its highlights; that of a part of it, where
    one is given."""
    text, whole = quote.document.text, part or quote.span
    position = whole.start
    for highlight in quote.marked:
        start, end = max(highlight.start, whole.start), min(highlight.end, whole.end)
        if start >= end:
            continue
        if position < start:
            yield Piece(Span(position, start).of(text), False)
        yield Piece(Span(start, end).of(text), True)
        position = end
    if position < whole.end:
        yield Piece(Span(position, whole.end).of(text), False)


def citation(place: Citation) -> list[str]:
    """What is known of where words are from: title (or file name), publisher, date, which version
    of it, where there were several, and place."""
    document = place.document
    day = document.published[:_DAY] if document.published else None
    known = (document.name, document.publisher, day, version_of(document), place.locator)
    return [part for part in known if part]


def version_of(document: Card) -> str | None:
    """Which of the texts that a document has had this is; None where there was one only."""
    if document.superseded_by is not None:
        return f"version {document.version}, since replaced"
    return f"version {document.version}" if document.version > 1 else None


def other_sources(quote: Quote) -> list[tuple[str, Citation]]:
    """Where else it is said, in a word or two each: "Kent Mail (2022-11-30)"; the first few."""
    return [(_in_short(place, quote), place) for place in quote.also[:_NAMED]]


def unnamed_sources(quote: Quote) -> int:
    """How many others there are beside those named."""
    return max(0, len(quote.also) - _NAMED)


def _in_short(place: Citation, quote: Quote) -> str:
    """The outlet and the day; of the same outlet, the title. A long name is cut."""
    document = place.document
    outlets = [quote.document.publisher, *(other.document.publisher for other in quote.also)]
    own = document.publisher if outlets.count(document.publisher) == 1 else None
    name = own or document.name
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME].rstrip()}…"
    return f"{name} ({document.published[:_DAY]})" if document.published else name
