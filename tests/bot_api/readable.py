"""A message as its reader sees it, in plain text.

>>> print(readable(message))                                         # doctest: +SKIP
↩ How many women had a conscripted son?
▌ “In our group of 17,” she said, ⟦bold: only one had a conscripted son⟧.
⟦text_link: Kyiv Post → https://example.org/a⟧, 2022-11-30
[Context] [More]

Quoted lines begin with a bar (``▌``, or ``▐`` where the quote folds). Entities stand in
``⟦type: …⟧``, links with their address. The brackets are ones that no article uses: ``«»`` are
quotation marks in Ukrainian and Russian.
"""

from collections.abc import Iterator
from typing import Final

from .types import Entity, Json, Message
from .utf16 import indices

_BARS: Final = {"blockquote": "▌ ", "expandable_blockquote": "▐ "}
_REPLY_CHARACTERS: Final = 60


def readable(message: Message) -> str:
    """The reply header, the text with its entities marked, the buttons."""
    lines = [_reply(message)] if message.reply_to else []
    lines += [f"📎 {message.file.name}"] if message.file else []
    lines += _lines(message.text, message.entities)
    lines += _keyboard(message.reply_markup)
    return "\n".join(lines)


def _reply(message: Message) -> str:
    assert message.reply_to is not None
    if message.quote:
        return f"↩ “{message.quote['text']}”"
    first = message.reply_to.text.split("\n")[0]
    return "↩ " + (
        first if len(first) <= _REPLY_CHARACTERS else first[: _REPLY_CHARACTERS - 1] + "…"
    )


def _lines(text: str, entities: tuple[Entity, ...]) -> list[str]:
    """The text's lines, each with the bar of the quote that it stands in.

    A quote is a block of its own for its reader, so it begins and ends a line even where the
    text has no line break.
    """
    lines: list[str] = []
    start = 0
    for entity in entities:
        if entity["type"] in _BARS:
            begin, end = indices(text, entity["offset"], entity["length"])
            lines += _part(text, entities, start, begin, "")
            lines += _part(text, entities, begin, end, _BARS[entity["type"]])
            start = end
    return [*lines, *_part(text, entities, start, len(text), "")]


def _part(text: str, entities: tuple[Entity, ...], start: int, end: int, bar: str) -> Iterator[str]:
    """One stretch of text as lines; a break at its edge is the edge, not an empty line."""
    if not bar and start and text.startswith("\n", start, end):
        start += 1
    if not bar and end < len(text) and text.endswith("\n", start, end):
        end -= 1
    elif start == end:
        return
    for line in _marked(text, entities, start, end).split("\n"):
        yield (bar + line).rstrip()


def _marked(text: str, entities: tuple[Entity, ...], start: int, end: int) -> str:
    """A stretch of text with its entities in brackets, outer ones first."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in entities:
        if entity["type"] in _BARS:
            continue
        first, last = indices(text, entity["offset"], entity["length"])
        if start <= first and last <= end:
            opening.setdefault(first, []).append(f"⟦{entity['type']}: ")
            address = f" → {entity['url']}" if "url" in entity else ""
            closing.setdefault(last, []).insert(0, f"{address}⟧")
    pieces: list[str] = []
    for index in range(start, end + 1):
        pieces += closing.get(index, [])
        pieces += opening.get(index, [])
        pieces.append(text[index : index + 1] if index < end else "")
    return "".join(pieces)


def _keyboard(markup: Json | None) -> Iterator[str]:
    for row in (markup or {}).get("inline_keyboard", []):
        yield " ".join(f"[{_button(button)}]" for button in row)
    for row in (markup or {}).get("keyboard", []):  # in place of the user's own
        yield " ".join(f"⌨ {button['text']}" for button in row)


def _button(button: Json) -> str:
    label: str = button["text"]
    if "url" in button:
        return f"{label} → {button['url']}"
    if "copy_text" in button:
        return f"{label} ⧉ {button['copy_text']['text']}"
    return label
