"""Books (.epub): the chapters in the order of reading, each with its name in the table of contents.

Read from its parts with lxml (BSD), which HTML needs already: EbookLib is AGPL, and other readers
on the package index are years old or convert to a text without chapters. Tried on books that pandoc
(EPUB 3) and LibreOffice wrote; the contents are taken from the navigation of EPUB 3, else from the
NCX of EPUB 2.
"""

import posixpath
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote, urldefrag

from corpus.errors import SourceError
from corpus.metadata import checked_metadata
from corpus.outline import Kind
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import Element, html_text, html_tree
from corpus.parsers.office.zip_package import Package, dublin_core
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_OPF = "{http://www.idpf.org/2007/opf}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml")


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
    names = _contents(package, book, items, folder)
    composer = TextBuilder()
    number = 0
    for reference in book.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or _is_navigation(item):
            continue
        path = _resolve(folder, item.get("href"))
        if path not in package.names:
            continue
        page = _page(package.part(path), path)
        body = None if page is None else page.find("body")
        if body is None or not "".join(body.itertext()).strip():
            continue
        number += 1
        if path in names:
            composer.outline_entry(Kind.CHAPTER, names[path])
        elif not names:
            composer.outline_entry(Kind.CHAPTER, f"chapter {number}")
        compose(body, composer)
    if not composer:
        raise SourceError(source, "there is no text in it")
    metadata, notes = checked_metadata(
        {
            "title": dublin_core(book, "title"),
            "author": dublin_core(book, "creator"),
            "publisher": dublin_core(book, "publisher"),
            "published": dublin_core(book, "date"),
            "language": dublin_core(book, "language"),
        }
    )
    yield composer.reading(metadata, notes)


def _is_navigation(item: Element) -> bool:
    return "nav" in item.get("properties", "").split()


def _page(data: bytes, name: str) -> Element | None:
    """A page's tree; None for one that is empty. As HTML, which forgives: many books are not
    well-formed."""
    try:
        return html_tree(html_text(data, name))
    except (SourceError, ValueError):
        return None


def _contents(
    package: Package, book: Element, items: dict[str, Element], folder: str
) -> dict[str, str]:
    """The chapters' names by the part that they are in; the first name of each."""
    names: dict[str, str] = {}
    for item in items.values():
        path = _resolve(folder, item.get("href"))
        if path not in package.names:
            continue
        base = posixpath.dirname(path)
        if _is_navigation(item):
            page = _page(package.part(path), path)
            links = [] if page is None else page.xpath("(//nav[.//a])[1]//a[@href]")
            for link in links:
                _name(names, base, link.get("href"), link.text_content())
        elif item.get("media-type") == "application/x-dtbncx+xml" and not names:
            for point in package.tree(path).iter(f"{_NCX}navPoint"):
                content, label = point.find(f"{_NCX}content"), point.find(f"{_NCX}navLabel")
                if content is not None and label is not None:
                    _name(names, base, content.get("src", ""), "".join(label.itertext()))
    return names


def _name(names: dict[str, str], base: str, link: str, words: str) -> None:
    label = " ".join(words.split())
    if label:
        names.setdefault(_resolve(base, link), label)


def _resolve(folder: str, link: str) -> str:
    """The part that a link from this folder leads to."""
    return posixpath.normpath(posixpath.join(folder, unquote(urldefrag(link)[0])))
