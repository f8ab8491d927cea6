"""Context of a quote: the sentences around it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.span import Span, trimmed
from corpus.text.front_matter import split_front_matter
from retrieval.answer import Quote
from retrieval.text.document_sentences import document_sentences


@dataclass(frozen=True, slots=True)
class InContext:
    """A quote with its context. ``is_all``: it covers the whole text."""

    quote: Quote
    is_all: bool


def in_context(quote: Quote, around: int) -> InContext:
    """The quote with ``around`` more sentences on either side, or as many as there are. Front
    matter does not count as text. The quote and its highlights begin and end at the bounds of
    sentences, whatever they were: part of a sentence could mean something else."""
    document = quote.document
    _, body = split_front_matter(document.text)
    spans = [
        span
        for sentence in document_sentences(document)
        if sentence.start >= body and (span := trimmed(sentence, document.text)) is not None
    ]
    inside = [n for n, one in enumerate(spans) if _overlap(one, quote.span)]
    if not inside:
        return InContext(quote, is_all=True)
    first, last = max(0, inside[0] - around), min(len(spans) - 1, inside[-1] + around)
    is_all = first == 0 and last == len(spans) - 1
    highlights = tuple(dict.fromkeys(_whole(one, spans) for one in quote.highlights))
    wide = Span(spans[first].start, spans[last].end)
    return InContext(replace(quote, span=wide, highlights=highlights), is_all)


def _whole(part: Span, sentences: Sequence[Span]) -> Span:
    """The sentences that a span touches, as one span."""
    touched = [one for one in sentences if _overlap(one, part)]
    return Span(touched[0].start, touched[-1].end) if touched else part


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
