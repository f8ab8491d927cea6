"""Pages that are pictures: read by text recognition where it is installed, and said in any case."""

from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.outline import Kind
from corpus.page_boxes import boxes
from corpus.parsers.parsed import ParsedDocument
from corpus.parsers.pdf import document
from corpus.parsers.pdf.ocr import data_folder, recognizer
from corpus.sandbox.client import Sandbox
from corpus.span import Span
from tests.corpus.parsers.pdf_writer import Sheet, column, parsed, pdf, scan

LETTER = (
    "The committee heard the director of the archive on the second day of its sittings. He was",
    "asked why the letters of the minister had been moved to the cellar, and he answered that the",
    "reading room had been closed for repairs.",
)
PAGES = pdf(
    [
        Sheet(column(["The cellar of the archive"], y=740, size=20) + column(LETTER)),
        Sheet(column(["Nobody was asked to pay for it."])),
    ]
)


@pytest.fixture
def no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed."""
    monkeypatch.setattr(document, "recognizer", lambda language: None)


@pytest.mark.usefixtures("no_recognition")
def test_a_scan_is_refused_with_what_to_do() -> None:
    """Without text recognition, nothing is stored silently."""
    with pytest.raises(SourceError, match=r"pages \(2\) are pictures without text.*ocrmypdf"):
        parsed(scan(PAGES))


@pytest.mark.usefixtures("no_recognition")
def test_a_scan_that_was_stamped_is_said_to_be_one() -> None:
    """Three words over every page are no text of the pages."""
    pages = pdf([Sheet(column(LETTER))] * 3)
    found = parsed(scan(pages, stamp="Case 4:08-cv-02214 Filed 03/09/08"))
    assert found.notes == ["3 of 3 pages are pictures with little or no text (1, 2, 3)"]


@pytest.mark.slow
@pytest.mark.skipif(
    recognizer("en") is None, reason="text recognition or its language data are not installed"
)
def test_a_scan_is_read_where_text_recognition_is_installed() -> None:
    """In paragraphs, with a title; places and a note say that it was read by OCR."""
    found = parsed(scan(PAGES))
    assert found.metadata.title == "The cellar of the archive"
    assert " ".join(LETTER) in found.text
    assert "Nobody was asked to pay for it." in found.text
    pages = [one.label for one in found.outline if one.kind is Kind.PAGE]
    assert pages == ["1, read by OCR", "2, read by OCR"]
    assert found.notes == ["2 of 2 pages were read by OCR (1, 2)"]


@pytest.mark.slow
@pytest.mark.skipif(data_folder() is None, reason="text recognition is not installed")
def test_what_recognition_is_not_sure_of_is_not_stored() -> None:
    """A page that lies on its side reads as letters that nobody wrote: it stays a picture."""
    with pytest.raises(SourceError, match="pictures without text"):
        parsed(scan(PAGES, matrix="0 792 -612 0 612 0"))


@pytest.mark.slow
@pytest.mark.skipif(data_folder() is None, reason="text recognition is not installed")
def test_a_scan_is_read_in_the_sandbox(tmp_path: Path) -> None:
    """The parsers' process reaches the language data, the usual ones and those of a folder that is
    named; and the words have places."""
    usual = data_folder()
    assert usual is not None
    named = tmp_path / "languages"
    named.mkdir()
    (named / "eng.traineddata").write_bytes((usual / "eng.traineddata").read_bytes())
    for languages in (None, named):
        with Sandbox(languages=languages) as sandbox:
            [found] = sandbox.read(scan(PAGES), "scan.pdf", ".pdf")
        assert isinstance(found, ParsedDocument)
        assert "Nobody was asked to pay for it." in found.text
        assert boxes(found.places, Span(0, 10))
