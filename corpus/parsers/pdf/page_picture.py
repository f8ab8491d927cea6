"""Picture of a page, as a PNG file. Runs in the parsers' process."""

from typing import BinaryIO

from corpus.errors import SourceError
from corpus.parsers.parsed import PagePicture
from corpus.parsers.pdf.pdfium import Pdf
from corpus.parsers.pdf.png import png


def page_picture(file: BinaryIO, source: str, page: int, width: int) -> PagePicture:
    """The page of this number, from 1, as it looks, about ``width`` pixels wide. Raises
    SourceError where the file cannot be opened or has no such page."""
    with Pdf(file, source) as pdf:
        if not 1 <= page <= len(pdf):
            raise SourceError(source, f"there is no page {page} of {len(pdf)}")
        shown = pdf.picture(page - 1, width=width)
        return PagePicture(
            png(shown.pixels, shown.width, shown.height, shown.stride),
            shown.width,
            shown.height,
            len(pdf),
        )
