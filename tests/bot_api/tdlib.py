"""TDLib, Telegram's own code, as a judge of texts and entities (through ``tdjson``).

``td_execute`` runs TDLib's synchronous functions in this process, with no account and no network.
What it can judge:

- entity offsets, lengths and surrogate pairs, overlaps and nesting, link URLs, markup in
  ``parse_mode``, quotes of a replied-to text; the words of its errors are those that the Bot API
  passes on;
- what a client finds by itself in a text: commands, links, mentions, hashtags.

What it cannot, because Telegram's servers do it: the limits of 4096 characters and 100 entities,
buttons, chats, messages. And no synchronous function trims a text as sending does: see ``text``.

A compromise: the function that cleans a text and puts its entities in order (``parseMarkdown``)
also reads Markdown, so the characters that mean something to it are exchanged for unused ones of
the same width before, and put back after.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from tdjson import td_execute

from .types import Entity

_PLAIN_TYPES: Final = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote",
}
DETECTED_TYPES: Final = {
    "mention": "Mention",
    "hashtag": "Hashtag",
    "cashtag": "Cashtag",
    "bot_command": "BotCommand",
    "url": "Url",
    "email": "EmailAddress",
    "phone_number": "PhoneNumber",
}
"""What Telegram finds by itself; the Bot API ignores such entities when a bot sends them."""

ENTITY_TYPES: Final = {*_PLAIN_TYPES, "pre", "text_link", "text_mention", "custom_emoji"}
_PREFIX: Final = "textEntityType"
_MARKDOWN: Final = "*_~|`["
_PARSE_MODES: Final = {
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
    "html": {"@type": "textParseModeHTML"},
}
PARSE_MODES: Final = frozenset(_PARSE_MODES)


class TdlibError(ValueError):
    """TDLib refused, in its own words."""


def judge(text: str, entities: Sequence[Entity]) -> None:
    """TdlibError if an entity does not fit the text or is not well formed."""
    _execute("getMarkdownText", text=_formatted(text, entities))


def settle(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """The text as Telegram cleans it, with entities sorted, split and merged as Telegram does.

    Carriage returns and a few invisible characters go, other control characters become spaces;
    a bold entity that crosses a blockquote's edge is cut there, a link that does is dropped.
    """
    shield = _shield(text)
    shielded = text.translate(shield)
    settled = _execute("parseMarkdown", text=_formatted(shielded, entities))
    unshield = {ord(stand_in): chr(special) for special, stand_in in shield.items()}
    return settled["text"].translate(unshield), _entities(settled["entities"])


def parse(text: str, parse_mode: str) -> tuple[str, list[Entity]]:
    """A marked-up text as plain text and entities."""
    parsed = _execute("parseTextEntities", text=text, parse_mode=_PARSE_MODES[parse_mode])
    return parsed["text"], _entities(parsed["entities"])


def detect(text: str) -> list[Entity]:
    """Commands, links, mentions and the like that every Telegram client marks by itself."""
    return _entities(_execute("getTextEntities", text=text)["entities"])


def find_quote(text: str, quote: str, near: int) -> int | None:
    """Where a reply may quote ``quote`` from ``text``, in UTF-16 units; None if nowhere."""
    try:
        found = _execute(
            "searchQuote",
            text=_formatted(text, ()),
            quote=_formatted(quote, ()),
            quote_position=near,
        )
    except TdlibError:
        return None
    return int(found["position"])


def url_fault(url: str) -> str | None:
    """Why a URL cannot be linked ("Wrong HTTP URL"), or None."""
    link = {"type": "text_link", "offset": 0, "length": 1, "url": url}
    try:
        judge("x", [link])
    except TdlibError as error:
        return str(error).removeprefix(f"Entity URL '{url}' is invalid: ")
    return None


def _shield(text: str) -> dict[int, str]:
    """Stand-ins, from the private use area, for the characters that Markdown reads."""
    unused = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    return {ord(special): next(unused) for special in _MARKDOWN}


def _formatted(text: str, entities: Iterable[Entity]) -> dict[str, Any]:
    return {
        "@type": "formattedText",
        "text": text,
        "entities": [
            {
                "@type": "textEntity",
                "offset": entity["offset"],
                "length": entity["length"],
                "type": _tdlib_type(entity),
            }
            for entity in entities
        ],
    }


def _tdlib_type(entity: Entity) -> dict[str, Any]:
    match entity["type"]:
        case "text_link":
            return {"@type": f"{_PREFIX}TextUrl", "url": entity["url"]}
        case "text_mention":
            return {"@type": f"{_PREFIX}MentionName", "user_id": entity["user"]["id"]}
        case "custom_emoji":
            emoji = entity["custom_emoji_id"]
            return {"@type": f"{_PREFIX}CustomEmoji", "custom_emoji_id": emoji}
        case "pre" if entity.get("language"):
            return {"@type": f"{_PREFIX}PreCode", "language": entity["language"]}
        case "pre":
            return {"@type": f"{_PREFIX}Pre"}
        case plain:
            return {"@type": f"{_PREFIX}{_PLAIN_TYPES[plain]}"}


def _entities(found: Iterable[dict[str, Any]]) -> list[Entity]:
    """TDLib's entities as the Bot API's; those that the Bot API does not show are left out."""
    named = {kind: name for name, kind in (_PLAIN_TYPES | DETECTED_TYPES).items()}
    entities: list[Entity] = []
    for item in found:
        place = {"offset": item["offset"], "length": item["length"]}
        kind = item["type"]
        match kind["@type"].removeprefix(_PREFIX):
            case "TextUrl":
                entities.append({"type": "text_link", **place, "url": kind["url"]})
            case "MentionName":
                user = {"id": kind["user_id"], "is_bot": False, "first_name": ""}
                entities.append({"type": "text_mention", **place, "user": user})
            case "CustomEmoji":
                emoji = kind["custom_emoji_id"]
                entities.append({"type": "custom_emoji", **place, "custom_emoji_id": emoji})
            case "PreCode":
                entities.append({"type": "pre", **place, "language": kind["language"]})
            case "Pre":
                entities.append({"type": "pre", **place})
            case name if name in named:
                entities.append({"type": named[name], **place})
    return entities


@cache
def _quiet() -> None:
    """TDLib logs to standard error unless told not to."""
    td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')


def _execute(function: str, **arguments: Any) -> dict[str, Any]:
    _quiet()
    answer = td_execute(json.dumps({"@type": function, **arguments}).encode())
    assert answer is not None, f"{function} is not one of TDLib's synchronous functions"
    result: dict[str, Any] = json.loads(answer)
    if result["@type"] == "error":
        raise TdlibError(result["message"])
    return result
