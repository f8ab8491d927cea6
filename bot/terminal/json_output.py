"""JSON output of the commands."""

import json
import re
import sys
from dataclasses import asdict
from typing import Any

from corpus.document import Card, Document
from corpus.span import Span
from retrieval.answer import Answer, Quote
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
        "follow_up": answer.follow_up.question if answer.follow_up else None,
        "elapsed_ms": round(elapsed_ms, 1),
    }


def card_object(card: Card) -> dict[str, Any]:
    """A document of `list --json`: its metadata, without the text."""
    fields = asdict(card)
    for name in ("text", "outline", "boilerplate", "places"):
        fields.pop(name, None)
    return {"id": fields.pop("id"), **fields}


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


def quote_object(rank: int, quote: Quote) -> dict[str, Any]:
    """A quote of `ask --json`."""
    return {
        "rank": rank,
        "text": quote.text,
        **_span_object(quote.span),
        "highlights": [_span_object(part) for part in quote.marked],
        "score": quote.score,
        "document": {name: getattr(quote.document, name) for name in _CITED},
        "locator": quote.citation.locator,
        "link": quote.citation.link,
        "also_in": [place_object(place) for place in quote.also],
    }


def place_object(place: Citation) -> dict[str, Any]:
    """A cited place: its words, where they stand, and the document."""
    return {
        "text": place.text,
        **_span_object(place.span),
        "document": {name: getattr(place.document, name) for name in _CITED},
        "locator": place.locator,
        "link": place.link,
    }


def _span_object(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
