"""Web content: the format and encoding of an HTTP response, and how it is parsed."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.address import host_of
from corpus.errors import SourceError
from corpus.parsers.parsed import Options, ParsedDocument, Part
from corpus.parsers.plain_text import parse_text
from corpus.parsers.registry import FORMATS, ending_of
from corpus.text.encodings.decoding import decode
from corpus.text.encodings.labels import encoding_of
from corpus.web.fetcher import Response

if TYPE_CHECKING:
    from corpus.sandbox.client import Sandbox

FEED = ".rss"
# By media type. For other media types the end of the address decides.
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
    "application/mbox": ".mbox",
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
# Media types that servers give to any file: a file name ending in the address says more.
_VAGUE = {"", "application/octet-stream", "binary/octet-stream", "text/plain"}
_XML = {"text/xml", "application/xml"}
# Feeds are served under many media types; their first element identifies them.
_BEFORE_ELEMENT = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>", re.I | re.S)
_FEED_ELEMENT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_HEAD = 4096
_TEXTS = (".html", ".txt", ".md")
# Server names of one site for different devices.
_SAME_SITE = ("m.", "mobile.", "amp.")


def ending_for(response: Response) -> str:
    """The file name ending of the response's format. Raises SourceError if no parser takes it."""
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
            f"{kind or 'content of this type'} cannot be read; readable are "
            f"web pages, feeds, {', '.join(FORMATS)}",
        )
    return ending


def parse_response(
    response: Response, ending: str, source: str, options: Options, sandbox: "Sandbox"
) -> Iterator[Part]:
    """The parts of a response, as they are parsed. Raises SourceError."""
    if not response.body.strip():
        raise SourceError(source, "the server sent nothing")
    content = _content(response, ending)
    if FORMATS[ending].isolated:
        yield from sandbox.read(content, source, ending, options)
    else:
        yield parse_text(content, source)


def parser_of(ending: str) -> str:
    """The parser of a format, and which edition of it: pages are parsed again when this changes."""
    form = FORMATS[ending]
    return f"{form.module} {form.edition}"


def with_url(parsed: ParsedDocument, address: str) -> ParsedDocument:
    """The parsed page with the address to cite: the canonical one that the page gives, if that is
    on the same site. Else a page could have its words cited as another site's."""
    url = parsed.metadata.url
    if url is None or _site(url) != _site(address):
        url = address
    return replace(parsed, metadata=replace(parsed.metadata, url=url))


def _content(response: Response, ending: str) -> bytes:
    """The bytes to parse. If the server names an encoding that fits, the text is converted to
    UTF-8 with a byte order mark, which parsers trust before anything else."""
    encoding = encoding_of(response.charset or "")
    if ending not in _TEXTS or encoding is None or response.body.startswith(codecs.BOM_UTF8):
        return response.body
    try:
        found = decode(response.body, response.address, encoding)
    except SourceError:
        return response.body
    if found.is_guess or found.strays:  # the parser tells the user
        return response.body
    return codecs.BOM_UTF8 + found.text.encode("utf-8", "replace")


def _site(url: str) -> str | None:
    host = host_of(url)
    for prefix in _SAME_SITE:
        host = host.removeprefix(prefix) if host else None
    return host


def _is_feed(head: bytes) -> bool:
    """Whether the first element is a feed's."""
    place = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    while passed := _BEFORE_ELEMENT.match(head, place):
        place = passed.end()
    return _FEED_ELEMENT.match(head, place) is not None
