"""Mail (.eml): the words of the message, its subject as title, sender and date.

The standard library's ``email`` reads headers and parts (its policy ``default`` follows RFC 5322
and 2047; other libraries on the index are built on it). The plain part is taken where the message
has one that says as much as the HTML part, else the HTML part. Attachments are named in a note:
saved, they can be added on their own.
"""

import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import html_tree
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

# A plain part with less than this share of the other's words stands for "your program cannot…".
_AS_MUCH = 0.3


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The message's text. Raises SourceError."""
    message = BytesParser(EmailMessage, policy=email.policy.default).parse(file)
    if not message.keys():
        raise SourceError(source, "not a mail message (it has no headers)")
    composer = TextBuilder()
    plain, html = _content(message, "plain"), _content(message, "html")
    rich = TextBuilder()
    if html and html.strip():
        compose(html_tree(html), rich)
    for paragraph in plain.replace("\r\n", "\n").split("\n\n"):
        composer.paragraph(paragraph)
    if _words(rich) * _AS_MUCH > _words(composer):
        composer = rich
    if not composer:
        raise SourceError(source, "there is no text in the message")
    metadata, notes = checked_metadata(
        {
            "title": _header(message, "subject"),
            "author": _header(message, "from"),
            "published": _header(message, "date"),
            "language": _header(message, "content-language"),
        }
    )
    attached = [part.get_filename() or part.get_content_type() for part in _attachments(message)]
    if attached:
        notes.append(f"left out what is attached to it: {', '.join(attached)[:300]}")
    yield composer.reading(metadata, notes)


def _words(composer: TextBuilder) -> int:
    return len(composer.reading(checked_metadata({})[0]).text.split())


def _content(message: EmailMessage, kind: str) -> str:
    try:
        part = message.get_body((kind,))
        return "" if part is None else str(part.get_content())
    except (LookupError, UnicodeError, ValueError, AttributeError, TypeError):
        # An unknown encoding, or structure that is not what it says.
        return ""


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    try:
        return [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    except (AttributeError, TypeError, ValueError):
        return []


def _header(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError, TypeError):
        return None
    return None if value is None else str(value)
