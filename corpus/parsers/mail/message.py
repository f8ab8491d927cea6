"""A mail message: its text, its subject as title, sender and date.

The standard library's ``email`` reads headers and parts (its policy ``default`` follows RFC 5322
and 2047; other libraries are built on it). Parts are decoded here. Of alternatives, the plain one
is taken if it has most words of the HTML one. Attached messages are read, under a heading with
their sender and date; other attachments are named in a note: saved, they can be added on their own.
"""

import contextlib
import email.policy
import re
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import islice
from typing import BinaryIO

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.parsers.mail.headers import FAULTS, file_name, header
from corpus.parsers.mail.replies import (
    announces_forward,
    is_attribution,
    own_paragraphs,
    with_forwarded,
)
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import Element, declared_encoding, html_tree
from corpus.parsers.parsed import ParsedDocument
from corpus.parsers.text_builder import TextBuilder
from corpus.text.encodings.decoding import Decoded, decode
from corpus.text.encodings.labels import encoding_of

# A plain part with less of the HTML part's words stands for "your program cannot show this".
_AS_MUCH = 0.5
_DEEPEST = 20
_HEADING_LEVEL = 2
_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"[^\n]++(?:\n[^\n]++)*+")
_REPLY = re.compile(r"(?:re|aw|sv|vs|antw|odp|ynt|rif|res|отв)(?:\[\d+\])?\s?:", re.IGNORECASE)
_FORWARD = re.compile(r"(?:fwd?|wg|tr|rv|enc|i|vl|vb|pd|перес)\s?:", re.IGNORECASE)
# How mail programs mark what a reply quotes.
_QUOTING_CLASSES = ("gmail_quote", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote")
_QUOTES = "//blockquote[@type='cite']" + "".join(
    f" | //*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    for name in _QUOTING_CLASSES
)
_ASCII = frozenset(("ascii", "us-ascii", "ansi_x3.4-1968", "unknown-8bit"))


@dataclass(slots=True)
class _Body:
    """What is put together from the parts of a message."""

    source: str
    builder: TextBuilder = field(default_factory=TextBuilder)
    attached: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def parse_message(file: BinaryIO, source: str) -> ParsedDocument:
    """A message as a document. Raises SourceError."""
    message = BytesParser(EmailMessage, policy=email.policy.default).parse(file)
    if not message.keys():
        raise SourceError(source, "not a mail message (it has no headers)")
    body = _Body(source)
    _add(message, body, 0)
    if not body.builder:
        raise SourceError(source, "there is no text in the message")
    metadata, notes = checked_metadata(
        {
            "title": header(message, "subject"),
            "author": header(message, "from"),
            "published": header(message, "date"),
            "language": header(message, "content-language"),
        }
    )
    notes += body.notes
    if body.attached:
        notes.append(f"left out its attachments: {', '.join(body.attached)[:300]}")
    return with_forwarded(body.builder.reading(metadata, notes), is_reply=_is_reply(message))


def _is_reply(message: EmailMessage) -> bool:
    subject = header(message, "subject") or ""
    if _FORWARD.match(subject):
        return False
    return bool(_REPLY.match(subject)) or header(message, "in-reply-to") is not None


def _add(part: EmailMessage, body: _Body, depth: int) -> None:
    """Adds the text of a part, and of all in it."""
    kind = part.get_content_type()
    children = _children(part)
    if depth > _DEEPEST:
        body.note("left out parts that are nested too deep")
    elif kind == "message/rfc822":
        for message in children:
            _add_forwarded(message, body, depth)
    elif kind == "multipart/alternative":
        if (chosen := _chosen(children, body.source)) is not None:
            _add(chosen, body, depth + 1)
    elif kind == "multipart/related":
        for child in children[:1]:  # the others are its pictures
            _add(child, body, depth + 1)
    elif kind == "multipart/encrypted":
        body.note("left out an encrypted part")
    elif part.get_content_maintype() == "multipart":
        for child in children:
            _add(child, body, depth + 1)
    elif not _is_attachment(part, kind):
        (_add_html if kind == "text/html" else _add_plain)(part, body)
    elif kind not in ("message/delivery-status", "application/pgp-signature"):
        body.attached.append(file_name(part))


def _children(part: EmailMessage) -> list[EmailMessage]:
    # Asked for the payload of a text, the standard library decodes it by any codec it names.
    found = part.get_payload() if part.is_multipart() else []
    return [one for one in found if isinstance(one, EmailMessage)]


def _is_attachment(part: EmailMessage, kind: str) -> bool:
    try:
        named = part.get_filename() is not None or part.is_attachment()
    except FAULTS:
        named = True
    return named or kind not in ("text/plain", "text/html")


def _chosen(children: list[EmailMessage], source: str) -> EmailMessage | None:
    """The plain alternative, if it has most words of the HTML one; else that."""
    plain = next((one for one in children if one.get_content_type() == "text/plain"), None)
    rich = next((one for one in reversed(children) if one is not plain), None)
    if plain is None or rich is None:
        return plain or rich
    try:
        words = _words(_decoded(plain, source).text)
        wanted = _words_of_html(rich, source)
    except SourceError:  # named when it is added
        return plain
    return plain if (words & wanted).total() >= _AS_MUCH * wanted.total() else rich


def _words_of_html(part: EmailMessage, source: str) -> Counter[str]:
    """The words that are shown by the HTML part in an alternative, which may be inside another."""
    builder = TextBuilder()
    for one in part.walk():
        if isinstance(one, EmailMessage) and one.get_content_type() == "text/html":
            text = _decoded(one, source).text
            with contextlib.suppress(ValueError):  # no HTML can be seen in it
                compose(html_tree(text), builder)
    return _words(builder.reading(Metadata()).text)


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _add_forwarded(message: EmailMessage, body: _Body, depth: int) -> None:
    names = ("From", "Date", "Subject")
    found = ((name, header(message, name.lower())) for name in names)
    heading = "\n".join(f"{name}: {value}" for name, value in found if value)
    body.builder.paragraph(heading, _HEADING_LEVEL)
    _add(message, body, depth + 1)


def _add_plain(part: EmailMessage, body: _Body) -> None:
    text = _text(part, body)
    try:
        is_flowed = str(part.get_param("format", "")).lower() == "flowed"
        joins_words = str(part.get_param("delsp", "")).lower() == "yes"
    except FAULTS:
        is_flowed = joins_words = False
    own = own_paragraphs(text, is_flowed=is_flowed, joins_words=joins_words)
    for paragraph in own.paragraphs:
        body.builder.paragraph(paragraph)
    if own.left_out:
        body.note("left out what it quotes of earlier messages")


def _add_html(part: EmailMessage, body: _Body) -> None:
    text = _text(part, body)
    if not text.strip():
        return
    try:
        root = html_tree(text)
    except ValueError as error:
        body.note(f"left out a part with no readable HTML ({error})")
        return
    quotes = {one for one in root.xpath(_QUOTES) if not announces_forward(_beginning(one))}
    builder = TextBuilder()
    compose(root, builder, quotes)
    if quotes and builder:
        body.note("left out what it quotes of earlier messages")
    elif quotes:
        compose(root, builder)
    found = builder.reading(Metadata())
    levels = {one.start: one.level for one in found.outline}
    for paragraph in _PARAGRAPH.finditer(found.text):
        if not (quotes and is_attribution(paragraph[0])):
            body.builder.paragraph(paragraph[0], levels.get(paragraph.start(), 0))


def _beginning(element: Element) -> str:
    return " ".join(" ".join(islice(element.itertext(), 20)).split())


def _text(part: EmailMessage, body: _Body) -> str:
    """The characters of a text part; what is wrong with them is noted."""
    try:
        found = _decoded(part, body.source)
    except SourceError as error:
        body.note(f"left out a part: {error.reason}")
        return ""
    for note in found.notes:
        body.note(note)
    return found.text


def _decoded(part: EmailMessage, source: str) -> Decoded:
    """Raises SourceError."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return Decoded("", "utf-8")
    try:
        label = part.get_content_charset("us-ascii")
    except FAULTS:
        label = "us-ascii"
    declared = None if label in _ASCII else encoding_of(label)
    if part.get_content_type() == "text/html":
        declared = declared or declared_encoding(data)
    return decode(data, source, declared)
