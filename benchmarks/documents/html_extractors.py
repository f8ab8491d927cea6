"""Extractors of article text that are compared: Pullquote's parser and libraries where installed.

Each is a function from a page's bytes to plain text.
"""

from collections.abc import Callable
from importlib.util import find_spec

from corpus.errors import SourceError
from corpus.parsers.markup.html import parse_page
from corpus.parsers.parsed import ParsedDocument
from corpus.text.boilerplate.boilerplate import boilerplate_of
from corpus.text.encodings.decoding import decode

Extractor = Callable[[bytes], str]


def parsed(data: bytes) -> ParsedDocument | None:
    """The page as Pullquote stores it; None where it finds no text."""
    try:
        return parse_page(data, "page.html")
    except SourceError:
        return None


def quotable(document: ParsedDocument | None) -> str:
    """The stored text without the paragraphs that are marked as boilerplate."""
    if document is None:
        return ""
    parts, end = [], 0
    for one in boilerplate_of(document.text):
        parts.append(document.text[end : one.start])
        end = one.end
    return "".join((*parts, document.text[end:]))


def installed() -> dict[str, Extractor]:
    """The libraries that are installed, by name."""
    found: dict[str, Extractor] = {}
    if find_spec("trafilatura"):
        found["trafilatura"] = _trafilatura
    if find_spec("readability"):
        found["readability-lxml"] = _readability
    if find_spec("resiliparse"):
        found["resiliparse"] = _resiliparse
    return found


def _trafilatura(data: bytes) -> str:
    import trafilatura

    return trafilatura.extract(data, include_comments=False, include_tables=True) or ""


def _readability(data: bytes) -> str:
    from readability import Document

    from benchmarks.documents.html_words import paragraphs_of_page

    summary = Document(decode(data, "page").text).summary()
    return "\n\n".join(" ".join(words) for words in paragraphs_of_page(summary))


def _resiliparse(data: bytes) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    text: str = extract_plain_text(decode(data, "page").text, main_content=True)
    return text
