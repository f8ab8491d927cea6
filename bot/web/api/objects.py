"""Objects of the API: those of `--json`, with permanent addresses, without the server's paths."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.terminal.json_output import (
    answer_object,
    card_object,
    document_object,
    place_object,
)
from bot.terminal.verification_json import text_check_object
from bot.verifying import TextCheck
from bot.web.links import document_path, quote_path, shown_source
from bot.web.site import site_of, visitor_of
from corpus.document import Card, Document
from corpus.span import Span
from retrieval.answer import Answer
from retrieval.citation import Citation
from retrieval.verification.verdicts import Verification

Json = dict[str, Any]


class Objects:
    """Makes the objects for one request."""

    def __init__(self, request: Request) -> None:
        self._base = site_of(request).base(request)
        self._is_admin = visitor_of(request).is_admin

    def card(self, card: Card) -> Json:
        """A document without its text."""
        return self._named(card, card_object(card))

    def document(self, document: Document) -> Json:
        """A document with its text."""
        return self._named(document, document_object(document))

    def answer(self, answer: Answer, elapsed_ms: float) -> Json:
        """An answer."""
        found = answer_object(answer, elapsed_ms)
        for shown, quote in zip(found["quotes"], answer.quotes, strict=True):
            self._place(shown, quote.document, quote.span)
            for other, place in zip(shown["also_in"], quote.also, strict=True):
                self._place(other, place.document, place.span)
        return found

    def check(self, found: TextCheck) -> Json:
        """The verdicts on a text."""
        shown = text_check_object(found)
        worst = max(found.verifications, key=lambda one: one.verdict.rank)
        self._places(shown, worst)
        for one, verification in zip(shown["quotations"], found.verifications, strict=True):
            self._places(one, verification)
        return shown

    def _places(self, shown: Json, found: Verification) -> None:
        for place, citation in zip(shown["places"], found.places, strict=True):
            self._place(place, citation.document, citation.span)

    def citation(self, citation: Citation) -> Json:
        """A place in a document."""
        cited = place_object(citation)
        self._place(cited, citation.document, citation.span)
        return cited

    def _place(self, shown: Json, card: Card, span: Span) -> None:
        shown["page"] = self._base + quote_path(card, span)
        shown["document"]["source"] = shown_source(card, is_admin=self._is_admin)

    def _named(self, card: Card, shown: Json) -> Json:
        shown["source"] = shown_source(card, is_admin=self._is_admin)
        shown["page"] = self._base + document_path(card)
        return shown


def tagged(request: Request, tag: str, body: Callable[[], Any]) -> JSONResponse:
    """A response with an entity tag; 304 without a body if the client has it already."""
    # What is shown of a document depends on who asks.
    tag = f'"{tag}{"-admin" if visitor_of(request).is_admin else ""}"'
    known = [
        one.strip().removeprefix("W/")
        for one in request.headers.get("if-none-match", "").split(",")
    ]
    headers = {"ETag": tag, "Vary": "Authorization, Cookie"}
    if tag in known or known == ["*"]:
        response = JSONResponse(None, 304, headers)
        response.body = b""
        del response.headers["content-length"]
        return response
    return JSONResponse(body(), headers=headers)
