"""Web pages: the article, without navigation, promotion and comments.

Compared on the 100 pages of mozilla/readability's tests that hold real text (``python -m
benchmarks.documents.html``): trafilatura 2.3 drops paragraphs, text between elements and lists and
joins words, because it rebuilds the tree; readability-lxml 0.9 follows an older method and loses
headings and parts of articles; resiliparse 2.0 keeps too much. So the article is found here, by the
method of Mozilla's Readability, on the page's own tree (``article``), and its text is composed from
that tree (``blocks``).

Pages without navigation, forms or scripts (documents that were exported as HTML) are taken whole:
there an extractor can only lose something. So are pages of manuals, as far as they mark their text
(``documentation``), and those in which no article is found.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.markup.article import find_article
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.documentation import documentation
from corpus.parsers.markup.html_metadata import metadata_of_page
from corpus.parsers.markup.navigation import navigation
from corpus.parsers.markup.trees import Element, decoded_page, html_tree, tag_of
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_SITE_PARTS = frozenset(("aside", "footer", "form", "iframe", "nav", "script"))


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The page's article. Raises SourceError where there is no text."""
    yield parse_page(file.read(), source)


def parse_page(data: bytes, source: str) -> ParsedDocument:
    """The article of a page's bytes. Raises SourceError."""
    found = decoded_page(data, source)
    try:
        root = html_tree(found.text)
    except ValueError as error:
        raise SourceError(source, f"there is no readable HTML in it ({error})") from None
    metadata, notes = metadata_of_page(root)
    notes += found.notes
    is_bare = not any(_is_site_part(element) for element in root.iter())
    bodies = root.xpath("//body") or [root]
    manual = None if is_bare else documentation(root)
    builder = _composed(bodies, is_bare=is_bare) if manual is None else _composed_manual(*manual)
    if (is_bare or manual) and not builder:  # nothing but navigation
        for body in bodies:
            compose(body, builder)
    if not builder:
        raise SourceError(source, "no text in the page (scripts may create it in the browser)")
    return builder.reading(metadata, notes)


def _composed_manual(parts: Iterable[Element], left_out: set[Element]) -> TextBuilder:
    builder = TextBuilder()
    for part in parts:
        compose(part, builder, left_out | navigation(part, is_whole=True))
    return builder


def _composed(bodies: Iterable[Element], *, is_bare: bool) -> TextBuilder:
    builder = TextBuilder()
    for body in bodies:
        article = None if is_bare else find_article(body)
        left_out = navigation(body, is_whole=is_bare)
        if article is None:
            compose(body, builder, left_out)
            continue
        left_out |= article.left_out
        for element in article.lead:
            compose(element, builder, left_out)
        compose(article.element, builder, left_out)
    return builder


def _is_site_part(element: Element) -> bool:
    """Whether an element is part of a site around an article, and not of a lone document."""
    return tag_of(element) in _SITE_PARTS and "ld+json" not in (element.get("type") or "")
