"""A message being written: text, and what is bold, quoted or a link in it.

Text and formatting stay apart until the message is sent. Nothing is ever escaped, and what was
put in comes out byte for byte.
"""

from dataclasses import dataclass, field

from telegram import MessageEntity

# Telegram's limits for one message, after its entities are taken out of the text.
MOST_UNITS = 4096
MOST_ENTITIES = 100
# Its limit on all entities together ("ENTITIES_TOO_LONG") is not published; it lies beyond 9,000
# bytes, nearly all of which are the addresses of links.
_MOST_ADDRESS_BYTES = 6000


@dataclass(frozen=True, slots=True)
class Format:
    """How ``[start, end)`` of a draft looks. Offsets are code points; ``kind`` is Telegram's."""

    kind: str
    start: int
    end: int
    url: str | None = None


@dataclass(slots=True)
class Draft:
    """A message's text and formats."""

    text: str = ""
    formats: list[Format] = field(default_factory=list)

    def add(self, text: str, kind: str | None = None, url: str | None = None) -> "Draft":
        """Puts text at the end, formatted if a kind is given."""
        start = len(self.text)
        self.text += text
        if kind and text:
            self.formats.append(Format(kind, start, len(self.text), url))
        return self

    def extend(self, other: "Draft", kind: str | None = None) -> "Draft":
        """Puts another draft at the end, inside of one more format if a kind is given."""
        start = len(self.text)
        self.add(other.text, kind)
        self.formats += [
            Format(one.kind, one.start + start, one.end + start, one.url) for one in other.formats
        ]
        return self

    def fits(self, more: "Draft") -> bool:
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
