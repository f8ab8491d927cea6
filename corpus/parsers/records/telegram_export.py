"""Posts in what Telegram Desktop exports as ``result.json``: of one chat, or of all.

Each post with words is a document; pictures without words, and what the service says ("joined the
channel"), are none. Times are UTC, from the export's Unix times: its others have no time zone.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from corpus.document import Metadata
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part
from corpus.parsers.records.json_stream import Builder, Event

_CHATS = ("", "chats.list.item", "left_chats.list.item")
# Their posts have addresses, which open for whoever may read the chat.
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
                reading = _post(message, chat, whole=prefix == "messages.item")
                if reading is not None:
                    if position >= options.first:
                        yield Opened(reading.name, safely=True)
                        yield reading
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


def _post(message: dict[str, Any], chat: dict[str, str], *, whole: bool) -> ParsedDocument | None:
    """``whole``: the export is of this chat alone."""
    words = _words(message.get("text"))
    number = message.get("id")
    if message.get("type") != "message" or not words.strip() or not isinstance(number, int):
        return None
    name = chat.get("name")
    author = message.get("author") or message.get("from")
    url = None
    if chat.get("type") in _LINKED and chat.get("id", "").isdecimal():
        url = f"https://t.me/c/{chat['id']}/{number}"
    metadata = Metadata(
        publisher=name,
        author=author if isinstance(author, str) and author != name else None,
        published=_time(message.get("date_unixtime")),
        updated=_time(message.get("edited_unixtime")),
        url=url,
    )
    return ParsedDocument(
        words, metadata, name=f"#{number}" if whole else f"#{chat.get('id')}/{number}"
    )


def _words(text: object) -> str:
    """Words, or a list of words and of objects with words (links, bold)."""
    parts = text if isinstance(text, list) else [text]
    words = (part.get("text", "") if isinstance(part, dict) else part for part in parts)
    return "".join(one for one in words if isinstance(one, str))


def _time(seconds: object) -> str | None:
    try:
        moment = datetime.datetime.fromtimestamp(int(str(seconds)), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.isoformat()
