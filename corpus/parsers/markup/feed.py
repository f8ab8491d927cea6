"""RSS and Atom feeds: each entry is a document.

feedparser (BSD, kept up since 2002) reads every dialect there is, also feeds that are no valid XML;
fastfeedparser (MIT) is faster and gives up on those; atoma has not been kept up since 2019. Of its
dates only those that it could read are taken, and ``published`` is not filled from ``updated``.
An entry with a summary alone is marked as an excerpt: its article is behind its link.
"""

import contextlib
import io
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import html_tree
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part
from corpus.parsers.text_builder import TextBuilder
from corpus.text.dates import period

# Of an entry that does not say whether it is whole: so many characters are an article.
_WHOLE = 1500
_HTML = ("text/html", "application/xhtml+xml")


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The entries, newest first as feeds have them. Raises SourceError for what is no feed."""
    import feedparser

    # A stream: of anything else feedparser asks whether it is an address or a file to open.
    feed = feedparser.parse(io.BytesIO(file.read()), sanitize_html=False)
    if not feed.version and not feed.entries:
        raise SourceError(source, "not an RSS or Atom feed, or too damaged to be read")
    names: set[str] = set()
    total = len(feed.entries)
    for number, entry in enumerate(feed.entries):
        name = f"#{_identity(entry) or number}"
        if number < options.first or name in names:
            continue
        names.add(name)
        yield Opened(name, total)
        yield _reading(entry, feed.feed, name) or SourceError(
            f"{source}{name}", "the entry has neither text nor a link"
        )


def _identity(entry: Mapping[str, Any]) -> str:
    return _line(entry.get("id")) or _line(entry.get("link")) or _line(entry.get("title")) or ""


def _reading(entry: Mapping[str, Any], feed: Mapping[str, Any], name: str) -> ParsedDocument | None:
    contents = [_composed(part) for part in entry.get("content", [])]
    summary = _composed(entry.get("summary_detail") or {})
    longest = max([*contents, summary], key=len)
    link = _link(entry)
    if not longest and not link:
        return None
    origin: Mapping[str, Any] = entry.get("source") or feed
    metadata = Metadata(
        title=_plain(entry.get("title_detail")),
        publisher=_plain(origin.get("title_detail")) or _plain(feed.get("title_detail")),
        author=_line(entry.get("author")),
        published=_date(entry, "published"),
        updated=_date(entry, "updated"),
        url=link,
        language=_line(_language(entry) or feed.get("language")),
    )
    # What has a body of its own beside a shorter summary is whole; else its length has to tell.
    whole = any(len(one) > len(summary) for one in contents) or len(longest) >= _WHOLE
    reading = longest.reading(metadata)
    return replace(reading, name=name, is_excerpt=bool(link) and not whole)


def _link(entry: Mapping[str, Any]) -> str | None:
    link = _line(entry.get("link"))
    return link if link and link.startswith(("http://", "https://")) else None


def _language(entry: Mapping[str, Any]) -> str | None:
    return next((part.get("language") for part in entry.get("content", [])), None)


def _date(entry: Mapping[str, Any], name: str) -> str | None:
    """As it was written, where that is ISO 8601 (and perhaps partial); else to the second."""
    # ``get`` would give ``published`` for ``updated`` that is not there.
    written = _line(dict.get(entry, name)) if isinstance(entry, dict) else None
    if written is None:
        return None
    try:
        period(written)
    except ValueError:
        parsed: time.struct_time | None = entry.get(f"{name}_parsed")
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed) if parsed else None
    return written


def _line(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value else None


def _plain(detail: Mapping[str, Any] | None) -> str | None:
    """A title's words: some feeds have HTML in it."""
    composer = _composed(detail or {})
    return _line(composer.reading(Metadata()).text)


def _composed(detail: Mapping[str, Any]) -> TextBuilder:
    """Some content, paragraph by paragraph."""
    composer = TextBuilder()
    value = str(detail.get("value") or "")
    if detail.get("type") not in _HTML:
        for part in re.split(r"\n\s*\n", value):
            composer.paragraph(" ".join(part.split()))
    elif value.strip():
        with contextlib.suppress(ValueError):
            # The feed's HTML has nothing around the article: all of it is taken.
            compose(html_tree(f"<div>{value}</div>"), composer)
    return composer
