"""A fetched answer as a reader takes it: which kind of file it is, and in which encoding."""

import codecs
import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from corpus.errors import SourceError
from corpus.parsers.registry import FORMATS, ending_of
from corpus.text.decoding import decode
from corpus.text.encodings import encoding_of
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
# What servers say of anything: the address knows better, where it ends like a file's name.
_VAGUE = {"", "application/octet-stream", "binary/octet-stream", "text/plain"}
_XML = {"text/xml", "application/xml"}
# Feeds are served as all sorts of things; their first element says what they are.
_FEED_BEGINS = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>|\s)*"
    rb"<(?:rss|feed|rdf:RDF)[\s>]",
    re.I | re.S,
)
_HEAD = 4096
_TEXTS = (".html", ".txt", ".md")


def ending_for(response: Response) -> str:
    """The file name ending whose reader takes the answer. Raises SourceError where none does."""
    named = ending_of(PurePosixPath(urlsplit(response.address).path))
    kind = response.media_type
    if response.body.startswith(b"%PDF-"):
        ending = ".pdf"
    elif _FEED_BEGINS.match(response.body[:_HEAD]):
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


def content_of(response: Response, ending: str) -> bytes:
    """The bytes for the reader. Where the server names an encoding in which they make sense, a
    mark at their head says so from now on: a reader believes that before all else."""
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
