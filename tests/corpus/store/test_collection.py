"""The collection on disk, and files coming and going."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import (
    AmbiguousDocumentError,
    SourceError,
    StorageError,
    UnknownDocumentError,
)
from corpus.ingest.ingester import Ingester
from corpus.ingest.report import Report
from corpus.observer import Observer
from corpus.sandbox.client import Sandbox
from corpus.store.collection import FILE_NAME, Collection
from corpus.store.postgres.address import Address
from corpus.store.postgres.tables import PostgresTables
from tests.fakes import document

ONE = "Storms over Kent\n\nRoads were closed on Friday.\n"
TWO = "Sun over Kent\n\nRoads were opened on Sunday.\n"


class DocumentStore:
    """A folder of files, and the collection that follows it."""

    def __init__(self, folder: Path, collection: Collection) -> None:
        self.files = folder / "files"
        self.files.mkdir()
        self.collection = collection
        self.sandbox = Sandbox()
        self.failures: list[SourceError] = []
        self.notes: list[str] = []

    def write(self, name: str, text: str) -> Path:
        path = self.files / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(text.encode())
        return path

    def intake(self) -> Ingester:
        self.failures.clear()
        return Ingester(
            self.collection,
            Observer(note=self.notes.append, failed=self.failures.append),
            self.sandbox,
        )

    def add(self, *names: Path) -> Report:
        return self.intake().add([str(name) for name in names or (self.files,)])

    def sync(self) -> Report:
        return self.intake().sync()

    def by_source(self) -> dict[str, Document]:
        return {Path(one.source).name: one for one in self.collection.documents()}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DocumentStore]:
    if request.param == "sqlite":
        collection = Collection(tmp_path / "data", writable=True)
    else:
        address = Address.of(request.getfixturevalue("postgres_url"))
        collection = Collection.over(PostgresTables(address))
    made = DocumentStore(tmp_path, collection)
    yield made
    made.sandbox.close()
    made.collection.close()


def counts(report: Report) -> tuple[int, int, int, int, int]:
    return (report.added, report.updated, report.unchanged, report.failed, report.removed)


def test_add_takes_in_folders_with_all_that_is_in_them(library: DocumentStore) -> None:
    """Files of readable kinds go in, at any depth; hidden ones and other kinds stay out."""
    library.write("a.txt", ONE)
    library.write("deep/er/b.md", TWO)
    library.write(".hidden/c.txt", "Hidden.")
    library.write("d.log", "Rain.")
    assert counts(library.add()) == (2, 0, 0, 0, 0)
    assert sorted(library.by_source()) == ["a.txt", "b.md"]
    assert "1 .log" in library.notes[0]


def test_added_twice_is_there_once(library: DocumentStore) -> None:
    """Adding again changes nothing, nor does a second file of the same text."""
    library.write("a.txt", ONE)
    library.add()
    first = list(library.collection.documents())
    revision = library.collection.revision
    library.write("copy.txt", ONE)
    assert counts(library.add()) == (0, 0, 2, 0, 0)
    assert list(library.collection.documents()) == first
    assert library.collection.revision == revision


def test_a_file_whose_size_and_time_stay_is_not_opened(library: DocumentStore) -> None:
    """It is known to be the same; one written within the last moments is looked into."""
    path, fresh = library.write("a.txt", ONE), library.write("b.txt", TWO)
    old = path.stat().st_mtime - 3600
    os.utime(path, (old, old))
    assert counts(library.add()) == (2, 0, 0, 0, 0)
    assert sorted(library.collection.sources.stamps()) == [str(path)]
    # No file system that is meant here lets content change with all of its times as they were.
    for one in (path, fresh):
        one.chmod(0)
    unreadable = not os.access(path, os.R_OK)
    report = counts(library.sync())
    assert report == ((0, 0, 1, 1, 0) if unreadable else (0, 0, 2, 0, 0))


def test_a_changed_file_is_seen_whatever_its_size(library: DocumentStore) -> None:
    """The same length, an older time: still another file."""
    path = library.write("a.txt", ONE)
    old = path.stat().st_mtime - 3600
    os.utime(path, (old, old))
    library.add()
    path.write_text(ONE.replace("Friday", "Monday"))
    os.utime(path, (old - 60, old - 60))
    assert counts(library.sync()) == (0, 1, 0, 0, 0)
    os.utime(path, (old - 60, old - 60))
    assert counts(library.sync()) == (0, 0, 1, 0, 0)
    assert "Monday" in library.by_source()["a.txt"].text


def test_what_is_missing_can_be_kept(library: DocumentStore) -> None:
    """`sync --keep-missing` forgets nothing; without it, what is gone goes."""
    path = library.write("a.txt", ONE)
    library.write("b.txt", TWO)
    library.add()
    path.unlink()
    report = library.intake().sync(keep_missing=True)
    assert counts(report) == (0, 0, 1, 0, 0)
    assert len(library.collection) == 2
    assert counts(library.sync()) == (0, 0, 1, 0, 1)


def test_a_changed_file_is_its_document_updated(library: DocumentStore) -> None:
    """The id stays, and so does when it was added; the text is the new one."""
    path = library.write("a.txt", ONE)
    library.add()
    before = library.by_source()["a.txt"]
    path.write_text(TWO)
    assert counts(library.sync()) == (0, 1, 0, 0, 0)
    after = library.by_source()["a.txt"]
    assert (after.id, after.added, after.text) == (before.id, before.added, TWO)
    assert after.sha256 != before.sha256


def test_ids_are_the_same_in_a_new_collection(library: DocumentStore, tmp_path: Path) -> None:
    """An id follows from the source: a collection made anew has the ids of the old one."""
    library.write("a.txt", ONE)
    library.add()
    with Collection(tmp_path / "other", writable=True) as other:
        Ingester(other, Observer(), library.sandbox).add([str(library.files)])
        assert [one.id for one in other.cards()] == [one.id for one in library.collection.cards()]


def test_files_of_one_text_part_ways_when_one_changes(library: DocumentStore) -> None:
    """A document follows its own file; the other file gets a document of its own."""
    path = library.write("a.txt", ONE)
    library.write("b.txt", ONE)
    library.add()
    before = library.by_source()["a.txt"]
    path.write_text(TWO)
    library.sync()
    after = library.by_source()
    assert (after["a.txt"].id, after["a.txt"].text) == (before.id, TWO)
    assert after["b.txt"].text == ONE
    assert after["b.txt"].id != before.id


def test_a_document_lives_as_long_as_one_of_its_files(library: DocumentStore) -> None:
    """When the first of two equal files goes, the document stays under the second."""
    path = library.write("a.txt", ONE)
    other = library.write("b.txt", ONE)
    library.add()
    path.unlink()
    assert counts(library.sync()) == (0, 0, 1, 0, 0)
    assert sorted(library.by_source()) == ["b.txt"]
    other.unlink()
    assert counts(library.sync())[4] == 1
    assert len(library.collection) == 0


def test_sync_finds_new_files_and_drops_what_is_gone(library: DocumentStore) -> None:
    """A folder that was added is looked through again."""
    gone = library.write("a.txt", ONE)
    library.add()
    gone.unlink()
    library.write("b.txt", TWO)
    assert counts(library.sync()) == (1, 0, 0, 0, 1)
    assert sorted(library.by_source()) == ["b.txt"]


def test_sync_forgets_a_file_that_was_added_by_name(library: DocumentStore) -> None:
    """A deleted file is gone without an error, this time and the next."""
    path = library.write("a.txt", ONE)
    library.add(path)
    path.unlink()
    assert counts(library.sync()) == (0, 0, 0, 0, 1)
    assert counts(library.sync()) == (0, 0, 0, 0, 0)


def test_a_folder_that_is_missing_as_a_whole_is_no_reason_to_forget(library: DocumentStore) -> None:
    """A disk that is not mounted is reported; its documents stay."""
    library.write("a.txt", ONE)
    library.add()
    library.files.rename(library.files.with_name("elsewhere"))
    assert counts(library.sync()) == (0, 0, 0, 1, 0)
    assert "no such file or folder" in str(library.failures[0])
    assert len(library.collection) == 1
    library.files.with_name("elsewhere").rename(library.files)
    assert counts(library.sync()) == (0, 0, 1, 0, 0)


def test_a_file_that_became_unreadable_keeps_its_last_good_text(library: DocumentStore) -> None:
    """A failed source is named; what was read of it before stays."""
    path = library.write("a.txt", ONE)
    library.add()
    path.write_bytes(b"\x00\x01")
    assert counts(library.sync()) == (0, 0, 0, 1, 0)
    assert library.by_source()["a.txt"].text == ONE


def test_one_bad_source_never_stops_the_rest(library: DocumentStore) -> None:
    """Each failure is named with its reason; the others go in."""
    good = library.write("a.txt", ONE)
    empty = library.write("empty.txt", "")
    other = library.write("b.log", "Rain.")
    folder = library.files / "nothing"
    folder.mkdir()
    missing = library.files / "missing.txt"
    assert counts(library.add(empty, missing, other, folder, good)) == (1, 0, 0, 4, 0)
    reasons = [error.reason for error in library.failures]
    assert reasons[0].startswith("no such file")
    assert any("no files in it" in reason for reason in reasons)
    assert any(".log files cannot be read" in reason for reason in reasons)
    assert any("empty" in reason for reason in reasons)


def test_a_removed_document_stays_out_until_it_is_added_again(library: DocumentStore) -> None:
    """`sync` respects what the user removed, even where the file changes; `add` takes it in."""
    path = library.write("a.txt", ONE)
    library.add()
    library.collection.drop(library.by_source()["a.txt"].id)
    assert counts(library.sync()) == (0, 0, 0, 0, 0)
    path.write_text(TWO)
    assert counts(library.sync()) == (0, 0, 0, 0, 0)
    assert counts(library.add()) == (1, 0, 0, 0, 0)


def test_a_removed_document_stays_out_under_a_new_name(library: DocumentStore) -> None:
    """Renaming the file of a removed document does not bring it back."""
    path = library.write("a.txt", ONE)
    library.add()
    library.collection.drop(library.by_source()["a.txt"].id)
    path.rename(path.with_name("b.txt"))
    assert counts(library.sync()) == (0, 0, 0, 0, 0)
    assert counts(library.sync()) == (0, 0, 0, 0, 0)


def test_a_source_that_failed_is_not_tried_for_ever(library: DocumentStore) -> None:
    """A file that could not be read when it was added is no known source."""
    path = library.write("photo.jpg", "JFIF")
    assert counts(library.add(path)) == (0, 0, 0, 1, 0)
    assert counts(library.sync()) == (0, 0, 0, 0, 0)


def test_a_missing_folder_is_forgotten_with_its_last_document(library: DocumentStore) -> None:
    """The error says how: remove its documents, and `sync` is at peace."""
    library.write("a.txt", ONE)
    library.add()
    library.files.rename(library.files.with_name("gone"))
    assert library.sync().failed == 1
    assert "1 documents are kept" in library.failures[0].reason
    assert library.failures[0].code == "source-missing"
    library.collection.drop(next(iter(library.collection.cards())).id)
    assert counts(library.sync()) == (0, 0, 0, 0, 0)


def test_links_do_not_lead_out_of_the_folder(library: DocumentStore, tmp_path: Path) -> None:
    """A link to a file elsewhere is not followed; one inside of the folder is."""
    secret = tmp_path / "secret.txt"
    secret.write_text("Secret.")
    (library.files / "out.txt").symlink_to(secret)
    (library.files / "loop").symlink_to(library.files)
    inside = library.write("a.txt", ONE)
    (library.files / "in.txt").symlink_to(inside)
    library.add()
    assert [one.text for one in library.collection.documents()] == [ONE]


def test_a_device_is_no_document(library: DocumentStore) -> None:
    """Pipes and devices would be read for ever."""
    os.mkfifo(library.files / "pipe.txt")
    assert counts(library.add(library.files / "pipe.txt", Path("/dev/zero"))) == (0, 0, 0, 2, 0)


def test_a_name_that_is_no_text_is_refused(library: DocumentStore) -> None:
    """File names are bytes; one that is not UTF-8 is named, and nothing breaks."""
    bad = os.fsencode(library.files) + b"/bad\xff.txt"
    Path(os.fsdecode(bad)).write_text(ONE)
    assert counts(library.add()) == (0, 0, 0, 1, 0)
    assert "UTF-8" in library.failures[0].reason


def test_find_takes_a_unique_prefix(library: DocumentStore) -> None:
    """A document is found by its id or the beginning of it, if that fits no other."""
    for number in range(40):
        library.collection.put(document(f"Text {number}.", f"{number}.txt"))
    cards = list(library.collection.cards())
    assert library.collection.find(cards[0].id).id == cards[0].id
    with pytest.raises(UnknownDocumentError):
        library.collection.find("xyz")
    with pytest.raises(UnknownDocumentError):
        library.collection.find("")
    crowded = max("0123456789abcdef", key=lambda c: sum(one.id.startswith(c) for one in cards))
    with pytest.raises(AmbiguousDocumentError, match="give more of the id"):
        library.collection.find(crowded)


def test_a_change_that_fails_leaves_nothing_behind(library: DocumentStore) -> None:
    """A transaction is kept whole or not at all."""
    with pytest.raises(KeyboardInterrupt), library.collection.change():
        library.collection.put(document(ONE))
        raise KeyboardInterrupt
    assert len(library.collection) == 0


def test_reading_needs_no_collection_and_makes_none(tmp_path: Path) -> None:
    """Looking into a data folder that is not there leaves it so."""
    with Collection(tmp_path / "none") as collection:
        assert len(collection) == 0
        assert list(collection.cards()) == []
    assert not (tmp_path / "none").exists()


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    """What is no database is recognised, when opened or when read."""
    with Collection(tmp_path, writable=True) as collection:
        collection.put(document(ONE * 1000))
    path = tmp_path / FILE_NAME
    data = path.read_bytes()
    path.write_bytes(b"garbage" * 100 + data[700:])
    with pytest.raises(StorageError, match="damaged"), Collection(tmp_path) as collection:
        list(collection.documents())


def test_a_killed_writer_leaves_a_collection_that_can_be_read(tmp_path: Path) -> None:
    """A journal that was left behind is rolled back by the next reader: the state before stands."""
    with Collection(tmp_path, writable=True) as collection:
        collection.put(document(ONE, "before.txt"))
    script = (
        "import os, signal, sys; from pathlib import Path;"
        "from corpus.store.collection import Collection; from tests.fakes import document;"
        "c = Collection(Path(sys.argv[1]), writable=True);"
        "c.tables.database.execute('PRAGMA cache_size = 1'); change = c.change();"
        "change.__enter__();"
        "[c.put(document('x' * 5000, f'{n}.txt')) for n in range(50)];"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert (tmp_path / f"{FILE_NAME}-journal").exists()
    with Collection(tmp_path) as collection:
        assert [one.source for one in collection.documents()] == ["before.txt"]


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A collection that a later version wrote is not misread."""
    Collection(tmp_path, writable=True).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as database:
        database.execute("PRAGMA user_version = 99")
    for writable in (False, True):
        with pytest.raises(StorageError, match="format 99"):
            Collection(tmp_path, writable=writable)


def test_a_data_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    """The error names the folder and the reason; its code, what can be done."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"data folder .*file") as caught:
        Collection(tmp_path / "file" / "data", writable=True)
    assert caught.value.code == "data-folder-unwritable"


def test_an_add_that_was_cut_off_is_finished_by_sync(library: DocumentStore) -> None:
    """The folder is remembered before its files are read; nothing that went in is dropped."""
    library.write("a.txt", ONE)
    library.write("b.txt", TWO)
    intake = library.intake()

    def stop(what: str, done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    watched = Ingester(library.collection, Observer(progress=stop), library.sandbox)
    with pytest.raises(KeyboardInterrupt):
        watched.add([str(library.files)])
    assert list(library.collection.sources.roots()) == [str(library.files)]
    assert intake.sync().added == 2
