"""What a web page says of itself in its head: JSON-LD, Open Graph, Dublin Core and plain tags.

Only what is declared counts. Dates that are merely somewhere on the page or in its address, which
extraction libraries take where they find no other, are not the article's.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.document import Metadata
from corpus.metadata import checked_metadata
from corpus.parsers.markup.trees import Element

_ARTICLES = re.compile(r"Article|Posting|Report|WebPage|Book|Review|CreativeWork")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)\s*(\S+)|^\s*url:\s*(https?://\S+)", re.M)
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
    tags = dict(_meta_tags(root))
    linked = _linked_data(root)
    found: dict[str, str | None] = {}
    for name, aliases in _META.items():
        tagged = next((tags[alias] for alias in aliases if tags.get(alias)), None)
        found[name] = linked.get(name) or _item_property(root, name) or tagged
    found["title"] = found["title"] or _only_heading(root) or _text(root, "//head/title")
    found["url"] = _address(root, found["url"])
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    found["language"] = language or found["language"]
    author = found["author"]
    if author and urlsplit(author).scheme in ("http", "https"):
        found["author"] = None  # a profile's address names nobody
    return checked_metadata(found)


def _meta_tags(root: Element) -> Iterator[tuple[str, str]]:
    # From the last to the first, so that in a dict the first wins.
    for tag in reversed(root.xpath("//meta[@content]")):
        for attribute in ("name", "property", "http-equiv", "itemprop"):
            name = tag.get(attribute)
            if name and tag.get("content").strip():
                yield name.strip().lower(), tag.get("content").strip()


def _linked_data(root: Element) -> dict[str, str | None]:
    """What the page's JSON-LD says of an article, where it speaks of one."""
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads((script.text or "").strip().removeprefix("<!--").removesuffix("-->"))
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            if _ARTICLES.search(_words(thing.get("@type")) or "") and (
                "headline" in thing or "datePublished" in thing
            ):
                return {
                    "title": _words(thing.get("headline")) or _words(thing.get("name")),
                    "publisher": _words(thing.get("publisher")),
                    "author": _words(thing.get("author")),
                    "published": _words(thing.get("datePublished")),
                    "updated": _words(thing.get("dateModified")),
                    "language": _words(thing.get("inLanguage")),
                }
    return {}


def _things(data: object) -> Iterator[dict[str, Any]]:
    for one in data if isinstance(data, list) else [data]:
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            yield from (thing for thing in graph or [] if isinstance(thing, dict))


def _words(value: object) -> str | None:
    """A string as it stands, a thing by its name, several joined."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        name = value.get("name")
        return _words(name) if not isinstance(name, dict) else None
    if isinstance(value, list):
        names = [_words(one) for one in value if not isinstance(one, list)]
        return ", ".join(dict.fromkeys(name for name in names if name)) or None
    return None


def _item_property(root: Element, name: str) -> str | None:
    """Microdata, for dates: ``<time itemprop="datePublished" datetime="…">``."""
    wanted = {"published": "datePublished", "updated": "dateModified"}.get(name)
    if wanted is None:
        return None
    found = root.xpath(f"//time[@itemprop='{wanted}']/@datetime | //time[@pubdate]/@datetime")
    return str(found[0]).strip() if found and wanted == "datePublished" else None


def _only_heading(root: Element) -> str | None:
    headings = root.xpath("//h1")
    return " ".join(headings[0].text_content().split()) or None if len(headings) == 1 else None


def _text(root: Element, path: str) -> str | None:
    found = root.xpath(path)
    return " ".join(found[0].text_content().split()) or None if found else None


def _address(root: Element, declared: str | None) -> str | None:
    """The canonical address; relative ones are no use without the page's own."""
    base = next(iter(root.xpath("//base/@href")), "")
    saved = None
    for comment in root.getroottree().xpath("//comment()")[:20]:
        if match := _SAVED_FROM.search(comment.text or ""):
            saved = match[1] or match[2]
            break
    links = root.xpath("//link[@rel='canonical']/@href")
    for candidate in (*links, declared, saved):
        try:
            address = urljoin(saved or base, candidate.strip()) if candidate else ""
            if urlsplit(address).scheme in ("http", "https") and urlsplit(address).netloc:
                return address
        except ValueError:
            continue
    return None
