"""Metadata of a web page: JSON-LD, microdata, Open Graph, Dublin Core and plain tags.

Only what is declared counts. A date in the words of the page or in its address may be anything's;
extraction libraries take it for the article's, and this does not.
"""

import html
import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import urljoin, urlsplit

from corpus.document import Metadata
from corpus.metadata import checked_metadata
from corpus.parsers.markup.declared import (
    declared_author,
    declared_date,
    headings_and_title,
    is_address,
    page_title,
    share_words,
    without_by,
    without_site,
)
from corpus.parsers.markup.json_ld import article_data
from corpus.parsers.markup.trees import Element, tag_of

_SAVED_FROM = re.compile(r"saved from url=\(\d{1,9}\) ?(\S+)|url: ?(https?://\S+)")
_COMMENTS = 20
_LONGEST_COMMENT = 4000
_META = {
    "title": ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title"),
    "publisher": ("og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher"),
    "author": ("author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author",
               "article:author", "byl"),
    "published": ("article:published_time", "og:published_time", "citation_publication_date",
                  "parsely-pub-date", "datepublished", "dcterms.issued", "dc.date.issued",
                  "dcterms.date", "dc.date", "pubdate", "publishdate", "date"),
    "updated": ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
                "last-modified"),
    "url": ("og:url",),
    "language": ("content-language", "dc.language", "dcterms.language", "og:locale"),
}  # fmt: skip


def metadata_of_page(root: Element) -> tuple[Metadata, list[str]]:
    """The metadata of a parsed page, and notes on what was there and could not be used."""
    tags = _meta_tags(root)
    linked = article_data(root)
    tagged: dict[str, str | None] = {
        name: next((tags[alias] for alias in aliases if tags.get(alias)), None)
        for name, aliases in _META.items()
    }
    found = {name: linked.get(name) or tagged[name] for name in tagged}
    for name in ("published", "updated"):
        found[name] = _date((linked.get(name), declared_date(root, name), tagged[name]))
    author = found["author"]
    if not author or is_address(author):  # a profile names nobody
        author = declared_author(root)
    found["author"] = without_by(author) if author else None
    found["title"] = _title(root, linked, tagged["title"], found["publisher"])
    found["url"] = _address(root, found["url"])
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    found["language"] = language or found["language"]
    return checked_metadata(found)


def _date(candidates: Iterable[str | None]) -> str | None:
    """The first that is a date, else the first."""
    declared = [one for one in candidates if one]
    dates = (one for one in declared if checked_metadata({"published": one})[0].published)
    return next(dates, next(iter(declared), None))


def _meta_tags(root: Element) -> dict[str, str]:
    """The content of meta tags by name, in lower case; of several, the first."""
    tags: dict[str, str] = {}
    for tag in root.iter("meta"):
        content = html.unescape(tag.get("content") or "").strip()
        for attribute in ("name", "property", "http-equiv", "itemprop"):
            name = (tag.get(attribute) or "").strip().lower()
            if name and content:
                tags.setdefault(name, content)
    return tags


def _title(
    root: Element, linked: dict[str, str | None], tagged: str | None, publisher: str | None
) -> str | None:
    """The title: as JSON-LD has it, unless that is no heading of this page (encyclopedias have a
    description as the headline), then as the meta tags have it, then as the page shows it."""
    headline, name = linked.get("headline"), linked.get("name")
    if headline and name and headline != name:
        shown = headings_and_title(root)
        if any(name in one for one in shown) and not any(
            share_words(headline, one) for one in shown
        ):
            headline = name
    found = headline or tagged or page_title(root, publisher) or name
    return without_site(found, publisher) if found else None


def _address(root: Element, declared: str | None) -> str | None:
    """The canonical address; relative ones are no use without the page's own."""
    base = next((one.get("href") for one in root.iter("base") if one.get("href")), "")
    saved = _saved_from(root)
    links = [one.get("href") for one in root.iter("link") if one.get("rel") == "canonical"]
    for candidate in (*links, declared, saved):
        try:
            address = urljoin(saved or base, candidate.strip()) if candidate else ""
            if urlsplit(address).scheme in ("http", "https") and urlsplit(address).netloc:
                return address
        except ValueError:
            continue
    return None


def _saved_from(root: Element) -> str | None:
    """The address in the comment that a browser or a tool puts into a page that it saves."""
    before = islice(root.itersiblings(preceding=True), _COMMENTS)
    inside = islice((one for one in root.iter() if not tag_of(one)), _COMMENTS)
    for comment in (*before, *inside):
        for line in (comment.text or "")[:_LONGEST_COMMENT].splitlines():
            if match := _SAVED_FROM.match(line.strip()):
                return match[1] or match[2]
    return None
