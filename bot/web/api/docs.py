"""Description of the API: OpenAPI 3.1, and a page that shows it."""

import functools
from importlib.metadata import version
from typing import Any

from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.api.shapes import SHAPES
from bot.web.site import site_of

Json = dict[str, Any]
_DOCUMENT = "The id of a document, or the beginning of one; with @ and a number, a version of it"


async def openapi(request: Request) -> Response:
    """The description for programs."""
    site = site_of(request)
    return JSONResponse({**description(), "servers": [{"url": site.base(request)}]})


async def docs(request: Request) -> Response:
    """The description for people."""
    site = site_of(request)
    described = description()
    return site.page(
        request,
        "api.html",
        operations=[
            (method.upper(), path, operation)
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
        ],
        shapes=described["components"]["schemas"],
        base=site.base(request),
    )


@functools.cache
def description() -> Json:
    """The OpenAPI document, without the server's address."""
    _, schemas = models_json_schema(
        [(shape, "serialization") for shape in SHAPES], ref_template="#/components/schemas/{model}"
    )
    shapes: Json = schemas["$defs"]
    question = shapes["Question"]["properties"]
    parameters = [
        _parameter(
            name, "query", schema.get("description", ""), required=name == "question", schema=schema
        )
        for name, schema in question.items()
    ]
    wanted = _parameter("id", "path", _DOCUMENT)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pullquote",
            "version": version("pullquote"),
            "description": (
                "Verbatim quotes from your own documents, with their sources, and nothing else. "
                "Offsets count Unicode code points of a document's `text`."
            ),
        },
        "security": [{"token": []}, {}],
        "paths": {
            "/api/v1/ask": {
                "get": _operation("Ask a question", "Answer", parameters),
                "post": _operation("Ask a question", "Answer", body="Question"),
            },
            "/api/v1/verify": {
                "get": _operation(
                    "Check a quote, word for word",
                    "Verification",
                    [_parameter("text", "query", "The quoted words")],
                ),
                "post": _operation("Check a quote, word for word", "Verification", body="Text"),
            },
            "/api/v1/documents": {
                "get": _operation(
                    "List the documents",
                    "ListedDocument",
                    [
                        _parameter("offset", "query", "How many to skip", required=False),
                        _parameter("limit", "query", "How many to list at most", required=False),
                    ],
                    is_list=True,
                )
            },
            "/api/v1/documents/{id}": {
                "get": _operation("A document with its text", "StoredDocument", [wanted])
            },
            "/api/v1/quotes/{id}/{start}-{end}": {
                "get": _operation(
                    "Words of a document",
                    "CitedPlace",
                    [
                        wanted,
                        _parameter("start", "path", "The first code point"),
                        _parameter("end", "path", "The code point after the last"),
                    ],
                )
            },
        },
        "components": {
            "schemas": shapes,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _parameter(
    name: str, where: str, what: str, *, required: bool = True, schema: Json | None = None
) -> Json:
    is_number = name in ("start", "end", "offset", "limit")
    return {
        "name": name,
        "in": where,
        "required": required,
        "description": what,
        "schema": schema or {"type": "integer" if is_number else "string"},
    }


def _operation(
    summary: str,
    shape: str,
    parameters: list[Json] | None = None,
    *,
    body: str = "",
    is_list: bool = False,
) -> Json:
    schema: Json = {"$ref": f"#/components/schemas/{shape}"}
    if is_list:
        schema = {"type": "array", "items": schema}
    found: Json = {
        "summary": summary,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "default": {
                "description": "A problem (RFC 9457)",
                "content": {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                },
            },
        },
    }
    if parameters:
        found["parameters"] = parameters
    if body:
        content = {"schema": {"$ref": f"#/components/schemas/{body}"}}
        found["requestBody"] = {"required": True, "content": {"application/json": content}}
    return found
