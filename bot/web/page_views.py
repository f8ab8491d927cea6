"""Views of PDF pages: the page's picture, the quote's boxes, and the page's text over it.

Places on the picture are numbers of an SVG, not style: the content security policy allows none.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.app import App
from bot.display.page_pictures import PagePictures
from bot.web.problems import Problem
from corpus.document import Document
from corpus.errors import SourceError
from corpus.page_boxes import PageBox, boxes, page_rows
from corpus.parsers.parsed import PagePicture
from corpus.span import Span

# Widths in pixels that a picture may have: each is drawn and kept.
WIDTHS = (900, 1350, 1800)


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row of a page's text, and its box in shares of the page's width and height."""

    text: str
    box: PageBox


@dataclass(frozen=True, slots=True)
class PageView:
    """A page (from 1): its picture's size in pixels, the number of pages, the boxes of the quote on
    it, and its text."""

    page: int
    pages: int
    width: int
    height: int
    boxes: Sequence[PageBox]
    rows: Sequence[TextRow]


class PageViews:
    """Makes views in threads. Close it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._pictures = PagePictures()

    async def close(self) -> None:
        """Ends the process that draws."""
        await asyncio.to_thread(self._pictures.close)

    async def are_there(self, document: Document) -> bool:
        """Whether the document's pages can be shown."""
        return document.places is not None and await asyncio.to_thread(self._are_there, document)

    async def picture(self, document: Document, page: int, width: int) -> PagePicture:
        """A page's picture. Raises Problem."""
        return await asyncio.to_thread(self._picture, document, page, width)

    async def view(self, document: Document, page: int, width: int, quote: Span | None) -> PageView:
        """A page with what is over it. Raises Problem."""
        drawn = await self.picture(document, page, width)
        return await asyncio.to_thread(_view, document, page, drawn, quote)

    def _are_there(self, document: Document) -> bool:
        with self._app.collection() as collection:
            return self._pictures.are_there(document, collection)

    def _picture(self, document: Document, page: int, width: int) -> PagePicture:
        if width not in WIDTHS:
            raise Problem(404, f"a picture is {', '.join(map(str, WIDTHS))} pixels wide")
        try:
            with self._app.collection() as collection:
                found = self._pictures.picture(document, collection, page, width)
        except SourceError as error:
            raise Problem(404, error.reason, code="no-page") from None
        if found is None:
            raise Problem(404, "the pages of this document cannot be shown", code="no-page")
        return found


def page_of(document: Document, span: Span) -> int | None:
    """The page on which a quote begins; None where that is not known."""
    found = boxes(document.places, span)
    return found[0].page if found else None


def _view(document: Document, page: int, drawn: PagePicture, quote: Span | None) -> PageView:
    marked = boxes(document.places, quote) if quote else []
    rows = [
        TextRow(span.of(document.text), box)
        for span, box in page_rows(document.places, page)
        if span.end <= len(document.text)
    ]
    here = [one for one in marked if one.page == page]
    return PageView(page, drawn.pages, drawn.width, drawn.height, here, rows)
