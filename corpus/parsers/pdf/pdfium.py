"""PDFium: pages of a PDF file, their lines and pictures. The one module that calls it."""

import contextlib
import ctypes
import itertools
import logging
import math
import statistics
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.character_places import Frame
from corpus.errors import SourceError
from corpus.parsers.pdf.lines import RAISED, Gap, Line, even_edges, rejoined

# For a form of another kind (XFA), it advises its own developers what to install.
logging.getLogger("pypdfium2").setLevel(logging.ERROR)

# What PDFium has for a hyphen at a line's end, where it leaves the end of the line out.
_HYPHENS = (2, 0xFFFE)
_DIGITS = frozenset("0123456789")
_MOST_PAGES = 20_000
_OCR_DPI, _MOST_PIXELS = 300, 30_000_000
_MOST_SHOWN = 8_000_000  # pixels of a picture for people
_FEW_LETTERS = 400  # a scan with a stamp has no more
_MOST_ANNOTATIONS = 5_000  # of a page
_LONGEST_VALUE = 20_000  # characters of a form field or an annotation
_GAP = 0.8  # wider than a space between two words of a justified line, in type sizes


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its label (mostly its number), with its lines in reading order. ``has_pictures``:
    there are pictures, and little text. ``frame``: what is visible of it, in the points that its
    lines are measured in."""

    label: str
    lines: list[Line]
    has_pictures: bool
    frame: Frame | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered on a page: the value of a form field, or a note written across the page.

    The box is the rectangle it stands in: left, bottom, right and top.
    """

    words: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it looks: rows of grey bytes, or of red, green and blue ones; ``scale`` pixels a
    point."""

    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float


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
        length = pdfium.FPDFCatalog_GetLanguage(self._document, None, 0)
        if not 2 < length < 200:
            return None
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFCatalog_GetLanguage(
            self._document, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length
        )
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00") or None

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
            lines = rejoined(_lines(text, page.get_cropbox()))
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


def _has_pictures(page: Any, *, covered: bool) -> bool:
    """Whether there are pictures on a page; ``covered``: such as cover most of it, as a scan does
    that somebody stamped."""
    width, height = page.get_size()
    for one in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE]):
        if not covered:
            return True
        with contextlib.suppress(pypdfium2.PdfiumError):
            left, bottom, right, top = one.get_bounds()
            if (right - left) * (top - bottom) > 0.5 * width * height:
                return True
    return False


def _lines(text: Any, crop: tuple[float, float, float, float]) -> Iterator[Line]:
    begin = 0
    letters: list[str] = []
    for position, code in enumerate((*_codes(text), 10)):
        if code in (10, 13):
            if line := _line(text, begin, letters, crop):
                yield line
            begin, letters = position + 1, []
        elif code in _HYPHENS:
            letters.append("-")
            if line := _line(text, begin, letters, crop):
                yield line
            begin, letters = position + 1, []
        else:
            letters.append(chr(code if code < 0x110000 else 0xFFFD))


def _codes(text: Any) -> Sequence[int]:
    """The UTF-16 code of each character: all in one call where that gives one for each, since a
    call for each takes most of the time."""
    count = text.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, buffer) == count + 1:
        return list(buffer[:count])
    return [pdfium.FPDFText_GetUnicode(text, position) for position in range(count)]


def _line(
    text: Any, begin: int, letters: list[str], crop: tuple[float, float, float, float]
) -> Line | None:
    solid = [place for place, letter in enumerate(letters) if not letter.isspace()]
    if not solid:
        return None
    if not all(_is_inside(text, begin + place, crop) for place in (solid[0], solid[-1])):
        solid = [place for place in solid if _is_inside(text, begin + place, crop)]
        if not solid:
            return None
    sample = solid[:: max(1, len(solid) // 8)]
    size = statistics.median(_size(text, begin + place) for place in sample)
    turn = _turn(text, begin + solid[0])
    base = statistics.median(_base(text, begin + place, turn) for place in sample)
    for place in solid:
        if letters[place] in _DIGITS and _is_raised(text, begin + place, size, base, turn):
            letters[place] = letters[place].translate(RAISED)
    _order_ligatures(text, begin, letters)
    first, last = solid[0], solid[-1]
    boxes = [_box(text, begin + place, turn) for place in (first, last)]
    words = _decoded(letters[first : last + 1])
    left, right = min(box[0] for box in boxes), max(box[1] for box in boxes)
    edges = _edges(text, begin, letters, solid, turn)
    if len(edges) != len(words) + 1:
        edges = even_edges(left, right, len(words))
    return Line(
        words,
        left=left,
        right=right,
        base=base,
        size=size,
        turn=turn,
        gaps=tuple(_gaps(text, begin, solid, size, turn)),
        edges=edges,
    )


def _edges(
    text: Any, begin: int, letters: Sequence[str], solid: Sequence[int], turn: int
) -> Sequence[float]:
    """The edges of a line's characters, from its first to its last that is no blank. A blank begins
    where the character before it ends."""
    boxes = {place: _box(text, begin + place, turn) for place in solid}
    first, last = solid[0], solid[-1]
    # Text that runs from right to left begins at the right of its box.
    near, far = (1, 0) if boxes[first][0] > boxes[last][0] else (0, 1)
    edges = array("f")
    end = 0.0
    for place in range(first, last + 1):
        if "\udc00" <= letters[place] <= "\udfff":
            continue  # the second half of a character
        box = boxes.get(place)
        edges.append(end if box is None else box[near])
        end = end if box is None else box[far]
    edges.append(boxes[last][far])
    return edges


def _order_ligatures(text: Any, begin: int, letters: list[str]) -> None:
    """Puts the letters of each Arabic ligature into reading order. PDFium turns lines that run from
    right to left, and with them the letters of one glyph, which have one box: "لا" became "ال"."""
    place = 0
    while place < len(letters):
        end = place + 1
        if _is_arabic(letters[place]):
            box = None
            while end < len(letters) and _is_arabic(letters[end]):
                box = box or _charbox(text, begin + place)
                if _charbox(text, begin + end) != box:
                    break
                end += 1
            letters[place:end] = letters[place:end][::-1]
        place = end


def _is_arabic(letter: str) -> bool:
    return "\u0600" <= letter <= "\u06ff"


def _decoded(letters: Sequence[str]) -> str:
    """The letters as text. Halves of surrogate pairs come one by one."""
    return "".join(letters).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _gaps(text: Any, begin: int, solid: Sequence[int], size: float, turn: int) -> Iterator[Gap]:
    for before, after in itertools.pairwise(solid):
        if after > before + 1:
            left = _box(text, begin + before, turn)[1]
            right = _box(text, begin + after, turn)[0]
            if right - left > _GAP * size:
                yield Gap(before + 1 - solid[0], left, right)


def _is_inside(text: Any, position: int, crop: tuple[float, float, float, float]) -> bool:
    """Whether a character can be seen: its middle is on the visible part of the page."""
    left, bottom, right, top = _charbox(text, position)
    x, y = (left + right) / 2, (bottom + top) / 2
    return crop[0] <= x <= crop[2] and crop[1] <= y <= crop[3]


# Made once, as PDFium is called for every space and serves one thread alone.
_CORNERS = tuple(ctypes.c_double() for _ in range(4))


def _charbox(text: Any, position: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a character."""
    left, right, bottom, top = _CORNERS
    pdfium.FPDFText_GetCharBox(text, position, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _is_raised(text: Any, position: int, size: float, base: float, turn: int) -> bool:
    """Whether a digit is a footnote's mark, which is no part of the number before it: "1968" with
    a small, raised 1 is not 19681."""
    return _size(text, position) < 0.8 * size and _base(text, position, turn) > base + 0.1 * size


def _size(text: Any, position: int) -> float:
    """The type size of a character on the page, in points. Many programs (TeX's among them) set
    size 1, or a negative one, and scale it by the text matrix."""
    size = abs(float(pdfium.FPDFText_GetFontSize(text, position))) or 1.0
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(text, position, matrix):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
    return size


def _turn(text: Any, position: int) -> int:
    """The quarter turns of a character, 0 to 3, counter-clockwise."""
    angle = float(pdfium.FPDFText_GetCharAngle(text, position))
    # PDFium's angle grows clockwise.
    return round(-angle / (math.pi / 2)) % 4 if angle > 0 else 0


def _base(text: Any, position: int, turn: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, position, x, y)
    return (y.value, -x.value, -y.value, x.value)[turn]


def _box(text: Any, position: int, turn: int) -> tuple[float, float]:
    """Where a character begins and ends along its line."""
    left, bottom, right, top = _charbox(text, position)
    return ((left, right), (bottom, top), (-right, -left), (-top, -bottom))[turn]


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


def _string(function: Any, *arguments: Any) -> str:
    """What a function of PDFium writes into a buffer as UTF-16."""
    length = function(*arguments, None, 0)
    if not 2 < length <= 2 * _LONGEST_VALUE:
        return ""
    buffer = ctypes.create_string_buffer(length)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")
