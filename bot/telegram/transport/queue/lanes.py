"""Lanes of updates: which person, chat and kind of update each belongs to."""

from typing import Any

from bot.telegram.transport.journal.received import Json
from bot.telegram.transport.queue.fair_queue import Lane


def kind_of(update: Json) -> str:
    """What an update is: ``message``, ``callback_query`` …; empty where that is not known."""
    return next((name for name in update if name != "update_id"), "")


def lane_of(update: Json) -> Lane:
    """The queue's lane. Presses of buttons, inline queries and messages of one person do not wait
    for one another."""
    kind = kind_of(update)
    content = _object(update.get(kind))
    sender = content.get("sender_chat") or content.get("from") or content.get("chat")
    person = _id(sender)
    chat = content.get("chat") or _object(content.get("message")).get("chat")
    return Lane(
        "message" if kind == "edited_message" else kind, person, _id(chat) if chat else person
    )


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _id(value: Any) -> int:
    number = _object(value).get("id", 0)
    return number if isinstance(number, int) else 0
