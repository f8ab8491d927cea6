"""Small PDFs made for tests: lines of two fonts at given places, page boxes, labels and forms."""

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2

from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.pdf.document import parse

_TYPEWRITER = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place, in points from the lower left; ``turned``: they run upwards; ``typed``: in
    a typewriter's type."""

    words: str
    x: float
    y: float
    size: float = 11
    turned: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page. ``fields`` and ``notes`` (free-text annotations) are values by their box."""

    words: Sequence[Words]
    crop: tuple[int, int, int, int] | None = None
    fields: dict[tuple[int, int, int, int], str] = field(default_factory=dict)
    notes: dict[tuple[int, int, int, int], str] = field(default_factory=dict)


def column(
    lines: Sequence[str], x: float = 72, y: float = 700, size: float = 11, step: float = 14
) -> list[Words]:
    """Lines under one another."""
    return [Words(line, x, y - step * place, size) for place, line in enumerate(lines) if line]


def pdf(sheets: Sequence[Sheet], title: str = "", labels: str = "") -> bytes:
    """The bytes of a file. ``labels``: the array of a page label tree."""
    objects: dict[int, bytes] = {}
    fields: list[int] = []
    kids: list[int] = []
    number = 10
    for sheet in sheets:
        page, content = number, number + 1
        number += 2
        annotations = []
        for box, value in {**sheet.fields, **sheet.notes}.items():
            is_field = box in sheet.fields
            kind = "/Widget /FT /Tx /T" if is_field else "/FreeText /Contents"
            name = f"({number}) /V ({value})" if is_field else f"({value})"
            objects[number] = (
                f"<< /Type /Annot /Subtype {kind} {name} /Rect [{_row(box)}] /F 4 >>".encode()
            )
            annotations.append(number)
            fields += [number] if is_field else []
            number += 1
        crop = f"/CropBox [{_row(sheet.crop)}]" if sheet.crop else ""
        marks = " ".join(f"{one} 0 R" for one in annotations)
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {crop} /Contents {content} 0 R "
            f"/Annots [{marks}] /Resources << /Font << /F 3 0 R /T 5 0 R >> >> >>"
        ).encode()
        stream = b"\n".join(map(_drawn, sheet.words))
        objects[content] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
        kids.append(page)
    form = " ".join(f"{one} 0 R" for one in fields)
    numbers = f"/PageLabels << /Nums [{labels}] >>" if labels else ""
    objects[1] = (
        f"<< /Type /Catalog /Pages 2 0 R {numbers} /AcroForm << /Fields [{form}] /DA (/F 11 Tf) "
        "/DR << /Font << /F 3 0 R >> >> >> >>"
    ).encode()
    rows = " ".join(f"{one} 0 R" for one in kids)
    objects[2] = f"<< /Type /Pages /Kids [{rows}] /Count {len(kids)} >>".encode()
    objects[3] = _FONT
    objects[5] = _TYPEWRITER
    objects[4] = f"<< /Title ({_escaped(title)}) >>".encode("cp1252")
    return _file(objects)


def scan(data: bytes, stamp: str = "", matrix: str = "612 0 0 792 0 0", dpi: int = 150) -> bytes:
    """A file that shows the same pages as pictures; ``stamp`` is written over each."""
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 4: b"<< >>"}
    kids = []
    document = pypdfium2.PdfDocument(data)
    for place in range(len(document)):
        number = 10 + 3 * place
        bitmap = document[place].render(scale=dpi / 72, grayscale=True)
        grey = bytes(bitmap.buffer)
        rows = [
            grey[row * bitmap.stride : row * bitmap.stride + bitmap.width]
            for row in range(bitmap.height)
        ]
        pixels = zlib.compress(b"".join(rows))
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << "
            b"/XObject << /I %d 0 R >> /Font << /F 3 0 R >> >> >>" % (number + 1, number + 2)
        )
        drawing = f"q {matrix} cm /I Do Q\n".encode() + _drawn(Words(stamp, 72, 770, 8))
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing)
        objects[number + 2] = (
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
            b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (bitmap.width, bitmap.height, len(pixels), pixels)
        )
        kids.append(b"%d 0 R" % number)
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects[3] = _FONT
    return _file(objects)


def parsed(data: bytes, name: str = "test.pdf") -> ParsedDocument:
    """What the parser makes of a file."""
    *_, document = parse(io.BytesIO(data), name, Options())
    assert isinstance(document, ParsedDocument)
    return document


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs of a file."""
    return parsed(data).text.split("\n\n")


def _row(box: Sequence[int]) -> str:
    return " ".join(map(str, box))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _drawn(one: Words) -> bytes:
    matrix = "0 1 -1 0" if one.turned else "1 0 0 1"
    words = _escaped(one.words)
    font = "T" if one.typed else "F"
    return f"BT /{font} {one.size} Tf {matrix} {one.x} {one.y} Tm ({words}) Tj ET".encode("cp1252")


def _file(objects: dict[int, bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(
        b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (max(objects) + 1, table)
    )
    return out.getvalue()
