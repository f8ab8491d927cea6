"""Texts as Telegram stores them: its checks, then its changes.

The result is what readers see. Two judges look at each entity, TDLib and plain counting
(``utf16``), and both must be content.

Which unit the limit of 4096 counts: characters (code points), not UTF-16 units as entity offsets
do. 4096 emoji were accepted by the live service, and 4097 refused as "message is too long"
(github.com/FerroxLabs/wayland, issue 934), though many bots' sources say otherwise.

Stricter than Telegram: it keeps the first 100 entities and silently drops the others, this
refuses; it lets ``parse_mode`` win over ``entities``, this refuses both at once.

Compromises: trimming and the order in which found links join a bot's entities follow TDLib's
``fix_formatted_text``, which cannot be called without an account; the limit on the size of all
entities together is known only roughly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from . import tdlib, utf16
from .refusal import bad_request, stricter
from .types import Entity

MAX_CHARACTERS: Final = 4096
MAX_ENTITIES: Final = 100
MAX_BYTES: Final = 1 << 15
MAX_ENTITY_BYTES: Final = 9500
"""About the limit that a maintainer confirmed (github.com/tdlib/telegram-bot-api, issue 165)."""

_BLOCKS: Final = {"blockquote", "expandable_blockquote"}
_SPLITTABLE: Final = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_STAND_IN: Final = "https://detected.invalid/"
_NEEDED: Final = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A text as Telegram stores it."""

    text: str
    entities: tuple[Entity, ...]


def settle(text: str, entities: Sequence[Entity] = (), parse_mode: str = "") -> Settled:
    """The stored form of a text that is sent; Refused if Telegram would not send it.

    >>> settle(" Try /help\\r\\n").text
    'Try /help'
    >>> settle("Try /help").entities
    ({'type': 'bot_command', 'offset': 4, 'length': 5},)
    """
    if not text:
        raise bad_request("Message text is empty")
    try:
        if len(text.encode()) > MAX_BYTES:
            raise bad_request("Text is too long")
    except UnicodeEncodeError:
        raise bad_request("Strings must be encoded in UTF-8") from None
    try:
        text, entities = _parsed(text, entities, parse_mode)
        _check_shape(entities)
        wanted = [entity for entity in entities if entity["type"] not in tdlib.DETECTED_TYPES]
        tdlib.judge(text, wanted)
        if words := utf16.first_fault(text, wanted):
            raise bad_request(words)
        settled = _trim(*tdlib.settle(text, wanted))
    except tdlib.TdlibError as error:
        raise bad_request(str(error)) from None
    _check_size(settled)
    return _with_detected(settled)


def _parsed(text: str, entities: Sequence[Entity], parse_mode: str) -> tuple[str, Sequence[Entity]]:
    mode = parse_mode.lower()
    if mode in ("", "none"):
        return text, entities
    if mode not in tdlib.PARSE_MODES:
        raise bad_request("Unsupported parse_mode")
    if entities:
        raise stricter("both parse_mode and entities are given, and entities would be ignored")
    return tdlib.parse(text, mode)


def _check_shape(entities: Sequence[Entity]) -> None:
    """What the Bot API server checks of each entity before TDLib sees it."""
    if len(entities) > MAX_ENTITIES:
        raise stricter(f"{len(entities)} entities, and those after the 100th would be dropped")
    for entity in entities:
        kind = entity["type"]
        if kind not in tdlib.ENTITY_TYPES and kind not in tdlib.DETECTED_TYPES:
            raise bad_request("Can't parse MessageEntity: Unsupported type specified")
        needed = _NEEDED.get(kind)
        if needed and needed not in entity:
            raise bad_request(f"Can't parse MessageEntity: Can't find field \"{needed}\"")
        if kind == "custom_emoji" and not entity["custom_emoji_id"].isdecimal():
            words = 'Field "custom_emoji_id" must be a valid Number'
            raise bad_request(f"Can't parse MessageEntity: {words}")


def _check_size(settled: Settled) -> None:
    if not settled.text:
        raise bad_request("Text must be non-empty")
    if len(settled.text) > MAX_CHARACTERS:
        raise bad_request("Message is too long")
    if len(settled.entities) > MAX_ENTITIES:
        count = len(settled.entities)
        raise stricter(f"{count} entities once split, and those after the 100th would be dropped")
    size = sum(12 + len(entity.get("url", "").encode()) for entity in settled.entities)
    if size > MAX_ENTITY_BYTES:
        raise bad_request("ENTITIES_TOO_LONG")


def _trim(text: str, entities: Sequence[Entity]) -> Settled:
    """Spaces and line breaks at either end go; at the beginning only those before any entity."""
    kept = text.rstrip(" \n")
    end = utf16.units(kept)
    entities = [
        {**entity, "length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    limit = min((entity["offset"] for entity in entities), default=end)
    start = min(len(kept) - len(kept.lstrip(" \n")), limit)
    return Settled(
        kept[start:],
        tuple({**entity, "offset": entity["offset"] - start} for entity in entities),
    )


def _with_detected(settled: Settled) -> Settled:
    """The text's own links, commands and mentions join the entities that were given.

    TDLib splits bold and its like around them, and sorts what trimming left in disorder. It takes
    no such entity from us, so each goes in as a link with an address that cannot exist and comes
    out as what it was.
    """
    solid = [
        entity
        for entity in settled.entities
        if entity["type"] not in _SPLITTABLE and entity["type"] not in _BLOCKS
    ]
    blocks = [entity for entity in settled.entities if entity["type"] in _BLOCKS]
    found = [
        entity
        for entity in tdlib.detect(settled.text)
        if not any(_overlap(entity, other) for other in solid)
        and not any(_cross(entity, block) for block in blocks)
    ]
    stand_ins = [
        {**entity, "type": "text_link", "url": f"{_STAND_IN}{index}"}
        for index, entity in enumerate(found)
    ]
    text, entities = tdlib.settle(settled.text, [*settled.entities, *stand_ins])
    return Settled(text, tuple(_restored(entity, found) for entity in entities))


def _restored(entity: Entity, found: Sequence[Entity]) -> Entity:
    url = entity.get("url", "")
    return found[int(url.removeprefix(_STAND_IN))] if url.startswith(_STAND_IN) else entity


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )


def _cross(one: Entity, block: Entity) -> bool:
    """Whether ``one`` is partly inside ``block`` and partly outside."""
    inside = (
        block["offset"] <= one["offset"]
        and one["offset"] + one["length"] <= block["offset"] + block["length"]
    )
    return _overlap(one, block) and not inside
