"""Opening a document where a person reads it: its page, its address, or its file."""

from pathlib import Path

import click

from corpus.document import Document
from corpus.errors import PullquoteError
from corpus.parsers.registry import FORMATS, ending_of
from corpus.span import Span
from retrieval.citations.permanent_link import permanent_link
from retrieval.text.text_fragment import with_text_fragment


def where_to_open(document: Document, span: Span | None, base: str) -> str:
    """An address or a path. The document's page under the address ``base`` where there is one, else
    its own address, opened at the quote, else its file, or the archive that it is in. Raises
    PullquoteError where none of them is there."""
    page = permanent_link(base, document, span)
    if page is not None:
        return page
    if document.url is not None:
        words = span.of(document.text) if span else ""
        return with_text_fragment(document.url, words)
    found = next((one for one in _files(document.source) if _is_document(one)), None)
    if found is None:
        raise PullquoteError(
            f"{document.name} has no address, and its file is gone; `pullquote show {document.id}` "
            "shows the stored text"
        )
    return str(found)


def launch(target: str) -> bool:
    """Opens an address or a file with the system's program for it; whether there was one."""
    return click.launch(target) == 0


def _files(source: str) -> list[Path]:
    """The file, and those that it may be in: ``a.zip/b.txt``, ``a.jsonl#3``."""
    path = Path(source)
    return [path, Path(source.rpartition("#")[0] or source), *path.parents]


def _is_document(path: Path) -> bool:
    """Whether a file is there, and of a kind that is read: no other is opened."""
    try:
        return ending_of(path) in FORMATS and path.is_file()
    except (OSError, ValueError):
        return False
