"""The lines of a PDF's pages, with where they stand. The one door to PDFium."""

import contextlib
import ctypes
import math
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import SourceError

# What PDFium has for a hyphen at a line's end, where it leaves the end of the line out.
_HYPHENS = (2, 0xFFFE)
_DIGITS = frozenset("0123456789")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_PAGES = 20_000
# Parts of one line, in multiples of the type size: how far their bases and their ends may be apart
# (columns are further), and from which gap on there is a space between them.
_SAME_BASE, _TOUCHING, _SPACE = 0.15, 0.6, 0.15


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line; where it begins, ends and stands, in points, counted from the lower left
    of the page; and the size of its type."""

    words: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its label (mostly its number), with its lines in the order of reading."""

    label: str
    lines: list[Line]
    has_pictures: bool


class Pdf:
    """An open file. Use as a context manager. Raises SourceError where it cannot be opened."""

    def __init__(self, file: BinaryIO, source: str) -> None:
        try:
            self._document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise SourceError(
                    source, "it is locked with a password; save a copy without one, and add that"
                ) from None
            raise SourceError(source, f"not a PDF that can be opened ({error})") from None
        if len(self._document) > _MOST_PAGES:
            raise SourceError(source, f"more than {_MOST_PAGES} pages; split it")

    def __enter__(self) -> "Pdf":
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def about(self) -> dict[str, str]:
        """What the file says of itself: Title, Author, …"""
        with contextlib.suppress(pypdfium2.PdfiumError):
            return dict(self._document.get_metadata_dict(skip_empty=True))
        return {}

    def language(self) -> str | None:
        """The language it says it is in."""
        length = pdfium.FPDFCatalog_GetLanguage(self._document, None, 0)
        if not 2 < length < 200:
            return None
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFCatalog_GetLanguage(
            self._document, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
        )
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00") or None

    def pages(self) -> Iterator[Page]:
        """The pages in order. One that is damaged has no lines."""
        for number in range(len(self._document)):
            try:
                page = self._document[number]
                text = page.get_textpage()
            except pypdfium2.PdfiumError:
                yield Page(str(number + 1), [], has_pictures=False)
                continue
            label = ""
            with contextlib.suppress(pypdfium2.PdfiumError):
                label = self._document.get_page_label(number)
            lines = _rejoined(_lines(text))
            pictured = not lines and any(page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE]))
            yield Page(label.strip() or str(number + 1), lines, pictured)
            text.close()
            page.close()


def _lines(text: Any) -> Iterator[Line]:
    begin = 0
    letters: list[str] = []
    count = text.count_chars()
    for position in range(count + 1):
        code = pdfium.FPDFText_GetUnicode(text, position) if position < count else 10
        if code in (10, 13):
            if line := _line(text, begin, letters):
                yield line
            begin, letters = position + 1, []
        elif code in _HYPHENS:
            letters.append("-")
            if line := _line(text, begin, letters):
                yield line
            begin, letters = position + 1, []
        else:
            letters.append(chr(code if code < 0x110000 else 0xFFFD))


def _rejoined(lines: Iterable[Line]) -> list[Line]:
    """The lines, with those put together that PDFium broke at a raised mark ("Nix⁵" and ".")."""
    whole: list[Line] = []
    for line in lines:
        before = whole[-1] if whole else None
        gap = line.left - before.right if before else 0.0
        if (
            before is not None
            and abs(before.base - line.base) < _SAME_BASE * before.size
            and -_TOUCHING * before.size < gap < _TOUCHING * before.size
        ):
            space = " " if gap > _SPACE * before.size else ""
            words = f"{before.words}{space}{line.words}"
            whole[-1] = replace(before, words=words, right=line.right)
        else:
            whole.append(line)
    return whole


def _line(text: Any, begin: int, letters: list[str]) -> Line | None:
    solid = [place for place, letter in enumerate(letters) if not letter.isspace()]
    if not solid:
        return None
    sample = solid[:: max(1, len(solid) // 8)]
    size = statistics.median(_size(text, begin + place) for place in sample)
    base = statistics.median(_base(text, begin + place) for place in sample)
    for place in solid:
        if letters[place] in _DIGITS and _is_raised(text, begin + place, size, base):
            letters[place] = letters[place].translate(_RAISED)
    # Halves of pairs come one by one.
    words = "".join(letters).strip().encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Line(
        words,
        left=text.get_charbox(begin + solid[0])[0],
        right=text.get_charbox(begin + solid[-1])[2],
        base=base,
        size=size,
    )


def _is_raised(text: Any, position: int, size: float, base: float) -> bool:
    """Whether a digit is a footnote's mark, which is no part of the number before it: "1968" with
    a small, raised 1 is not 19681."""
    return _size(text, position) < 0.8 * size and _base(text, position) > base + 0.1 * size


def _size(text: Any, position: int) -> float:
    """The type size of a character on the page, in points. Many programs (TeX's among them) set
    size 1, or a negative one, and scale it by the text matrix."""
    size = abs(float(pdfium.FPDFText_GetFontSize(text, position))) or 1.0
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(text, position, matrix):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
    return size


def _base(text: Any, position: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, position, x, y)
    return y.value
