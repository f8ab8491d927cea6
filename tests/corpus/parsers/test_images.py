"""Images of pages: read by text recognition where it is installed, and said in any case."""

import io
from pathlib import Path

import pytest

from corpus.errors import ForeignError, SourceError
from corpus.ingest.discovery import list_files
from corpus.outline import Kind
from corpus.page_boxes import boxes
from corpus.parsers import image
from corpus.parsers.image import can_be_read
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.sandbox.client import Sandbox
from corpus.span import Span

pytest.importorskip("PIL")

from PIL import Image

LETTER = Path(__file__).parents[1] / "files/letter.png"
WORDS = "that the crane would not be repaired before the winter."

readable = pytest.mark.skipif(not can_be_read(), reason="text recognition is not installed")


def read(data: bytes, ending: str) -> ParsedDocument:
    with Sandbox() as sandbox:
        [found] = sandbox.read(data, f"letter{ending}", ending)
    assert isinstance(found, ParsedDocument)
    return found


def saved(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.open(LETTER).convert("RGB").save(out, kind, **options)
    return out.getvalue()


@readable
@pytest.mark.parametrize(
    ("ending", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".jpeg", "JPEG"), (".tif", "TIFF")]
)
def test_a_picture_of_a_page_is_read(ending: str, kind: str) -> None:
    """In the sandbox; its words have places, and it is said that they were recognised."""
    found = read(saved(kind), ending)
    assert WORDS in found.text
    assert found.notes == ["its text was read by OCR"]
    assert [one.label for one in found.outline if one.kind is Kind.PAGE] == ["1, read by OCR"]
    start = found.text.index("crane")
    [box] = boxes(found.places, Span(start, start + 5))
    assert 0.15 < box.left < box.right < 0.5
    assert 0.3 < box.top < box.bottom < 0.8


@readable
def test_all_pages_of_an_image_are_read() -> None:
    """A TIFF may hold several."""
    page = Image.open(LETTER).convert("RGB")
    found = read(saved("TIFF", save_all=True, append_images=[page]), ".tiff")
    assert found.text.count("crane") == 2
    assert {one.label[0] for one in found.outline if one.kind is Kind.PAGE} == {"1", "2"}


@readable
def test_a_picture_of_something_else_is_no_document() -> None:
    """It is passed over in a folder, and named where somebody adds it by name."""
    out = io.BytesIO()
    Image.effect_noise((400, 300), 80).save(out, "PNG")
    with pytest.raises(ForeignError, match="without text"):
        read(out.getvalue(), ".png")
    with pytest.raises(SourceError, match="not a picture"):
        read(b"\x89PNG\r\n\x1a\nrubbish", ".png")


@readable
def test_a_page_is_drawn_as_it_looks() -> None:
    """For the pages: a PNG of the width that was asked for, never enlarged."""
    with Sandbox() as sandbox:
        shown = sandbox.page_picture(LETTER, "letter", 1, 300, is_image=True)
        assert (shown.width, shown.pages) == (300, 1)
        with pytest.raises(SourceError, match="no page 2"):
            sandbox.page_picture(LETTER, "letter", 2, 300, is_image=True)


def test_without_recognition_images_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One that is added by name is refused with the reason; those of a folder are counted."""
    monkeypatch.setattr(image, "recognizer", lambda language: None)
    monkeypatch.setattr(image, "can_be_read", lambda: False)
    with LETTER.open("rb") as file, pytest.raises(SourceError, match="text recognition"):
        list(image.parse(file, "letter.png", Options()))
    (tmp_path / "letter.png").write_bytes(LETTER.read_bytes())
    (tmp_path / "note.txt").write_text("It rained.")
    listing = list_files(tmp_path)
    assert [one.name for one in listing.files] == ["note.txt"]
    assert listing.note is not None
    assert "1 .png" in listing.note
