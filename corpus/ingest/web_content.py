"""A fetched answer as a reader takes it: which kind of file it is, and in which encoding."""

import codecs
import contextlib
import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from corpus.errors import SourceError
from corpus.parsers.markup.encodings import encoding_of
from corpus.parsers.registry import FORMATS, ending_of
from corpus.web.fetcher import Response

FEED = ".rss"
# By what servers say of what they send. What is not here goes by the end of its address.
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "text/csv": ".csv",
    "text/vtt": ".vtt",
    "application/x-subrip": ".srt",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/rss+xml": FEED,
    "application/atom+xml": FEED,
    "application/rdf+xml": FEED,
}
# What servers say of anything: the address knows better, where it ends like a file's name.
_VAGUE = {"", "application/octet-stream", "binary/octet-stream", "text/plain"}
_XML = {"text/xml", "application/xml"}
# Feeds are served as all sorts of things; their first element says what they are.
_BEFORE_ELEMENT = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>", re.I | re.S)
_FEED_ELEMENT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_HEAD = 4096
_TEXTS = (".html", ".txt", ".md")
_UTF_16 = {"utf-16", "utf-16le", "utf-16be", "utf-16-le", "utf-16-be"}


def ending_for(response: Response) -> str:
    """The file name ending whose reader takes the answer. Raises SourceError where none does."""
    named = ending_of(PurePosixPath(urlsplit(response.address).path))
    kind = response.media_type
    if response.body.startswith(b"%PDF-"):
        ending = ".pdf"
    elif _is_feed(response.body[:_HEAD]):
        ending = FEED
    elif kind in _VAGUE and named in FORMATS:
        ending = named
    else:
        ending = _ENDINGS.get(kind) or (named if kind not in _XML else "")
    if ending not in FORMATS:
        raise SourceError(
            response.address,
            f"{kind or 'what the server sends'} cannot be read; those that can: "
            f"web pages, feeds, {', '.join(FORMATS)}",
        )
    return ending


def _is_feed(head: bytes) -> bool:
    """Whether the first element is a feed's."""
    place = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    while passed := _BEFORE_ELEMENT.match(head, place):
        place = passed.end()
    return _FEED_ELEMENT.match(head, place) is not None


def _decoded(body: bytes, label: str) -> str | None:
    """The text in the encoding that a server names; None where that is none of the web's, or the
    bytes make no sense in it. Python has others, which are no encodings of pages and take more time
    than the text is long (punycode)."""
    known = label if label.strip().lower() in _UTF_16 else encoding_of(label)
    for name in (label, known) if known else ():
        with contextlib.suppress(LookupError):
            try:
                return body.decode(name)
            except UnicodeError:
                return None
    return None


def content_of(response: Response, ending: str) -> bytes:
    """The bytes for the reader. Where the server names an encoding in which they make sense, a
    mark at their head says so from now on: a reader believes that before all else."""
    charset = response.charset
    if ending not in _TEXTS or charset is None or response.body.startswith(codecs.BOM_UTF8):
        return response.body
    text = _decoded(response.body, charset)
    return response.body if text is None else codecs.BOM_UTF8 + text.encode("utf-8", "replace")
