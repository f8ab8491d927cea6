"""A quote cut into what answers and what stands around it. Every front end shows these pieces."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.span import Span
from retrieval.place import Place
from retrieval.quote import Quote


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote: a slice of the stored text, as all of them joined are the quote."""

    text: str
    answers: bool


def pieces(quote: Quote) -> Iterator[Piece]:
    """The quote's text in order, parted at the ends of its highlights."""
    position = quote.span.start
    for highlight in quote.highlights:
        if position < highlight.start:
            yield Piece(Span(position, highlight.start).of(quote.document.text), False)
        yield Piece(highlight.of(quote.document.text), True)
        position = highlight.end
    if position < quote.span.end:
        yield Piece(Span(position, quote.span.end).of(quote.document.text), False)


def citation(place: Place) -> list[str]:
    """What is known of where words are from: title (or file name), publisher, date, place."""
    document = place.document
    known = (document.name, document.publisher, document.published, place.locator)
    return [part for part in known if part]
