"""RSS and Atom feeds: each entry is a document.

feedparser (BSD, maintained since 2002) parses every dialect, and feeds that are not valid XML;
fastfeedparser (MIT) is faster and fails on those; atoma has had no release since 2019. Dates that
feedparser does not understand are left out, and ``published`` is never filled from ``updated``.
An entry that has only a summary is marked as an excerpt: its article is behind its link.
"""

import calendar
import contextlib
import io
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import XML_DECLARATION, decoded_page, html_tree
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Part, Remark
from corpus.parsers.text_builder import TextBuilder
from corpus.text.dates import period

# A text of so many characters is an article, where the entry does not say whether it is whole.
_WHOLE = 1500
_HTML = ("text/html", "application/xhtml+xml")


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
    """The entries, in the feed's order (newest first, as a rule). Raises SourceError for what is
    no feed."""
    data, notes = in_utf8(file.read(), source)
    feed = parsed_feed(data)
    if not feed.version and not feed.entries:
        raise SourceError(source, "not an RSS or Atom feed, or too damaged to be read")
    if not options.first:
        yield from map(Remark, notes)
    names: set[str] = set()
    total = len(feed.entries)
    for number, entry in enumerate(feed.entries):
        name = f"#{_identity(entry) or number}"
        if number < options.first or name in names:
            continue
        names.add(name)
        yield Opened(name, total)
        yield _document(entry, feed.feed, name, source) or SourceError(
            f"{source}{name}", "the entry has neither text nor a link"
        )


def in_utf8(data: bytes, source: str) -> tuple[bytes, list[str]]:
    """The feed in UTF-8, and notes on its encoding: for one stray byte, feedparser would take all
    of it for windows-1252."""
    try:
        found = decoded_page(data, source)
    except SourceError:
        return data, []
    return XML_DECLARATION.sub("", found.text).encode("utf-8", "replace"), found.notes


def parsed_feed(data: bytes) -> Any:
    """feedparser's own result: ``version``, ``feed``, ``entries``."""
    import feedparser

    # A stream: of anything else feedparser asks whether it is an address or a file to open.
    return feedparser.parse(io.BytesIO(data), sanitize_html=False)


def _identity(entry: Mapping[str, Any]) -> str:
    return _line(entry.get("id")) or _line(entry.get("link")) or _line(entry.get("title")) or ""


def _document(
    entry: Mapping[str, Any], feed: Mapping[str, Any], name: str, source: str
) -> ParsedDocument | None:
    longest, is_whole = entry_text(entry)
    metadata = entry_metadata(entry, feed, source)
    if not longest and not metadata.url:
        return None
    document = longest.reading(metadata)
    return replace(document, name=name, is_excerpt=bool(metadata.url) and not is_whole)


def entry_text(entry: Mapping[str, Any]) -> tuple[TextBuilder, bool]:
    """The longest text of an entry, and whether it is the whole article.

    It is where it is a body beside a shorter summary; else its length has to tell.
    """
    contents = [_composed(part) for part in entry.get("content", [])]
    summary = _composed(entry.get("summary_detail") or {})
    longest = max([*contents, summary], key=len)
    is_whole = any(len(one) > len(summary) for one in contents) or len(longest) >= _WHOLE
    return longest, is_whole


def entry_metadata(entry: Mapping[str, Any], feed: Mapping[str, Any], source: str = "") -> Metadata:
    """What an entry and its feed say about it. ``source``: where the feed is from."""
    origin: Mapping[str, Any] = entry.get("source") or feed
    return Metadata(
        title=_plain(entry.get("title_detail")),
        publisher=_plain(origin.get("title_detail")) or _plain(feed.get("title_detail")),
        author=_line(entry.get("author")),
        published=_date(entry, "published"),
        updated=_date(entry, "updated"),
        url=_address(_line(entry.get("link")), (source, _line(feed.get("link")))),
        language=_line(_language(entry) or feed.get("language")),
    )


def _address(link: str | None, bases: Iterable[str | None]) -> str | None:
    """A link as an address; a relative one is resolved against the first base that is one."""
    for base in (None, *bases):
        try:
            address = urljoin(base, link) if base and link else link or ""
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme in ("http", "https") and parts.netloc:
            return address
    return None


def _language(entry: Mapping[str, Any]) -> str | None:
    return next((part.get("language") for part in entry.get("content", [])), None)


def _date(entry: Mapping[str, Any], name: str) -> str | None:
    """A date as it was written, where that is ISO 8601 (and perhaps partial); one as mail has it,
    in ISO with its zone; others in UTC, as feedparser understands them."""
    # ``get`` would give ``published`` for ``updated`` that is not there.
    written = _line(dict.get(entry, name)) if isinstance(entry, dict) else None
    if written is None:
        return None
    try:
        period(written)
    except ValueError:
        parsed: time.struct_time | None = entry.get(f"{name}_parsed")
        if parsed is None:
            return None
        return _with_zone(written, parsed) or time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed)
    return written


def _with_zone(written: str, parsed: time.struct_time) -> str | None:
    """A mail's date in ISO, where it is the same moment as feedparser understands."""
    try:
        when = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if when.tzinfo is None or int(when.timestamp()) != calendar.timegm(parsed):
        return None
    return when.isoformat().replace("+00:00", "Z")


def _line(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value else None


def _plain(detail: Mapping[str, Any] | None) -> str | None:
    """A title's words: some feeds have HTML in it."""
    return _line(_composed(detail or {}).reading(Metadata()).text)


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
