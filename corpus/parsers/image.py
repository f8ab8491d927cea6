"""Image parser: the text of a scanned page or a photographed one, by text recognition (OCR).

Optional, as that of PDF pages that are pictures: the extra ``pullquote[ocr]``, with Pillow
(MIT-CMU) to open the files. The one module that calls it.
"""

import functools
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, BinaryIO

from corpus.character_places import Frame
from corpus.document import Metadata
from corpus.errors import ForeignError, SourceError
from corpus.parsers.parsed import Options, PagePicture, ParsedDocument
from corpus.parsers.pdf.document import compose_pages, laid_out
from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.ocr import data_folder, recognizer
from corpus.parsers.pdf.page import Entry, Page, Picture
from corpus.parsers.pdf.places import Places
from corpus.parsers.pdf.png import png
from corpus.parsers.text_builder import TextBuilder

_FORMATS = ("PNG", "JPEG", "TIFF")
_MOST_PIXELS = 60_000_000  # of a picture that is opened
_MOST_READ = 30_000_000  # of one that is recognised
_MOST_SHOWN = 8_000_000
_MOST_PAGES = 500
_POINTS = 595.0  # the width that a picture is taken to have: a sheet of A4
_DPI = 300
_LARGEST = 3.0  # times that a small picture is enlarged
_FEWEST_LETTERS = 10


@functools.cache
def can_be_read() -> bool:
    """Whether images can be read here: text recognition and language data are installed."""
    return find_spec("PIL") is not None and data_folder() is not None


def parse(file: BinaryIO, source: str, options: Options) -> Iterator[ParsedDocument]:
    """The text of all pages of an image. Raises SourceError where text recognition is not
    installed, and ForeignError for a picture of something else."""
    recognise = recognizer(None) if find_spec("PIL") is not None else None
    if recognise is None:
        raise SourceError(
            source, "a picture; text recognition, which could read it, is not installed"
        )
    pages: list[tuple[Page, list[Entry]]] = []
    for number, picture in enumerate(_pictures(file, source), 1):
        lines: list[Line] = recognise(picture)
        frame = Frame(0, 0, picture.width / picture.scale, picture.height / picture.scale)
        pages.append((Page(f"{number}, read by OCR", lines, False, frame), []))
    found = laid_out(pages)
    if sum(len(line.words) for page in found for line in page.lines) < _FEWEST_LETTERS:
        raise ForeignError(source, "a picture without text that could be recognised")
    builder, places = TextBuilder(), Places(found)
    compose_pages(found, builder, places)
    read = builder.reading(Metadata(), ["its text was read by OCR"])
    yield ParsedDocument(read.text, read.metadata, read.notes, read.outline, places=places.packed())


def image_picture(file: BinaryIO, source: str, page: int, width: int) -> PagePicture:
    """The page of this number, from 1, about ``width`` pixels wide. Raises SourceError."""
    image = _opened(file, source)
    pages = getattr(image, "n_frames", 1)
    if not 1 <= page <= pages:
        raise SourceError(source, f"there is no page {page} of {pages}")
    image.seek(page - 1)
    shown = _upright(image).convert("RGB")
    scale = min(1.0, width / shown.width, (_MOST_SHOWN / (shown.width * shown.height)) ** 0.5)
    size = max(1, round(scale * shown.width)), max(1, round(scale * shown.height))
    shown = shown.resize(size)
    return PagePicture(png(shown.tobytes(), *size, 3 * size[0]), *size, pages)


def _pictures(file: BinaryIO, source: str) -> Iterator[Picture]:
    """The pages of an image in grey, enlarged where their letters may be small."""
    image = _opened(file, source)
    for number in range(min(getattr(image, "n_frames", 1), _MOST_PAGES)):
        image.seek(number)
        grey = _upright(image).convert("L")
        factor = min(_LARGEST, max(1.0, _POINTS / 72 * _DPI / grey.width))
        factor = min(factor, (_MOST_READ / (grey.width * grey.height)) ** 0.5)
        size = max(1, round(factor * grey.width)), max(1, round(factor * grey.height))
        grey = grey.resize(size)
        yield Picture(grey.tobytes(), *size, size[0], size[0] / _POINTS)


def _opened(file: BinaryIO, source: str) -> Any:
    """The image. Raises SourceError for files of other kinds, and for those that are too large."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(file, formats=_FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise ForeignError(source, "not a picture that can be opened") from None
    if image.width * image.height > _MOST_PIXELS:
        raise SourceError(source, f"{image.width} x {image.height} pixels are too many")
    return image


def _upright(image: Any) -> Any:
    """The image as it is shown: cameras store how they were held; transparent is white."""
    from PIL import Image, ImageOps

    shown = ImageOps.exif_transpose(image)
    if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
        white = Image.new("RGBA", shown.size, "white")
        return Image.alpha_composite(white, shown.convert("RGBA"))
    return shown
