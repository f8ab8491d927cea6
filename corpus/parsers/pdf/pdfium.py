"""PDFium: pages of a PDF file, their characters and pictures. The one module that calls it."""

import contextlib
import ctypes
import logging
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.character_places import Frame
from corpus.errors import SourceError
from corpus.parsers.pdf.page import Box, Entry, Page, Picture
from corpus.parsers.pdf.page_lines import page_lines

# For a form of another kind (XFA), it advises its own developers what to install.
logging.getLogger("pypdfium2").setLevel(logging.ERROR)

_MOST_PAGES = 20_000
_OCR_DPI, _MOST_PIXELS = 300, 30_000_000
_MOST_SHOWN = 8_000_000  # pixels of a picture for people
_FEW_LETTERS = 400  # a scan with a stamp has no more
_MOST_ANNOTATIONS = 5_000  # of a page
_LONGEST_VALUE = 20_000  # characters of a form field or an annotation
_LONGEST_FONT = 100  # characters of its name
# What fonts of one width are called. Their flags in the file say so of other fonts, too, and not of
# TeX's.
_MONOSPACED = re.compile(
    rb"mono(?!type)|monl|cour|cursor|typewriter|consol|menlo|monaco|inconsolata|fixed|terminal|code"
    rb"|lettergothic|(?:^|\+)(?:cm(?:sl|v|it|csc)?|lmv?|[set]c|sf[svi]?|t1?xb?|ntx)tt",
    re.IGNORECASE,
)
_LONGEST_LANGUAGE = 99  # characters of the code that a file declares


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
            raise SourceError(
                source, "not a PDF that can be opened; it may be damaged, or cut short"
            ) from None
        if len(self._document) > _MOST_PAGES:
            raise SourceError(source, f"more than {_MOST_PAGES} pages; split it")
        with contextlib.suppress(pypdfium2.PdfiumError):
            self._document.init_forms()

    def __enter__(self) -> "Pdf":
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def about(self) -> dict[str, str]:
        """The document's information: Title, Author, …"""
        with contextlib.suppress(pypdfium2.PdfiumError):
            return dict(self._document.get_metadata_dict(skip_empty=True))
        return {}

    def language(self) -> str | None:
        """The language that the file declares."""
        found = _string(pdfium.FPDFCatalog_GetLanguage, self._document, longest=_LONGEST_LANGUAGE)
        return found or None

    def pages(self) -> Iterator[tuple[Page, list[Entry]]]:
        """The pages in order, each with what was entered on it. A damaged page has no lines.

        Labels are as the file has them: they may repeat.
        """
        for number in range(len(self._document)):
            try:
                page = self._document[number]
                text = page.get_textpage()
            except pypdfium2.PdfiumError:
                yield Page(str(number + 1), [], has_pictures=False), []
                continue
            label = ""
            with contextlib.suppress(pypdfium2.PdfiumError):
                label = self._document.get_page_label(number)
            lines = page_lines(_Characters(text), page.get_cropbox())
            # A page of text may have pictures too: that is not worth looking for.
            letters = sum(len(line.words) for line in lines)
            pictured = letters < _FEW_LETTERS and any(page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE]))
            entries = list(_entries(page, self._document.formenv))
            left, bottom, right, top = page.get_bbox()
            frame = Frame(left, bottom, right, top, page.get_rotation() // 90)
            yield Page(label.strip() or str(number + 1), lines, pictured, frame), entries
            text.close()
            page.close()

    def __len__(self) -> int:
        """The number of pages."""
        return len(self._document)

    def picture(self, number: int, width: int | None = None) -> Picture:
        """The page of this number, from 0, as it looks: in grey as text recognition needs it, or
        in colours and about ``width`` pixels wide."""
        page = self._document[number]
        points, height = page.get_size()
        wanted = _OCR_DPI / 72 if width is None else width / max(1.0, points)
        most = _MOST_PIXELS if width is None else _MOST_SHOWN
        scale = min(wanted, math.sqrt(most / max(1.0, points * height)))
        bitmap = page.render(scale=scale, grayscale=width is None, rev_byteorder=True)
        picture = Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, scale)
        bitmap.close()
        page.close()
        return picture


class _Characters:
    """The ``Characters`` of PDFium's text of a page."""

    def __init__(self, text: Any) -> None:
        self._text = text
        # Made once, as PDFium is asked for the box of every character.
        self._edges = tuple(ctypes.c_double() for _ in range(4))
        self._font, self._flags = ctypes.create_string_buffer(_LONGEST_FONT), ctypes.c_int()

    def codes(self) -> Sequence[int]:
        # All in one call where that gives a code for each: a call for each takes most of the time.
        count = self._text.count_chars()
        buffer = (ctypes.c_ushort * (count + 1))()
        if pdfium.FPDFText_GetText(self._text, 0, count, buffer) == count + 1:
            return list(buffer[:count])
        return [pdfium.FPDFText_GetUnicode(self._text, position) for position in range(count)]

    def box(self, position: int) -> Box:
        left, right, bottom, top = self._edges
        pdfium.FPDFText_GetCharBox(self._text, position, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value

    def origin(self, position: int) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._text, position, x, y)
        return x.value, y.value

    def size(self, position: int) -> float:
        # Many programs (TeX's among them) set size 1, or a negative one, and scale it by the text
        # matrix.
        size = abs(float(pdfium.FPDFText_GetFontSize(self._text, position))) or 1.0
        matrix = pdfium.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(self._text, position, matrix):
            size *= math.hypot(matrix.c, matrix.d) or 1.0
        return size

    def angle(self, position: int) -> float:
        return float(pdfium.FPDFText_GetCharAngle(self._text, position))

    def is_monospaced(self, position: int) -> bool:
        pdfium.FPDFText_GetFontInfo(self._text, position, self._font, len(self._font), self._flags)
        return _MONOSPACED.search(self._font.value) is not None


def _entries(page: Any, form: Any) -> Iterator[Entry]:
    """The values of form fields, and the text of annotations that are written on the page."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            hidden = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
            if pdfium.FPDFAnnot_GetFlags(annotation) & hidden:
                continue
            words = ""
            if kind == pdfium.FPDF_ANNOT_WIDGET and form is not None:
                field = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
                if field in _TEXT_FIELDS:
                    words = _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
            elif kind == pdfium.FPDF_ANNOT_FREETEXT:
                words = _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents")
            box = pdfium.FS_RECTF()
            if words.strip() and pdfium.FPDFAnnot_GetRect(annotation, box):
                yield Entry(words.strip(), (box.left, box.bottom, box.right, box.top))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


# Not passwords, buttons and signatures. A check box has no words.
_TEXT_FIELDS = (
    pdfium.FPDF_FORMFIELD_TEXTFIELD,
    pdfium.FPDF_FORMFIELD_COMBOBOX,
    pdfium.FPDF_FORMFIELD_LISTBOX,
)


def _string(function: Any, *arguments: Any, longest: int = _LONGEST_VALUE) -> str:
    """What a function of PDFium writes into a buffer as UTF-16; nothing where that, with the NUL at
    its end, has more than ``longest`` code units."""
    length = function(*arguments, None, 0)
    if not 2 < length <= 2 * longest:
        return ""
    buffer = ctypes.create_string_buffer(length)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")
