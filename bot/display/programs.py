"""Programs in a quote, whose lines stay as they are."""

from corpus.document import Document
from corpus.span import Span
from corpus.text.boilerplate.spans import BoilerplateKind


def programs_in(document: Document, span: Span) -> list[Span]:
    """The programs (and markup) in a span of the document, in order."""
    return [
        Span(max(one.start, span.start), min(one.end, span.end))
        for one in document.boilerplate or ()
        if one.kind is BoilerplateKind.CODE and one.start < span.end and span.start < one.end
    ]
