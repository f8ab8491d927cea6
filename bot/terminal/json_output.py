"""JSON output of the commands."""

import json
import re
import sys
from dataclasses import asdict
from typing import Any

from corpus.document import Card, Document
from corpus.span import Span
from retrieval.answer import Answer, AnswerGroup, Quote
from retrieval.citation import Citation

_CONTROL = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_CITED = (
    "id",
    "title",
    "publisher",
    "author",
    "published",
    "url",
    "source",
    "language",
    "sha256",
    "version",
)


def print_json(value: object) -> None:
    """Prints a value on one line, and flushes it.

    Control characters are escaped, and everything but ASCII if standard output is not UTF-8; the
    parsed value is the same.
    """
    is_utf = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    line = json.dumps(value, ensure_ascii=not is_utf)
    print(_CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", line), flush=True)


def answer_object(answer: Answer, elapsed_ms: float) -> dict[str, Any]:
    """The object of `ask --json`. Offsets count code points of the text in `show --json`."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "outcome": answer.outcome.value,
        "confidence": round(answer.confidence, 4),
        "quotes": [quote_object(rank, quote) for rank, quote in enumerate(answer.quotes, start=1)],
        "agreement": answer.agreement.value if answer.agreement else None,
        "sources": answer.sources,
        "groups": [_group_object(group) for group in answer.groups],
        "follow_up": answer.follow_up.question if answer.follow_up else None,
        "elapsed_ms": round(elapsed_ms, 1),
    }


def card_object(card: Card) -> dict[str, Any]:
    """A document of `list --json`: its metadata, without the text."""
    fields = asdict(card)
    for name in ("text", "outline", "boilerplate", "places"):
        fields.pop(name, None)
    # What a person corrected, in place of what the document says of itself.
    corrected = list(fields.pop("corrected"))
    return {"id": fields.pop("id"), **fields, "corrected": corrected}


def document_object(document: Document) -> dict[str, Any]:
    """The object of `show --json`."""
    outline = [asdict(entry) for entry in document.outline]
    boilerplate = [
        {**_span_object(one), "kind": str(one.kind)} for one in document.boilerplate or ()
    ]
    return {
        **card_object(document),
        "outline": outline,
        "boilerplate": boilerplate,
        "text": document.text,
    }


def all_object(answer: Answer) -> dict[str, Any]:
    """Every sentence that answers, by document: the member ``all`` of `ask --all --json`."""
    # Imported here: most answers are printed without.
    from bot.display.sides import by_document

    documents = by_document(answer)
    return {
        "sentences": sum(len(found) for _, found in documents),
        "documents": [
            {
                "document": _document_object(document),
                "sentences": [
                    {
                        **place_object(one.place),
                        "answer": _span_object(one.own) if one.own else None,
                        "score": one.score,
                    }
                    for one in found
                ],
            }
            for document, found in documents
        ],
    }


def _group_object(group: AnswerGroup) -> dict[str, Any]:
    """A group of quotes that say the same. ``answer``: the place in its first quote's document."""
    return {
        "answer": _span_object(group.quote.answer) if group.quote.answer else None,
        "value": group.value,
        "when": list(group.when),
        "sources": group.sources,
        "quotes": [quote_object(rank, quote) for rank, quote in enumerate(group.quotes, start=1)],
        "documents": [_document_object(one) for one in group.documents],
    }


def _document_object(document: Card) -> dict[str, Any]:
    return {name: getattr(document, name) for name in _CITED}


def quote_object(rank: int, quote: Quote) -> dict[str, Any]:
    """A quote of `ask --json`."""
    return {
        "rank": rank,
        "text": quote.text,
        **_span_object(quote.span),
        "highlights": [_span_object(part) for part in quote.marked],
        "answer": _span_object(quote.underlined) if quote.underlined else None,
        "score": quote.score,
        "document": _document_object(quote.document),
        "locator": quote.citation.locator,
        "link": quote.citation.link,
        "also_in": [place_object(place) for place in quote.also],
    }


def place_object(place: Citation) -> dict[str, Any]:
    """A cited place: its words, where they stand, and the document."""
    return {
        "text": place.text,
        **_span_object(place.span),
        "document": _document_object(place.document),
        "locator": place.locator,
        "link": place.link,
    }


def _span_object(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
