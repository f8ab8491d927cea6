"""Where the characters of a PDF's text stand on its pages."""

from pathlib import Path

import pypdfium2
import pytest

from corpus.character_places import stretches
from corpus.page_boxes import boxes, page_rows
from corpus.parsers.parsed import ParsedDocument
from corpus.parsers.pdf.ocr import data_folder
from corpus.span import Span
from tests.corpus.parsers.pdf_writer import Sheet, Words, column, parsed, pdf, scan

FILES = Path(__file__).parents[1] / "files"
LINES = [
    "The storm closed twelve roads in Kent on Friday, and no-",
    "body could say when they would be open again. It was the",
    "third storm of the year.",
]


def words_in(data: bytes, document: ParsedDocument, span: Span) -> str:
    """What PDFium finds in the boxes of a span: words that stand there on the page."""
    file = pypdfium2.PdfDocument(data)
    found = []
    for box in boxes(document.places, span):
        page = file[box.page - 1]
        left, bottom, right, top = page.get_bbox()
        width, height = right - left, top - bottom
        text = page.get_textpage()
        found.append(
            text.get_text_bounded(
                left + box.left * width + 0.5,
                top - box.bottom * height,
                left + box.right * width - 0.5,
                top - box.top * height,
            )
        )
    return " ".join(" ".join(found).split())


def find(document: ParsedDocument, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize("crop", [None, (30, 200, 500, 760)])
def test_a_quote_is_marked_where_it_stands(crop: tuple[int, int, int, int] | None) -> None:
    """On its own letters alone, on both rows, though its hyphen is gone."""
    data = pdf([Sheet(column(["A page before it."])), Sheet(column(LINES), crop=crop)])
    document = parsed(data)
    quote = find(document, "on Friday, and nobody could say when")
    assert {one.page for one in boxes(document.places, quote)} == {2}
    assert words_in(data, document, quote) == "on Friday, and no body could say when"
    assert words_in(data, document, find(document, "twelve roads")) == "twelve roads"


@pytest.mark.parametrize("name", ["chromium-page.pdf", "chromium-columns.pdf", "writer.pdf"])
def test_every_character_has_a_place(name: str) -> None:
    """All but white space, in files of several programs; and they cost about a byte each."""
    document = parsed((FILES / name).read_bytes(), name)
    covered: set[int] = set()
    for number in {one.page for one in stretches(document.places)}:
        for span, _ in page_rows(document.places, number):
            covered.update(range(span.start, span.end))
    missing = [n for n, one in enumerate(document.text) if not one.isspace() and n not in covered]
    assert missing == []
    assert len(document.places or b"") < 1.3 * len(document.text)


@pytest.mark.parametrize("name", ["chromium-columns.pdf", "writer.pdf"])
def test_words_are_found_in_their_boxes(name: str) -> None:
    """Each tenth word of a text, looked for on the page by another way."""
    data = (FILES / name).read_bytes()
    document = parsed(data, name)
    checked = wrong = place = 0
    for number, word in enumerate(document.text.split()):
        place = document.text.index(word, place)
        span = Span(place, place + len(word))
        place = span.end
        if number % 10 == 0 and word.isascii() and word.isalpha():
            checked += 1
            wrong += word not in words_in(data, document, span).replace(" ", "")
    assert checked > 20
    assert wrong <= 0.05 * checked  # words that were hyphenated


def test_fields_and_turned_text_have_places_too() -> None:
    """What was entered in a form, and a stamp at the margin."""
    sheet = Sheet(
        [Words("Name of the ship:", 72, 700), Words("Received on Monday", 40, 300, 11, True)],
        fields={(180, 695, 400, 711): "Aurora of Whitby"},
    )
    document = parsed(pdf([sheet]))
    [ship] = boxes(document.places, find(document, "Aurora"))
    assert 175 / 612 < ship.left < ship.right < 260 / 612
    assert 75 / 792 < ship.top < ship.bottom < 105 / 792
    [stamp] = boxes(document.places, find(document, "Received on"))
    assert stamp.bottom - stamp.top > 3 * (stamp.right - stamp.left)
    assert stamp.left < 40 / 612 < stamp.right + 0.001


@pytest.mark.skipif(data_folder() is None, reason="no text recognition or language data")
def test_recognised_words_have_places() -> None:
    """Those of a scan are where the words are on its picture."""
    original = pdf([Sheet(column(LINES[1:], size=14, step=20))])
    document = parsed(scan(original))
    quote = find(document, "when they would be open")
    [box] = boxes(document.places, quote)
    text = parsed(original)
    [real] = boxes(text.places, find(text, "when they would be open"))
    for name in ("left", "top", "right", "bottom"):
        assert abs(getattr(box, name) - getattr(real, name)) < 0.012, name
