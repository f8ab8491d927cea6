"""Places of characters in the collection: through the sandbox, changes, a backup and a restore."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.ingest.ingester import Ingester
from corpus.observer import Observer
from corpus.page_boxes import boxes
from corpus.sandbox.client import Sandbox
from corpus.span import Span
from corpus.store.backup import back_up
from corpus.store.collection import Collection
from corpus.store.restore import restore
from tests.corpus.parsers.pdf_writer import Sheet, column, pdf

STORM = ["The storm closed twelve roads in Kent on Friday, and nobody", "knew when."]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "files"
    place.mkdir()
    (place / "storm.pdf").write_bytes(pdf([Sheet(column(STORM))]))
    return place


@pytest.fixture
def ingester(tmp_path: Path) -> Iterator[Ingester]:
    with (
        Collection(tmp_path / "data", writable=True) as collection,
        Sandbox() as sandbox,
        Ingester(collection, Observer(), sandbox) as made,
    ):
        yield made


def stored(data: Path, wanted: str = "") -> Document:
    with Collection(data) as collection:
        return collection.find(wanted or next(collection.cards()).id)


def marked(document: Document, words: str) -> int:
    """How many boxes some words of a document have."""
    start = document.text.index(words)
    return len(boxes(document.places, Span(start, start + len(words))))


def test_places_stay_with_their_text(ingester: Ingester, folder: Path, tmp_path: Path) -> None:
    """A new version has its own, and the old version keeps those it had."""
    ingester.add([str(folder)])
    before = stored(tmp_path / "data")
    assert marked(before, "Friday, and nobody knew") == 2
    (folder / "storm.pdf").write_bytes(pdf([Sheet(column(["It rained.", *STORM], y=500))]))
    ingester.sync()
    now, old = stored(tmp_path / "data"), stored(tmp_path / "data", f"{before.id}@1")
    assert now.id == before.id
    assert now.places != before.places
    assert old.places == before.places
    assert marked(now, "It rained.") == 1
    assert marked(old, "Friday, and nobody knew") == 2


def test_places_are_in_a_backup(ingester: Ingester, folder: Path, tmp_path: Path) -> None:
    """And in what is restored from it."""
    ingester.add([str(folder)])
    before = stored(tmp_path / "data")
    back_up(tmp_path / "data", tmp_path / "backup", (), Observer())
    (tmp_path / "again").mkdir()
    restore(tmp_path / "backup", tmp_path / "again", (), Observer())
    assert stored(tmp_path / "again").places == before.places is not None


def test_a_document_of_the_version_before_gets_its_places(
    ingester: Ingester, folder: Path, tmp_path: Path
) -> None:
    """Synchronising reads PDFs again that were read without places, and keeps their ids."""
    ingester.add([str(folder)])
    before = stored(tmp_path / "data")
    with Collection(tmp_path / "data", writable=True) as collection:
        collection.put(replace(before, places=None))
        known = collection.sources.get(before.source)
        assert known is not None
        collection.sources.put(type(known)(known.path, known.document_id, "of an older edition"))
        collection.sources.distrust(known.path)
        with Sandbox() as sandbox, Ingester(collection, Observer(), sandbox) as again:
            again.sync()
    after = stored(tmp_path / "data")
    assert (after.id, after.version, after.places) == (before.id, 1, before.places)
