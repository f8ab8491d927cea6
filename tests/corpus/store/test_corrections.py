"""What people correct in a document's metadata, and what becomes of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.ingest.ingester import Ingester
from corpus.observer import Observer
from corpus.sandbox.client import Sandbox
from corpus.store.collection import Collection
from corpus.store.copying import copy_collection
from corpus.store.postgres.address import Address
from corpus.store.postgres.tables import PostgresTables

KENT = "Storms over Kent\n\nRoads were closed on Friday.\n"


class Kept:
    """A folder of files, and its collection."""

    def __init__(self, files: Path, collection: Collection) -> None:
        files.mkdir()
        self.files, self.collection = files, collection

    def write(self, text: str, name: str = "kent.txt") -> Path:
        path = self.files / name
        path.write_text(text, "utf-8")
        return path

    def add(self) -> str:
        self._ingester().add([str(self.files)])
        return self.ids[0]

    def sync(self) -> None:
        self._ingester().sync()

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.collection.cards()]

    def _ingester(self) -> Ingester:
        return Ingester(self.collection, Observer(), Sandbox())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def kept(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "sqlite":
        made = Collection(tmp_path / "data", writable=True)
    else:
        address = Address.of(request.getfixturevalue("postgres_url"))
        made = Collection.over(PostgresTables(address))
    with made as collection:
        yield Kept(tmp_path / "files", collection)


def test_a_correction_is_seen_wherever_the_document_is_read(kept: Kept) -> None:
    """In lists, by id, among others, in its history; what is not corrected stays."""
    kept.write(f"---\nauthor: Bo\npublisher: Kent Daily\n---\n{KENT}")
    name = kept.add()
    collection = kept.collection
    assert collection.correct(name, {"title": "Storm of 2022", "author": None})
    for one in (
        next(collection.cards()),
        next(collection.documents()),
        next(collection.holding("Friday")),
        collection.get(name),
        collection.get_all([name])[name],
        collection.find(name[:5]),
        collection.history(name)[0],
    ):
        assert one is not None
        assert (one.title, one.author, one.publisher) == ("Storm of 2022", None, "Kent Daily")
        assert one.corrected == ("title", "author")
    as_parsed = collection.get_as_parsed(name)
    assert as_parsed is not None
    assert (as_parsed.author, as_parsed.corrected) == ("Bo", ())


def test_the_revision_changes_with_what_is_known_alone(kept: Kept) -> None:
    """By it the index is brought up to date; saying the same again changes nothing."""
    kept.write(KENT)
    name = kept.add()
    before = kept.collection.revision
    assert kept.collection.correct(name, {"publisher": "Kent Daily"})
    after = kept.collection.revision
    assert after != before
    assert not kept.collection.correct(name, {"publisher": "Kent Daily"})
    assert kept.collection.revision == after


@pytest.mark.parametrize(
    ("field", "value", "is_indexed"),
    [
        ("title", "Storm", True),
        ("title", None, True),
        ("language", "de", True),
        ("author", "Ann", False),
        ("published", "2022-11-30", False),
        ("publisher", None, False),
        ("url", "https://example.org/storm", False),
    ],
)
def test_a_document_is_indexed_anew_where_its_vectors_depend_on_it(
    kept: Kept, field: str, value: str | None, is_indexed: bool
) -> None:
    """Title and language alone; taken back, the document is as it was."""
    kept.write(KENT)
    name = kept.add()
    before = dict(kept.collection.fingerprints())
    kept.collection.correct(name, {field: value})
    assert (dict(kept.collection.fingerprints()) != before) is is_indexed
    assert {one.id: one.fingerprint for one in kept.collection.documents()} == dict(
        kept.collection.fingerprints()
    )
    kept.collection.correct(name, {}, reset=True)
    assert dict(kept.collection.fingerprints()) == before
    assert next(kept.collection.cards()).corrected == ()


def test_a_correction_survives_sync_and_new_versions(kept: Kept) -> None:
    """Older versions have it too, and what the document says of itself is not forgotten."""
    kept.write(f"---\nauthor: Bo\n---\n{KENT}")
    name = kept.add()
    kept.collection.correct(name, {"author": "Ann"})
    kept.write(f"---\nauthor: Bo B.\npublisher: Kent Daily\n---\n{KENT}")
    kept.sync()
    kept.write(f"---\nauthor: Bo B.\n---\n{KENT}More rain is due.\n")
    kept.sync()
    now = kept.collection.find(name)
    assert (now.version, now.author, now.publisher) == (3, "Ann", None)
    assert [one.author for one in kept.collection.history(name)] == ["Ann"] * 3
    kept.collection.correct(name, {}, reset=True)
    assert [one.author for one in kept.collection.history(name)] == ["Bo B.", "Bo B.", "Bo"]


def test_a_file_that_is_renamed_keeps_its_corrections(kept: Kept) -> None:
    """It is the same document in another place."""
    path = kept.write(KENT)
    name = kept.add()
    kept.collection.correct(name, {"title": "Storm"})
    path.rename(path.with_name("renamed.txt"))
    kept.sync()
    [card] = kept.collection.cards()
    assert (card.id, card.title, card.file_name) == (name, "Storm", "renamed.txt")


def test_a_copy_that_stays_behind_keeps_the_corrections(kept: Kept) -> None:
    """Two files were one document; when one changes, the other becomes a document of its own."""
    kept.write(KENT, "a.txt")
    kept.write(KENT, "b.txt")
    kept.add()
    [name] = kept.ids
    kept.collection.correct(name, {"author": "Ann"})
    kept.write(f"{KENT}More rain is due.\n", "a.txt")
    kept.sync()
    assert [one.author for one in kept.collection.cards()] == ["Ann", "Ann"]


def test_an_article_that_takes_anothers_place_keeps_its_corrections(kept: Kept) -> None:
    """A newer text at the same address; corrections of its own go before."""
    head = "---\nurl: https://example.org/storm\npublished: 2022-11-{}\n---\n"
    kept.write(head.format(29) + KENT, "first.txt")
    name = kept.add()
    kept.collection.correct(name, {"author": "Ann"})
    kept.write(head.format(30) + KENT + "More rain is due.\n", "second.txt")
    kept.sync()
    [card] = kept.collection.cards()
    assert (card.file_name, card.author) == ("second.txt", "Ann")
    kept.collection.correct(card.id, {"author": "Cy"})
    assert next(kept.collection.cards()).author == "Cy"


def test_corrections_go_with_their_document(kept: Kept) -> None:
    """Whoever removes a document leaves nothing of it behind."""
    kept.write(KENT)
    name = kept.add()
    kept.collection.correct(name, {"author": "Ann"})
    kept.collection.drop(name)
    assert kept.collection.corrections.all() == {}


def test_corrections_are_never_stored_as_what_a_document_says(kept: Kept) -> None:
    """Else they could not be taken back."""
    kept.write(KENT)
    name = kept.add()
    kept.collection.correct(name, {"author": "Ann"})
    with pytest.raises(ValueError, match="corrections"):
        kept.collection.put(kept.collection.find(name))


def test_a_collection_is_moved_with_its_corrections(kept: Kept, tmp_path: Path) -> None:
    """To a folder, from wherever it is."""
    kept.write(KENT)
    name = kept.add()
    kept.collection.correct(name, {"author": "Ann", "title": None})
    with Collection(tmp_path / "moved", writable=True) as moved:
        copy_collection(kept.collection.tables, moved.tables, Observer())
        assert dict(moved.corrections.of(name)) == {"author": "Ann", "title": None}
        assert dict(moved.fingerprints()) == dict(kept.collection.fingerprints())
