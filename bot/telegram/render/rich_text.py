"""Rich text of a message: text, and what is bold, quoted or a link in it.

Text and formatting stay apart until the message is sent. Nothing is escaped, so the text is sent
exactly as it is.
"""

from dataclasses import dataclass, field

from telegram import Message, MessageEntity
from telegram.constants import MessageEntityType as Kind

# Telegram's limits for one message, after its entities are taken out of the text.
MOST_UNITS = 4096
MOST_ENTITIES = 100
# What stands apart as a quote; and what Telegram has not found by itself.
BLOCKS = frozenset({Kind.BLOCKQUOTE, Kind.EXPANDABLE_BLOCKQUOTE})
_GIVEN = BLOCKS | {
    Kind.BOLD,
    Kind.ITALIC,
    Kind.UNDERLINE,
    Kind.CODE,
    Kind.STRIKETHROUGH,
    Kind.TEXT_LINK,
}
# Its limit on all entities together ("ENTITIES_TOO_LONG") is not published; it lies beyond 9,000
# bytes, nearly all of which are the addresses of links.
_MOST_ADDRESS_BYTES = 6000


@dataclass(frozen=True, slots=True)
class Format:
    """Formatting of ``[start, end)`` of a text. Offsets are code points; ``kind`` is Telegram's."""

    kind: str
    start: int
    end: int
    url: str | None = None


@dataclass(slots=True)
class RichText:
    """A message's text and formats."""

    text: str = ""
    formats: list[Format] = field(default_factory=list)

    def add(self, text: str, kind: str | None = None, url: str | None = None) -> "RichText":
        """Puts text at the end, formatted if a kind is given."""
        start = len(self.text)
        self.text += text
        if kind and text:
            self.formats.append(Format(kind, start, len(self.text), url))
        return self

    def extend(self, other: "RichText", kind: str | None = None) -> "RichText":
        """Appends another text, inside one more format if a kind is given."""
        start = len(self.text)
        self.add(other.text, kind)
        self.formats += [
            Format(one.kind, one.start + start, one.end + start, one.url) for one in other.formats
        ]
        return self

    @classmethod
    def of(cls, message: Message) -> "RichText":
        """The rich text of one of the bot's messages, without the links, commands and names that
        Telegram found in it."""
        body = cls(message.text or "")
        if body.text:
            units = _edges(body.text)
            body.formats = [
                Format(one.type, units[one.offset], units[one.offset + one.length], one.url)
                for one in message.entities
                if one.type in _GIVEN
            ]
        return body

    def blocks(self) -> list[Format]:
        """The blockquotes, in order."""
        return sorted((one for one in self.formats if one.kind in BLOCKS), key=_start)

    def with_block(self, number: int, excerpt: "RichText", kind: str) -> "RichText":
        """The text with another excerpt in its n-th blockquote."""
        block = self.blocks()[number]
        changed = RichText(self.text[: block.start]).extend(excerpt, kind)
        changed.add(self.text[block.end :])
        moved = len(changed.text) - len(self.text)
        for one in self.formats:
            if one.end <= block.start:
                changed.formats.append(one)
            elif one.start >= block.end:
                changed.formats.append(
                    Format(one.kind, one.start + moved, one.end + moved, one.url)
                )
        changed.formats.sort(key=_start)  # stable: a block goes before what is in it
        return changed

    def pieces(self) -> list["RichText"]:
        """The text in pieces that Telegram takes, cut at line breaks or blanks where it can be."""
        found, start = [], 0
        while start < len(self.text):
            end = self._piece_end(start)
            piece = RichText(self.text[start:end])
            piece.formats = [
                Format(one.kind, max(one.start, start) - start, min(one.end, end) - start, one.url)
                for one in self.formats
                if one.start < end and one.end > start
            ][:MOST_ENTITIES]
            found.append(piece)
            start = end
        return found or [self]

    def _piece_end(self, start: int) -> int:
        if utf16_length(self.text[start:]) <= MOST_UNITS:
            return len(self.text)
        # A character takes two units at most.
        last = start + MOST_UNITS // 2
        for mark in ("\n", " "):
            found = self.text.rfind(mark, start, last)
            if found > start:
                return found + 1
        return last

    @property
    def is_within_limits(self) -> bool:
        """Whether Telegram takes it as one message."""
        return RichText().fits(self)

    def fits(self, more: "RichText") -> bool:
        """Whether both together are within Telegram's limits."""
        formats = self.formats + more.formats
        return (
            utf16_length(self.text) + utf16_length(more.text) <= MOST_UNITS
            and len(formats) <= MOST_ENTITIES
            and sum(len((one.url or "").encode()) for one in formats) <= _MOST_ADDRESS_BYTES
        )

    def entities(self) -> list[MessageEntity]:
        """The formats as Telegram counts, in UTF-16 units."""
        entities = [
            MessageEntity(one.kind, one.start, one.end - one.start, url=one.url)
            for one in self.formats
        ]
        return list(MessageEntity.adjust_message_entities_to_utf_16(self.text, entities))


def utf16_length(text: str) -> int:
    """How long Telegram takes the text to be: characters beyond U+FFFF count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _start(one: Format) -> int:
    return one.start


def _edges(text: str) -> dict[int, int]:
    """The index of each character, and of the end, by its place in UTF-16 units."""
    found, units = {}, 0
    for index, character in enumerate(text):
        found[units] = index
        units += 2 if character > "\uffff" else 1
    found[units] = len(text)
    return found
