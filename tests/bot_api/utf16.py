"""Entity offsets judged by counting: the second opinion beside TDLib's.

Telegram counts entity offsets in UTF-16 code units: two for a character outside the Basic
Multilingual Plane (most emoji), one for any other. Python counts code points. This module shares
no code with ``tdlib`` and none with the bot, so that the three can disagree.

>>> units("a😀")
3
>>> cut("😀 is one", 0, 2)
'😀'
>>> fault("😀", 1, 1)
'Entity begins in a middle of a UTF-16 symbol at byte offset 4'
"""

from collections.abc import Sequence

from .types import Entity


def units(text: str) -> int:
    """How many UTF-16 code units ``text`` takes."""
    return len(text) + sum(character > "\uffff" for character in text)


def edges(text: str) -> list[int]:
    """The UTF-16 offset of each character of ``text``, and of its end."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if character > "\uffff" else 1))
    return offsets


def indices(text: str, offset: int, length: int) -> tuple[int, int]:
    """The Python slice bounds of a UTF-16 span; ValueError where it cuts a character in two."""
    offsets = edges(text)
    return offsets.index(offset), offsets.index(offset + length)


def cut(text: str, offset: int, length: int) -> str:
    """The characters of ``text`` that an entity covers."""
    start, end = indices(text, offset, length)
    return text[start:end]


def fault(text: str, offset: int, length: int) -> str | None:
    """What is wrong with one entity's place in ``text``, in TDLib's words, or None.

    Zero-length entities pass: Telegram drops them without a word.
    """
    if not 0 <= offset <= 1_000_000:
        return f"Receive an entity with incorrect offset {offset}"
    if not 0 <= length <= 1_000_000:
        return f"Receive an entity with incorrect length {length}"
    if length == 0:
        return None
    offsets = edges(text)
    end = offset + length
    if offset > offsets[-1]:
        return f"Entity begins after the end of the text at UTF-16 offset {offset}"
    if offset not in offsets:
        return (
            "Entity begins in a middle of a UTF-16 symbol at byte offset "
            f"{_byte_offset_after(text, offsets, offset)}"
        )
    if end > offsets[-1]:
        return (
            f"Entity beginning at UTF-16 offset {offset} "
            f"ends after the end of the text at UTF-16 offset {end}"
        )
    if end not in offsets:
        return (
            f"Entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol "
            f"at byte offset {_byte_offset_after(text, offsets, end)}"
        )
    return None


def first_fault(text: str, entities: Sequence[Entity]) -> str | None:
    """The first entity's fault, or None if every entity has its place in the text."""
    found = (fault(text, entity["offset"], entity["length"]) for entity in entities)
    return next((words for words in found if words), None)


def _byte_offset_after(text: str, offsets: list[int], inside: int) -> int:
    """Where, in UTF-8 bytes, the character ends that ``inside`` falls into."""
    characters = next(index for index, offset in enumerate(offsets) if offset > inside)
    return len(text[:characters].encode())
