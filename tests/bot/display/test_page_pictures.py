"""Pictures of pages, drawn from original files."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.display.page_pictures import PagePictures
from corpus.document import Document
from corpus.errors import SourceError
from corpus.ingest.ingester import Ingester
from corpus.observer import Observer
from corpus.sandbox.client import Sandbox
from corpus.store.collection import Collection
from tests.corpus.parsers.pdf_writer import Sheet, column, pdf

FILES = Path(__file__).parents[2] / "corpus/files"


@pytest.fixture(scope="module")
def pictures() -> Iterator[PagePictures]:
    with PagePictures() as made:
        yield made


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    (tmp_path / "files").mkdir()
    (tmp_path / "files/storm.pdf").write_bytes((FILES / "chromium-page.pdf").read_bytes())
    (tmp_path / "files/note.txt").write_text("It rained in Kent on Friday.")
    with (
        Collection(tmp_path / "data", writable=True) as made,
        Sandbox() as sandbox,
        Ingester(made, Observer(), sandbox) as ingester,
    ):
        ingester.add([str(tmp_path / "files")])
        yield made


def named(collection: Collection, name: str) -> Document:
    return next(one for one in collection.documents() if one.source.endswith(name))


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and colours of a PNG file whose rows have no filter."""
    width, height = struct.unpack(">II", png[16:24])
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    rows = zlib.decompress(packed)
    step = 3 * width + 1
    assert len(rows) == step * height
    return width, height, b"".join(rows[y * step + 1 : (y + 1) * step] for y in range(height))


def test_a_page_is_drawn_as_it_looks(pictures: PagePictures, collection: Collection) -> None:
    """A picture of the width that was asked for, with dark letters on white paper."""
    shown = pictures.picture(named(collection, "storm.pdf"), collection, 1, 800)
    assert shown is not None
    width, height, colours = pixels(shown.png)
    assert (width, height) == (shown.width, shown.height)
    assert abs(width - 800) <= 1
    assert height > width
    assert shown.pages >= 1
    dark = sum(colours[place] < 100 for place in range(0, len(colours), 3))
    assert 0.002 < dark / (width * height) < 0.5


def test_what_has_no_pages_has_no_pictures(pictures: PagePictures, collection: Collection) -> None:
    """A text file has none, nor has a page that does not exist."""
    assert pictures.picture(named(collection, "note.txt"), collection, 1, 800) is None
    with pytest.raises(SourceError, match="no page 99"):
        pictures.picture(named(collection, "storm.pdf"), collection, 99, 800)


def test_a_changed_file_is_not_shown(
    pictures: PagePictures, collection: Collection, tmp_path: Path
) -> None:
    """What was not read is not shown as the page of a quote."""
    document = named(collection, "storm.pdf")
    assert pictures.are_there(document, collection)
    (tmp_path / "files/storm.pdf").write_bytes(pdf([Sheet(column(["Something else."]))]))
    assert not pictures.are_there(document, collection)
    assert pictures.picture(document, collection, 1, 800) is None
    (tmp_path / "files/storm.pdf").unlink()
    assert pictures.picture(document, collection, 1, 800) is None


def test_a_huge_picture_is_made_smaller(pictures: PagePictures, collection: Collection) -> None:
    """Whatever width is asked for, a picture has a size that a screen can show."""
    shown = pictures.picture(named(collection, "storm.pdf"), collection, 1, 10**9)
    assert shown is not None
    assert shown.width * shown.height <= 8_100_000
