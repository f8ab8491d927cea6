"""Telegram exports (``result.json`` of Telegram Desktop): the posts of one chat, or of all.

Each post with text, or with a poll, is a document; pictures without text and service messages
("joined the channel") are not. The author of a forwarded post is whom it was forwarded from. Times
are UTC, from the export's Unix times; its other times have no time zone.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from corpus.document import Metadata
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part
from corpus.parsers.records.json_stream import Builder, Event

_CHATS = ("", "chats.list.item", "left_chats.list.item")
# Kinds of chats whose posts have addresses, for those who may read the chat.
_LINKED = ("public_channel", "private_channel", "public_supergroup", "private_supergroup")


def posts(events: Iterator[Event], source: str, options: Options) -> Iterator[Part]:
    """The posts, from the events of a JSON parser."""
    chat: dict[str, str] = {}
    builder: Builder | None = None
    position = 0
    for prefix, event, value in events:
        base, _, name = prefix.rpartition(".")
        if builder is not None:
            builder.event(event, value)
            if event == "end_map" and _is_message(prefix):
                message, builder = builder.value, None
                post = _post(message, chat, is_alone=prefix == "messages.item")
                if post is not None:
                    if position >= options.first:
                        yield Opened(post.name, safely=True)
                        yield post
                    position += 1
        elif event == "start_map" and _is_message(prefix):
            builder = Builder()
            builder.event(event, value)
        elif event == "start_map" and prefix in _CHATS:
            chat = {}
        elif base in _CHATS and name in ("name", "type", "id") and value is not None:
            chat[name] = str(value)


def _is_message(prefix: str) -> bool:
    base = prefix.removesuffix("messages.item")
    return base != prefix and base.removesuffix(".") in _CHATS


def _post(
    message: dict[str, Any], chat: dict[str, str], *, is_alone: bool
) -> ParsedDocument | None:
    """``is_alone``: the export is of this chat only."""
    text = "\n\n".join(part for part in (_words(message.get("text")), _poll(message)) if part)
    number = message.get("id")
    if message.get("type") != "message" or not text.strip() or not isinstance(number, int):
        return None
    name = chat.get("name")
    url = None
    if chat.get("type") in _LINKED and chat.get("id", "").isdecimal():
        url = f"https://t.me/c/{chat['id']}/{number}"
    author = _author(message)
    metadata = Metadata(
        publisher=name,
        author=author if author != name else None,
        published=_time(message.get("date_unixtime")),
        updated=_time(message.get("edited_unixtime")),
        url=url,
    )
    return ParsedDocument(
        text, metadata, name=f"#{number}" if is_alone else f"#{chat.get('id')}/{number}"
    )


def _author(message: dict[str, Any]) -> str | None:
    """Whose words they are: the origin of a forwarded post goes before who posted it."""
    names = (message.get(key) for key in ("forwarded_from", "saved_from", "author", "from"))
    return next((name for name in names if isinstance(name, str) and name), None)


def _poll(message: dict[str, Any]) -> str:
    """A poll's question, and its answers with their numbers of voters as rows of a table."""
    poll = message.get("poll")
    if not isinstance(poll, dict):
        return ""
    answers = poll.get("answers")
    rows = [
        "\t".join(filter(None, (_words(answer.get("text")), _number(answer.get("voters")))))
        for answer in (answers if isinstance(answers, list) else [])
        if isinstance(answer, dict)
    ]
    return "\n\n".join(filter(None, (_words(poll.get("question")), "\n".join(rows))))


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _words(text: object) -> str:
    """A string, or a list of strings and of objects with text (links, bold)."""
    parts = text if isinstance(text, list) else [text]
    words = (part.get("text", "") if isinstance(part, dict) else part for part in parts)
    return "".join(one for one in words if isinstance(one, str))


def _time(seconds: object) -> str | None:
    try:
        moment = datetime.datetime.fromtimestamp(int(str(seconds)), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat()
