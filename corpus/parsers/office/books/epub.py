"""Books (.epub): the chapters in reading order, each with its name in the table of contents.

Parsed with lxml (BSD), which HTML needs already: EbookLib is AGPL, and other readers on the package
index are years old or lose the chapters. The chapters' names come from the navigation of EPUB 3,
else from the NCX of EPUB 2. The metadata are read in ``corpus.parsers.office.books.metadata``.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote, urldefrag

from corpus.errors import SourceError
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.navigation import navigation
from corpus.parsers.markup.trees import Element, html_text, html_tree
from corpus.parsers.office.books.metadata import book_metadata
from corpus.parsers.office.paragraph_elements import take_out
from corpus.parsers.office.zip_package import Package
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_OPF = "{http://www.idpf.org/2007/opf}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml")
# The number of a printed page, in the middle of a sentence or a word.
_PAGE_BREAK = "pagebreak"
_PAGE_CLASSES = frozenset(("pagenum", "pageno", "page-number", "pagenumber", "pagebreak"))
_PAGE_NUMBER = re.compile(r"[\[({]?(?:p(?:age|g)?\.?\s?)?(?:\d{1,4}|[ivxlc]{1,8})?[\])}]?", re.I)

# Chapters by part, then by the id where they begin ("" for the part's start): their names.
_Contents = dict[str, dict[str, str]]


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The book's text. Raises SourceError, also for a book with copy protection."""
    package = Package(file, source)
    if "META-INF/rights.xml" in package.names:
        raise SourceError(source, "it has copy protection (DRM) and cannot be read")
    container = package.tree("META-INF/container.xml")
    place = next((one.get("full-path") for one in container.iter(f"{_CONTAINER}rootfile")), None)
    if place is None:
        raise SourceError(source, "damaged: its container names no book")
    book = package.tree(place)
    folder = posixpath.dirname(place)
    items = {one.get("id"): one for one in book.iter(f"{_OPF}item") if one.get("href")}
    contents = _contents(package, items, folder)
    builder = TextBuilder()
    number = 0
    for reference in book.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or _is_navigation(item):
            continue
        path = _resolve(folder, item.get("href"))[0]
        if path not in package.names:
            continue
        page = _page(package.part(path), path)
        body = None if page is None else page.find("body")
        if body is None or not "".join(body.itertext()).strip():
            continue
        number += 1
        _take_out_page_numbers(body)
        places = contents.get(path, {}) if contents else {"": f"chapter {number}"}
        left_out = navigation(body, is_whole=True)
        compose(body, builder, left_out, _chapters(body, places))
    if not builder:
        raise SourceError(source, "there is no text in it")
    metadata, notes = book_metadata(book)
    yield builder.reading(metadata, notes)


def _is_navigation(item: Element) -> bool:
    return "nav" in item.get("properties", "").split()


def _page(data: bytes, name: str) -> Element | None:
    """A page's tree; None if it is empty. Parsed as HTML, since many books are not well-formed."""
    try:
        return html_tree(html_text(data, name))
    except (SourceError, ValueError):
        return None


def _take_out_page_numbers(body: Element) -> None:
    """Removes the page numbers of the printed book."""
    for element in list(body.iter("span", "a", "div", "p", "hr")):
        kinds = f"{element.get('epub:type') or ''} {element.get('role') or ''}".lower()
        names = frozenset((element.get("class") or "").lower().split())
        marked = _PAGE_BREAK in kinds or not names.isdisjoint(_PAGE_CLASSES)
        if marked and _PAGE_NUMBER.fullmatch("".join(element.itertext()).strip()):
            take_out(element)


def _chapters(body: Element, places: dict[str, str]) -> dict[Element, str]:
    """The elements at which chapters begin. An id that is missing stands for the page's start."""
    by_id = {one.get("id"): one for one in body.iter() if one.get("id")} if any(places) else {}
    found: dict[Element, str] = {}
    for place, name in places.items():
        found.setdefault(by_id.get(place, body), name)
    return found


def _contents(package: Package, items: dict[str, Element], folder: str) -> _Contents:
    """The chapters of the book. The first name of each place counts."""
    contents: _Contents = {}
    for item in items.values():
        path = _resolve(folder, item.get("href"))[0]
        if path not in package.names:
            continue
        base = posixpath.dirname(path)
        if _is_navigation(item):
            page = _page(package.part(path), path)
            links = [] if page is None else page.xpath("(//nav[.//a])[1]//a[@href]")
            entries = [
                (_depth(link, "li"), link.get("href"), link.text_content()) for link in links
            ]
            _add_entries(contents, base, entries)
        elif item.get("media-type") == "application/x-dtbncx+xml" and not contents:
            entries = []
            for point in package.tree(path).iter(f"{_NCX}navPoint"):
                content, label = point.find(f"{_NCX}content"), point.find(f"{_NCX}navLabel")
                if content is not None and label is not None:
                    depth = _depth(point, f"{_NCX}navPoint")
                    entries.append((depth, content.get("src", ""), "".join(label.itertext())))
            _add_entries(contents, base, entries)
    return contents


def _depth(element: Element, tag: str) -> int:
    return sum(1 for _ in element.iterancestors(tag))


def _add_entries(contents: _Contents, base: str, entries: list[tuple[int, str, str]]) -> None:
    """Adds entries of a table of contents (depth, link, label). Deeper entries into the same part
    are sections, which the text's own headings show."""
    depths: dict[str, int] = {}
    for depth, link, words in entries:
        label = " ".join(words.split())
        path, place = _resolve(base, link)
        if label and depth <= depths.setdefault(path, depth):
            contents.setdefault(path, {}).setdefault(place, label)


def _resolve(folder: str, link: str) -> tuple[str, str]:
    """The part that a link from this folder leads to, and the id in it."""
    address, place = urldefrag(link)
    return posixpath.normpath(posixpath.join(folder, unquote(address))), unquote(place)
