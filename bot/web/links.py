"""Links: the permanent addresses of documents and quotes."""

from urllib.parse import urlsplit

from corpus.document import Card
from corpus.span import Span
from retrieval.citations.permanent_link import permanent_path


def document_path(card: Card) -> str:
    """The path of a version of a document: `/d/ID@VERSION`."""
    return permanent_path(card)


def quote_path(card: Card, span: Span) -> str:
    """The path of a quote: `/d/ID@VERSION/START-END`. It keeps its meaning forever: a version's
    text never changes."""
    return permanent_path(card, span)


def named(card: Card) -> str:
    """A document's id and version, as its path has them."""
    return permanent_path(card).removeprefix("/d/")


def web_address(url: str | None) -> str | None:
    """The address, if it is one that a page may link to: others can be scripts."""
    if url is None:
        return None
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return None
    return url if scheme in ("http", "https") else None


def shown_source(source: str, *, is_admin: bool) -> str:
    """Where a document came from. Others than admins get the name of a file without its folder.

    >>> shown_source("/home/ann/storm.md", is_admin=False)
    'storm.md'
    """
    if is_admin or web_address(source):
        return source
    return source.replace("\\", "/").rstrip("/").rpartition("/")[2]
