"""Results of the tools: documents, places and quotes as data, and as text to read."""

from collections.abc import Iterable

from bot.display.quote_parts import citation as described
from bot.mcp import shapes
from bot.serving.async_answerer import Finding
from corpus.document import Card, Document
from corpus.span import Span
from retrieval.answer import Answer, Outcome, Quote
from retrieval.citation import Citation
from retrieval.citations.permanent_link import permanent_link, permanent_path

SCHEME = "pullquote"
_URI = f"{SCHEME}://documents/"
_SAID = {
    Outcome.ANSWERED: "Answered.",
    Outcome.UNCERTAIN: "No clear answer. The closest passages:",
    Outcome.NOT_ANSWERED: "The documents do not answer this. The closest passages:",
    Outcome.NOTHING_IN_SCOPE: "No document passes the filters.",
}
_NOTHING = "The documents do not answer this."
_INDEXING = (
    "The documents are still being indexed for questions in this language: ask again in a minute."
)


def uri_of(card: Card, span: Span | None = None) -> str:
    """A document's URI as a resource: ``pullquote://documents/ID@VERSION``, followed by
    ``/START-END`` for a span."""
    return f"{_URI}{permanent_path(card, span).removeprefix('/d/')}"


class Results:
    """Makes results. ``base``: the address of the pages that permanent links lead to, if any.
    ``is_local``: the caller may see where files are on this machine."""

    def __init__(self, base: str, *, is_local: bool) -> None:
        self._base = base or None
        self._is_local = is_local

    def document(self, card: Card) -> shapes.DocumentInfo:
        """A document without its text."""
        return shapes.DocumentInfo(
            id=card.id,
            version=card.version,
            title=card.name,
            author=card.author,
            publisher=card.publisher,
            published=card.published,
            language=card.language,
            url=card.url,
            source=self._source(card),
            uri=uri_of(card),
            permanent_link=permanent_link(self._base, card),
        )

    def answer(self, found: Finding) -> shapes.AskResult:
        """An answer's quotes, with the documents that they are from."""
        answer = found.answer
        cited = _Documents(answer.quotes)
        return shapes.AskResult(
            outcome=answer.outcome.value,
            confidence=round(answer.confidence, 4),
            quotes=[self._quote(quote, cited) for quote in answer.quotes],
            documents=[self.document(one) for one in cited.documents],
            indexing=found.is_early,
        )

    def place(self, place: Citation, cited: "_Documents") -> shapes.Place:
        """A place in a document."""
        return shapes.Place(
            text=place.text,
            citation=cited.location(place),
            locator=place.locator,
            link=place.link,
            permanent_link=permanent_link(self._base, place.document, place.span),
        )

    def places(
        self, found: Iterable[Citation]
    ) -> tuple[list[shapes.Place], list[shapes.DocumentInfo]]:
        """Places, and the documents that they are in."""
        cited = _Documents(())
        places = [self.place(one, cited) for one in found]
        return places, [self.document(one) for one in cited.documents]

    def _quote(self, quote: Quote, cited: "_Documents") -> shapes.Quote:
        whole = Citation(quote.document, quote.span)
        return shapes.Quote(
            text=quote.text,
            citation=cited.location(whole),
            highlights=[shapes.Span(start=one.start, end=one.end) for one in quote.marked],
            locator=quote.citation.locator,
            link=quote.citation.link,
            permanent_link=permanent_link(self._base, quote.document, quote.span),
            also_in=[cited.location(one) for one in quote.also],
        )

    def _source(self, card: Card) -> str:
        if self._is_local or "://" in card.source:
            return card.source
        return card.source.replace("\\", "/").rstrip("/").rpartition("/")[2]


class _Documents:
    """The documents of a result, each once, in the order in which they are cited."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        self.documents: list[Document] = []
        for quote in quotes:
            self._index(quote.document)

    def location(self, place: Citation) -> shapes.CharLocation:
        """The place as a character location."""
        return shapes.CharLocation(
            cited_text=place.text,
            document_index=self._index(place.document),
            document_title=place.document.name,
            start_char_index=place.span.start,
            end_char_index=place.span.end,
        )

    def _index(self, document: Document) -> int:
        for number, one in enumerate(self.documents):
            if one.id == document.id:
                return number
        self.documents.append(document)
        return len(self.documents) - 1


def answer_text(answer: Answer, result: shapes.AskResult) -> str:
    """An answer to read: the quotes, each with its source."""
    is_refusal = answer.outcome not in (Outcome.ANSWERED, Outcome.NOTHING_IN_SCOPE)
    if result.indexing and is_refusal:
        said = f"{_INDEXING} The closest passages so far:" if answer.quotes else _INDEXING
    elif answer.quotes or answer.outcome is not Outcome.NOT_ANSWERED:
        said = _SAID[answer.outcome]
    else:
        said = _NOTHING
    parts = [said]
    for number, (quote, shown) in enumerate(zip(answer.quotes, result.quotes, strict=True), 1):
        place = Citation(quote.document, quote.span)
        parts.append(_cited(f"[{number}] ", place, shown.permanent_link or shown.link))
    return "\n\n".join(parts)


def places_text(verdict: str, found: Iterable[Citation], shown: Iterable[shapes.Place]) -> str:
    """A verdict to read, with its places."""
    parts = [f"Verdict: {verdict}."]
    for place, one in zip(found, shown, strict=True):
        parts.append(_cited("", place, one.permanent_link or one.link))
    return "\n\n".join(parts)


def _cited(number: str, place: Citation, link: str | None) -> str:
    """Cited words in quotation marks, and the source below."""
    lines = [f"{number}“{place.text}”", f"— {' · '.join(described(place))}", link]
    lines.append(uri_of(place.document, place.span))
    return "\n".join(line for line in lines if line)
