"""Answers to inline queries and to mentions elsewhere, checked as Telegram does."""

from typing import Final

from .messaging import Handler
from .refusal import QUERY_TOO_OLD, bad_request, stricter
from .text import settle
from .types import Json
from .world import World

_MAX_RESULTS: Final = 50
_MAX_ID_BYTES: Final = 64


def answer_inline_query(world: World, parameters: Json) -> bool:
    """Articles with text only."""
    query = world.queries.get(parameters["inline_query_id"])
    if query is None or query.answer is not None:
        raise bad_request(QUERY_TOO_OLD)
    results: list[Json] = parameters["results"]
    if len(results) > _MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({one["id"] for one in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    for one in results:
        _check_result(one)
    query.answer = parameters
    world.changes.notify()
    return True


def answer_guest_query(world: World, parameters: Json) -> Json:
    """One article, with text only."""
    query = world.guests.get(parameters["guest_query_id"])
    if query is None or query.answer is not None:
        raise bad_request(QUERY_TOO_OLD)
    _check_result(parameters["result"])
    query.answer = parameters["result"]
    world.changes.notify()
    return {"inline_message_id": f"guest-{query.id}"}


HANDLERS: Final[dict[str, Handler]] = {
    "answerInlineQuery": answer_inline_query,
    "answerGuestQuery": answer_guest_query,
}


def _check_result(result: Json) -> None:
    if result["type"] != "article":
        raise stricter(f"results of the type {result['type']} are not simulated")
    if not 1 <= len(result["id"].encode()) <= _MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result["input_message_content"]
    settle(content["message_text"], content.get("entities", ()), content.get("parse_mode", ""))
