"""What is cited: a document, or a span of its text; and its bibliographic data."""

import re
from dataclasses import dataclass

from corpus.document import Document
from corpus.locator import locate
from corpus.page_boxes import boxes
from corpus.parsers.registry import ending_of
from corpus.span import Span
from retrieval.citations.permanent_link import permanent_link
from retrieval.text.text_fragment import with_text_fragment

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PAGE = re.compile(r"page (\S+)")
_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n\s*|\u2029")
_IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
_LETTERS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Cited:
    """A span of a document's text, or the document as a whole (None). ``base``: the address of the
    pages that permanent links lead to, if there are any."""

    document: Document
    span: Span | None = None
    base: str | None = None

    @property
    def words(self) -> str | None:
        """The quoted words: a slice of the stored text."""
        return self.span.of(self.document.text) if self.span else None

    @property
    def paragraphs(self) -> list[str]:
        """The quoted words by paragraph, without the line breaks between them."""
        return [one for one in _PARAGRAPH_END.split(self.words or "") if one.strip()]

    @property
    def link(self) -> str | None:
        """The permanent link, else the document's address, opened at the quote."""
        link = permanent_link(self.base, self.document, self.span)
        if link or self.document.url is None:
            return link
        return with_text_fragment(self.document.url, self.words or "")

    @property
    def address(self) -> str | None:
        """The document's own address, else the permanent link: where the source is."""
        return self.document.url or permanent_link(self.base, self.document, self.span)

    @property
    def place(self) -> str | None:
        """Where in the document the quote begins ("page 12")."""
        return locate(self.document, self.span.start) if self.span else None

    @property
    def page(self) -> str | None:
        """The label of the quote's page, if there is one."""
        found = _PAGE.match(self.place or "")
        return found[1].rstrip(",") if found else None

    @property
    def sheet(self) -> int | None:
        """The number of the quote's page in its PDF, from 1, whatever it is labelled; None for
        other documents, pictures of pages too."""
        if ending_of(self.document.source) in _IMAGES:
            return None
        found = boxes(self.document.places, self.span) if self.span else []
        return found[0].page if found else None

    @property
    def date(self) -> tuple[int, ...]:
        """Year, month and day of publication, as far as they are known."""
        return _parts(self.document.published)

    @property
    def read(self) -> tuple[int, ...]:
        """Year, month and day when the document was added: the text is as it was then."""
        return _parts(self.document.added)

    @property
    def key(self) -> str:
        """A key for reference managers, unique to this quote: "kent2022-3f2a91-1180"."""
        name = self.document.author or self.document.publisher or self.document.title or ""
        first = _LETTERS.search(name.casefold())
        year = str(self.date[0]) if self.date else ""
        words = f"{first[0] if first else 'source'}{year}"
        place = f"-{self.span.start}" if self.span else ""
        return f"{words}-{self.document.id[:8].replace('@', '-')}{place}"


def _parts(date: str | None) -> tuple[int, ...]:
    found = _DATE.match(date or "")
    return tuple(int(part) for part in found.groups() if part) if found else ()
