"""HTTP in and out: what a request carries, and the responses that Telegram gives.

A request carries its parameters in the query string, as a form (urlencoded or multipart) or as
a JSON object. Files of a multipart form are named in the parameters as ``attach://NAME``; their
bytes are ``read_files``'s.
"""

import json
import re
from typing import Any, Final

from aiohttp import web

from .refusal import Refused, bad_request, not_found, unauthorized
from .types import File, Json

_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")


def check_token(request: web.Request, token: str) -> None:
    """Refused unless the path holds our token: 401 for another's, 404 for what is none."""
    given = request.match_info["token"]
    if not _TOKEN.fullmatch(given):
        raise not_found()
    if given != token:
        raise unauthorized()


async def read_parameters(request: web.Request) -> dict[str, Any]:
    """The parameters as they came: strings from forms, JSON values from JSON."""
    parameters: dict[str, Any] = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return parameters
    if request.content_type == "application/json":
        return parameters | _json_object(await request.read())
    for name, value in (await request.post()).items():
        parameters[name] = value if isinstance(value, str) else f"attach://{name}"
    return parameters


async def read_files(request: web.Request) -> dict[str, File]:
    """The files of a multipart form, by the name that parameters have for them."""
    if request.method != "POST" or request.content_type != "multipart/form-data":
        return {}
    return {
        name: File(value.filename, value.file.read())
        for name, value in (await request.post()).items()
        if isinstance(value, web.FileField)
    }


def success(result: Any) -> web.Response:
    """``{"ok": true, "result": …}``"""
    return web.json_response({"ok": True, "result": result})


def failure(refused: Refused) -> web.Response:
    """Telegram's JSON error, with ``Retry-After`` where it asks to wait."""
    wait = refused.parameters.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait is not None else None
    return web.json_response(refused.body(), status=refused.code, headers=headers)


def gateway_failure(status: int, words: str) -> web.Response:
    """What a proxy before the Bot API says when there is nobody behind it: a page, no JSON."""
    page = (
        f"<html>\r\n<head><title>{status} {words}</title></head>\r\n"
        f"<body>\r\n<center><h1>{status} {words}</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    return web.Response(status=status, text=page, content_type="text/html")


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("Can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("Can't parse JSON object")
    return value
