"""Links: the permanent addresses of documents and quotes."""

from urllib.parse import urlsplit

from corpus.document import Card
from corpus.span import Span


def document_path(card: Card) -> str:
    """The path of a version of a document: `/d/ID@VERSION`."""
    return f"/d/{named(card)}"


def quote_path(card: Card, span: Span) -> str:
    """The path of a quote: `/d/ID@VERSION/START-END`. It keeps its meaning for ever: a version's
    text never changes."""
    return f"{document_path(card)}/{span.start}-{span.end}"


def named(card: Card) -> str:
    """A document's id and version. An older version that was kept has both in its id."""
    return card.id if "@" in card.id else f"{card.id}@{card.version}"


def web_address(url: str | None) -> str | None:
    """The address, if it is one that a page may link to: others can be scripts."""
    if url is None:
        return None
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return None
    return url if scheme in ("http", "https") else None


def shown_source(card: Card, *, is_admin: bool) -> str:
    """Where a document came from. Others than admins get the name of a file without its folder."""
    if is_admin or web_address(card.source):
        return card.source
    return card.source.replace("\\", "/").rstrip("/").rpartition("/")[2]
