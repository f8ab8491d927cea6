"""HTTP API: questions, verification, documents and quotes as JSON."""

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.api.docs import docs, openapi
from bot.web.api.objects import Objects, tagged
from bot.web.drafts import LONGEST_DRAFT
from bot.web.pages.document import span_in
from bot.web.problems import Problem
from bot.web.questions import asked, number
from bot.web.site import site_of, with_query
from corpus.document import Document, Metadata
from retrieval.citation import Citation
from retrieval.citations.cited import Cited
from retrieval.citations.formats import FORMATS, export
from retrieval.errors import QuestionError

# `--json` prints all documents; here a page of them is enough for most.
_LISTED, _MOST_LISTED = 1_000, 10_000
# Years may be numbers, but not these.
_TEXTS = frozenset({"question", "text"})


async def ask(request: Request) -> Response:
    """The answer to a question."""
    question = asked(await _given(request), "question")
    started = time.perf_counter()
    found = await site_of(request).ask(question.inquiry)
    elapsed = 1000 * (time.perf_counter() - started)
    return JSONResponse(Objects(request).answer(found, elapsed))


async def verify(request: Request) -> Response:
    """Whether a text is in the documents, word for word."""
    text = (await _given(request)).get("text", "")
    if not text.strip():
        raise QuestionError("there is nothing to verify; give the words of the quote", "wordless")
    if len(text) > LONGEST_DRAFT:
        raise Problem(413, f"a text has at most {LONGEST_DRAFT:,} characters", code="too-long")
    found = await site_of(request).answerer.check(text)
    return JSONResponse(Objects(request).check(found))


async def documents(request: Request) -> Response:
    """The documents without their texts, in the order in which they were added."""
    site = site_of(request)
    query = request.query_params
    offset = int(number(query, "offset", 0, 1e9) or 0)
    limit = int(number(query, "limit", 1, _MOST_LISTED) or _LISTED)
    cards = await site.documents.cards()
    shown = cards[offset : offset + limit]
    objects = Objects(request)
    revision = await site.documents.revision()
    key = hashlib.sha256(f"{revision} {offset} {limit}".encode()).hexdigest()[:32]
    response = tagged(request, key, lambda: [objects.card(card) for card in shown])
    if offset + limit < len(cards):
        following = with_query(
            f"{site.base(request)}/api/v1/documents", offset=offset + limit, limit=limit
        )
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


async def document(request: Request) -> Response:
    """A document with its stored text."""
    found = await site_of(request).documents.document(request.path_params["wanted"])
    objects = Objects(request)
    return tagged(request, _state(found), lambda: objects.document(found))


async def quote(request: Request) -> Response:
    """Words of a document."""
    found = await site_of(request).documents.document(request.path_params["wanted"])
    span = span_in(found, request.path_params["place"])
    name = request.query_params.get("format", "")
    if name:
        return _cited(Cited(found, span, site_of(request).base(request)), name)
    objects = Objects(request)
    key = f"{_state(found)}-{span.start}-{span.end}"
    return tagged(request, key, lambda: objects.citation(Citation(found, span)))


def _cited(cited: Cited, name: str) -> Response:
    """A citation to take away, as a file. Raises Problem."""
    if name not in FORMATS:
        raise Problem(422, f"a format is one of {', '.join(FORMATS)}", code="format")
    wanted = FORMATS[name]
    # Never as a page: its words are a document's.
    kind = "text/plain" if wanted.media_type == "text/html" else wanted.media_type
    disposition = f'attachment; filename="{cited.key}{wanted.ending}"'
    return Response(
        export([cited], name),
        media_type=kind,
        headers={"Content-Disposition": disposition, "Content-Type": f"{kind}; charset=utf-8"},
    )


def _state(document: Document) -> str:
    """Changes with everything that is shown of a document."""
    said = [getattr(document, name) for name in Metadata.__dataclass_fields__]
    state = [document.id, document.fingerprint, document.version, document.superseded_by, *said]
    state += document.corrected
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:32]


async def _given(request: Request) -> Mapping[str, str]:
    """The parameters: those of the address, or of a JSON object. Raises Problem."""
    if request.method != "POST":
        return request.query_params
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "send a JSON object, as application/json")
    try:
        given: Any = json.loads(await request.body(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Problem(400, "this is not JSON") from None
    if not isinstance(given, dict):
        raise Problem(422, "send a JSON object")
    for name, value in given.items():
        if value is not None and not isinstance(value, str | int | float):
            raise Problem(422, f"{name[:80]} is neither a text nor a number")
        if name in _TEXTS and not isinstance(value, str | None):
            raise Problem(422, f"{name} is a text", code="text")
    return {name: str(value) for name, value in given.items() if value is not None}


def _no_number(name: str) -> float:
    """Python reads NaN and Infinity, which JSON does not have."""
    raise ValueError(name)


ROUTES = [
    Route("/api/v1/ask", ask, methods=["GET", "POST"]),
    Route("/api/v1/verify", verify, methods=["GET", "POST"]),
    Route("/api/v1/documents", documents),
    Route("/api/v1/documents/{wanted}", document),
    Route("/api/v1/quotes/{wanted}/{place}", quote),
    Route("/api/openapi.json", openapi),
    Route("/api/docs", docs),
]
