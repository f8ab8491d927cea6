"""A quote in the few bytes that a button can hold, so that buttons outlive the process.

Telegram gives a button's ``callback_data`` 64 bytes. In them, as URL-safe Base64: the document's id
(6 bytes: ids are twelve hexadecimal digits), the beginning of its text's SHA-256 (3), by which a
document is known that has changed since; how far the quote is widened (1); then, as variable-length
integers, its start and length, for each highlight the gap before it and its length, and, after an
empty highlight, the same for the answer's own words.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.document import Document
from corpus.span import Span
from retrieval.answer import Quote

# Base64 of this many bytes, with three characters for what the button does, is within 64.
_MOST_BYTES = 45
_ID, _VERSION = 6, 3


@dataclass(frozen=True, slots=True)
class QuoteCode:
    """``around``: how many sentences on either side are shown beside the quote. ``version`` is the
    beginning of the text's SHA-256."""

    document_id: str
    version: str
    span: Span
    highlights: tuple[Span, ...]
    around: int = 0
    answer: Span | None = None

    @classmethod
    def of(cls, quote: Quote) -> "QuoteCode":
        document = quote.document
        version = document.sha256[: 2 * _VERSION]
        return cls(document.id, version, quote.span, quote.highlights, answer=quote.answer)

    def widened(self, around: int) -> "QuoteCode":
        """The same quote with this many sentences on either side."""
        return replace(self, around=around)

    def quote(self, document: Document) -> Quote | None:
        """The quote itself, not widened; None where the document is not what it was."""
        if document.id != self.document_id or not document.sha256.startswith(self.version):
            return None
        try:
            return Quote(document, self.span, self.highlights, 0.0, answer=self.answer)
        except ValueError:
            return None

    def is_of(self, quote: Quote) -> bool:
        """Whether this is the code of the quote, widened or not."""
        document = quote.document
        known = document.id == self.document_id and document.sha256.startswith(self.version)
        return known and self.span == quote.span

    def encode(self) -> str:
        """At most 60 characters. Highlights that there is no room for are left out, and so are the
        answer's own words."""
        head = bytes.fromhex(self.document_id) + bytes.fromhex(self.version) + bytes([self.around])
        data = head + _integers([self.span.start, self.span.end - self.span.start])
        position = self.span.start
        for one in _joined(self.highlights):
            more = _integers([one.start - position, one.end - one.start])
            if len(data) + len(more) > _MOST_BYTES:
                break
            data += more
            position = one.end
        else:
            data += self._own_words(len(data))
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def _own_words(self, length: int) -> bytes:
        """The answer's own words, if there is room for them after this many bytes."""
        if self.answer is None:
            return b""
        place = self.answer.start - self.span.start
        more = _integers([0, 0, place, self.answer.end - self.answer.start])
        return more if length + len(more) <= _MOST_BYTES else b""

    @classmethod
    def decode(cls, code: str) -> "QuoteCode":
        """Raises ValueError for what ``encode`` did not make."""
        try:
            data = base64.b64decode(code + "=" * (-len(code) % 4), b"-_", validate=True)
            head, numbers = data[: _ID + _VERSION + 1], _read(data[_ID + _VERSION + 1 :])
            start, length, *rest = numbers
            highlights, position = [], start
            answer, pairs = None, list(zip(rest[::2], rest[1::2], strict=True))
            if (0, 0) in pairs:
                pairs, ((gap, size),) = pairs[: pairs.index((0, 0))], pairs[-1:]
                answer = Span(start + gap, start + gap + size)
            for gap, size in pairs:
                highlights.append(Span(position + gap, position + gap + size))
                position += gap + size
            return cls(
                head[:_ID].hex(),
                head[_ID : _ID + _VERSION].hex(),
                Span(start, start + length),
                tuple(highlights),
                head[_ID + _VERSION],
                answer,
            )
        except (binascii.Error, IndexError) as error:
            raise ValueError(str(error)) from None


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch, as one: they look the same."""
    found: list[Span] = []
    for one in spans:
        if found and found[-1].end >= one.start:
            found[-1] = Span(found[-1].start, max(one.end, found[-1].end))
        else:
            found.append(one)
    return found


def _integers(values: Iterable[int]) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow (LEB128)."""
    data = bytearray()
    for value in values:
        while value > 0x7F:
            data.append(value & 0x7F | 0x80)
            value >>= 7
        data.append(value)
    return bytes(data)


def _read(data: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0
