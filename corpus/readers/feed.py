"""RSS and Atom feeds: each entry is a document.

feedparser (BSD, kept up since 2002) reads every dialect there is, also feeds that are no valid XML;
fastfeedparser (MIT) is faster and gives up on those; atoma has not been kept up since 2019. Of its
dates only those that it could read are taken, and ``published`` is not filled from ``updated``.
An entry with a summary alone is marked as an excerpt: its article is behind its link.
"""

import io
import time
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, BinaryIO

from corpus.dates import period
from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.readers.reading import Opened, Options, Part, Reading

# Of an entry that does not say whether it is whole: so many characters are an article.
_WHOLE = 1500
_HTML = ("text/html", "application/xhtml+xml")
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p",
    "pre", "section", "table", "td", "th", "tr", "ul",
))  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "noscript", "iframe"))


def read(file: BinaryIO, source: str, options: Options) -> Iterator[Part]:
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


def _reading(entry: Mapping[str, Any], feed: Mapping[str, Any], name: str) -> Reading | None:
    contents = [_text(part) for part in entry.get("content", [])]
    summary = _text(entry.get("summary_detail") or {})
    text = max([*contents, summary], key=len)
    link = _link(entry)
    if not text and not link:
        return None
    origin: Mapping[str, Any] = entry.get("source") or feed
    metadata = Metadata(
        title=_plain(entry.get("title_detail")) or None,
        publisher=_plain(origin.get("title_detail")) or _plain(feed.get("title_detail")) or None,
        author=_line(entry.get("author")),
        published=_date(entry, "published"),
        updated=_date(entry, "updated"),
        url=link,
        language=_line(_language(entry) or feed.get("language")),
    )
    # What has a body of its own beside a shorter summary is whole; else its length has to tell.
    whole = any(len(one) > len(summary) for one in contents) or len(text) >= _WHOLE
    return Reading(text, metadata, name=name, is_excerpt=bool(link) and not whole)


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


def _plain(detail: Mapping[str, Any] | None) -> str:
    return " ".join(_text(detail or {}).split())


def _text(detail: Mapping[str, Any]) -> str:
    """Some content's words, paragraphs parted by blank lines."""
    value = str(detail.get("value") or "")
    if detail.get("type") not in _HTML:
        return "\n\n".join(" ".join(part.split()) for part in value.split("\n\n")).strip()
    parser = _Paragraphs()
    parser.feed(value)
    parser.close()
    return parser.text()


class _Paragraphs(HTMLParser):
    """The words of a piece of HTML that has nothing around the article."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[list[str]] = [[]]
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self._parts.append([])

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self._parts.append([])

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._parts[-1].append(data)

    def text(self) -> str:
        paragraphs = (" ".join("".join(part).split()) for part in self._parts)
        return "\n\n".join(part for part in paragraphs if part)
