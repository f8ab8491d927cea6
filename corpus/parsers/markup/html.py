"""Web pages: the article, without navigation, promotion and comments.

Compared on a news page with navigation, a cookie banner, share links, a "read also" box, a table, a
list and comments (``tests/corpus/files/originals/page.html``): trafilatura 2.3 (Apache 2.0) gave
every paragraph, heading, item and row of the article and none of the rest, in 4 to 10 ms;
readability-lxml 0.8 (Apache 2.0) kept byline, share links and photo credit; resiliparse 1.0
(Apache 2.0) kept the comments and lost the list. trafilatura also downloads; nothing here calls
that part of it. Its output is a tree, which is composed here, so that no word and no space comes
from its own renderer. Metadata is read by ``html_metadata``, since trafilatura guesses dates.

Pages without any furniture (documents that were exported as HTML) are taken whole, for there an
extractor can only lose something; so are those in which it finds no article.
"""

from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.markup.article import find_article
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.html_metadata import metadata_of_page
from corpus.parsers.markup.trees import Element, html_text, html_tree
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.text_builder import TextBuilder

_FURNITURE = (
    "//nav | //script[not(@type='application/ld+json')] | //aside | //form | //footer | //iframe"
)


def read(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The page's article. Raises SourceError where there is no text."""
    yield parse_page(file.read(), source)


def parse_page(data: bytes, source: str) -> ParsedDocument:
    """The article of a page's bytes. Raises SourceError."""
    root = page_tree(data, source)
    metadata, notes = metadata_of_page(root)
    composer = TextBuilder()
    for body in root.xpath("//body") or [root]:
        article = find_article(body) if root.xpath(_FURNITURE) else None
        if article:
            for element in article.lead:
                compose(element, composer)
            compose(article.element, composer, article.left_out)
        else:
            compose(body, composer)
    if not composer:
        raise SourceError(source, "no text in the page (it may be made by scripts as it is shown)")
    return composer.reading(metadata, notes)


def page_tree(data: bytes, source: str) -> Element:
    """The page as a tree. Raises SourceError."""
    try:
        return html_tree(html_text(data, source))
    except ValueError as error:
        raise SourceError(source, f"no HTML can be seen in it ({error})") from None
