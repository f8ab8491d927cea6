"""Objects of the API: those of `--json`, with permanent addresses, without the server's paths."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.serving.async_answerer import Finding
from bot.terminal.json_output import (
    answer_object,
    card_object,
    document_object,
    place_object,
)
from bot.terminal.verification_json import text_check_object
from bot.verifying import TextCheck
from bot.web.links import document_path, shown_source
from bot.web.site import site_of, visitor_of
from corpus.document import Card, Document, version_id, without_version
from retrieval.citation import Citation

Json = dict[str, Any]


class Objects:
    """Makes the objects for one request."""

    def __init__(self, request: Request) -> None:
        self._base = site_of(request).base(request)
        self._is_admin = visitor_of(request).is_admin

    def card(self, card: Card) -> Json:
        """A document without its text."""
        return {**self._shared(card_object(card)), "page": self._base + document_path(card)}

    def document(self, document: Document) -> Json:
        """A document with its text."""
        shown = self._shared(document_object(document))
        return {**shown, "page": self._base + document_path(document)}

    def answer(self, found: Finding, elapsed_ms: float) -> Json:
        """An answer."""
        shown = self._shared(answer_object(found.answer, elapsed_ms))
        return {**shown, "indexing": found.is_early}

    def check(self, found: TextCheck) -> Json:
        """The verdicts on a text."""
        shown: Json = self._shared(text_check_object(found))
        return shown

    def citation(self, citation: Citation) -> Json:
        """A place in a document."""
        shown: Json = self._shared(place_object(citation))
        return shown

    def _shared(self, value: Any) -> Any:
        """An object of `--json` as others may have it. Whatever it is made of: each document in it
        is without the server's folders, and each place in one has its permanent address."""
        if isinstance(value, list):
            return [self._shared(one) for one in value]
        if not isinstance(value, dict):
            return value
        shown = {name: self._shared(one) for name, one in value.items()}
        if "sha256" in shown and isinstance(shown.get("source"), str):
            shown["source"] = shown_source(shown["source"], is_admin=self._is_admin)
        document = shown.get("document")
        if isinstance(document, dict) and "start" in shown:
            name = version_id(without_version(document["id"]), document["version"])
            place = f"{shown['start']}-{shown['end']}"
            shown["page"] = f"{self._base}/d/{name}/{place}"
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
