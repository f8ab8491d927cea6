"""Collections of older versions, opened by this one."""

import multiprocessing
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import StorageError
from corpus.outline import Kind, OutlineEntry
from corpus.store.collection import FILE_NAME, Collection, Source
from corpus.store.database import Connection, Format, connect, older_copy, statements
from corpus.store.migrations import FORMAT
from tests import children

# Every format that was released, as its own version wrote it.
DUMPS = sorted(Path(__file__).parent.glob("collection-format-*.sql"))
FIRST = statements("CREATE TABLE notes (text TEXT NOT NULL)", "INSERT INTO notes VALUES ('one')")
ADVICE = "restore a copy"


def with_dump(folder: Path, dump: Path) -> Path:
    folder.mkdir(exist_ok=True)
    with sqlite3.connect(folder / FILE_NAME) as database:
        database.executescript(dump.read_bytes().decode())
    return folder / FILE_NAME


def schema(path: Path) -> list[tuple[str, ...]]:
    """The columns of all tables, and the indexes."""
    with sqlite3.connect(path) as database:
        return database.execute(
            "SELECT m.type, m.name, coalesce(c.name, ''), coalesce(c.type, ''), c.pk "
            "FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c ORDER BY 1, 2, 3"
        ).fetchall()


@pytest.mark.parametrize("dump", DUMPS, ids=lambda one: one.stem)
@pytest.mark.parametrize("writable", [True, False])
def test_a_collection_of_any_released_format_is_opened_whole(
    tmp_path: Path, dump: Path, writable: bool
) -> None:
    """Texts to the letter, metadata, what came from where, what was removed, the revision by
    which its index is known: all there, for readers and for writers."""
    path = with_dump(tmp_path / "data", dump)
    with Collection(path.parent, writable=writable) as collection:
        by_id = {one.id: one for one in collection.documents()}
        revision, sources, roots = (
            collection.revision,
            collection.sources.files(),
            collection.sources.roots(),
        )
    assert sorted(by_id) == ["2e9831be5a58", "5c3a7b5eb44f", "95ad16c329f5"]
    assert by_id["2e9831be5a58"].text == "Шторм над Кентом\r\n\r\nДороги закрыли в пятницу.\r\n"
    assert by_id["5c3a7b5eb44f"].text == "A note.\n\nIt\ttabs; and 'quotes'.\n"
    kent = by_id["95ad16c329f5"]
    assert kent.text.endswith("“It was the worst night,” said Ann O’Lee. 🌩\n")
    assert (kent.title, kent.publisher, kent.author) == (
        "Storms over Kent",
        "Kent Daily",
        "Ann Lee",
    )
    assert (kent.published, kent.updated, kent.language) == ("2022-11", "2022-12-01", "en")
    assert kent.url == "https://example.org/storms?a='b'"
    assert revision == "d26ea4dc3a8d49ffb21b8ec973fd6002"
    assert len(sources) == 5
    assert sources["/home/ann/articles/storm.md"].document_id == kent.id
    assert sources["/home/ann/articles/sun.txt"].document_id is None
    assert list(roots) == ["/home/ann/articles", "/home/ann/note.txt"]
    assert (kent.version, kent.superseded_by, kent.boilerplate) == (1, None, None)


@pytest.mark.parametrize("dump", DUMPS, ids=lambda one: one.stem)
def test_old_documents_are_known_by_outlet_and_address(tmp_path: Path, dump: Path) -> None:
    """As new ones are, so that versions and recurring lines are found among all of them."""
    path = with_dump(tmp_path / "data", dump)
    with Collection(path.parent, writable=True) as collection:
        [kent] = collection.of_outlet("kent daily", 10)
        assert kent.id == "95ad16c329f5"
        assert [one.id for one in collection.at_address(kent.url)] == [kent.id]
        before = [(one.id, one.boilerplate) for one in collection.documents()]
        with collection.change():
            for one in list(collection.documents()):
                collection.put(one)
        assert [(one.id, one.boilerplate) for one in collection.documents()] == before
        assert [one.id for one in collection.of_outlet("kent daily", 10)] == [kent.id]
        assert [one.id for one in collection.at_address(kent.url)] == [kent.id]


@pytest.mark.parametrize("dump", DUMPS, ids=lambda one: one.stem)
def test_a_collection_that_grew_old_is_as_a_new_one(tmp_path: Path, dump: Path) -> None:
    """Whichever version made the file: it has the same tables, columns and indexes."""
    old = with_dump(tmp_path / "old", dump)
    Collection(tmp_path / "old", writable=True).close()
    Collection(tmp_path / "new", writable=True).close()
    assert schema(old) == schema(tmp_path / "new" / FILE_NAME)


@pytest.mark.parametrize("dump", DUMPS, ids=lambda one: one.stem)
def test_old_documents_get_digests(tmp_path: Path, dump: Path) -> None:
    """So that a change of what is stored of them is noticed from then on. A title that is not even
    UTF-8 keeps nobody from the rest."""
    path = with_dump(tmp_path / "data", dump)
    with sqlite3.connect(path) as database:
        database.execute(
            "UPDATE documents SET title = CAST(x'53746fff' AS TEXT) WHERE id = '5c3a7b5eb44f'"
        )
    with Collection(path.parent, writable=True) as collection:
        assert collection.damaged() == []
        titles = {one.id: one.title for one in collection.cards()}
        assert titles["5c3a7b5eb44f"] == "Sto\ufffd"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE documents SET title = 'Storms over Gent' WHERE publisher != ''")
    with Collection(path.parent) as collection:
        assert collection.damaged() == ["95ad16c329f5"]
        assert collection.get("95ad16c329f5") is None


def test_corrections_of_format_5_get_digests(tmp_path: Path) -> None:
    """What people corrected before there were digests holds."""
    path = tmp_path / FILE_NAME
    connect(path, Format(FORMAT.first, FORMAT.steps[:4], ADVICE), writable=True).close()
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO corrections VALUES ('ab', 'title', 'Storms')")
    with Collection(tmp_path, writable=True) as collection:
        assert collection.corrections.of("ab") == {"title": "Storms"}
        assert collection.corrections.damaged() == []


def test_every_released_format_is_held_against() -> None:
    """There is a dump of the first format, and none of a format that is still to come."""
    versions = [int(one.stem.rpartition("-")[2]) for one in DUMPS]
    assert versions[0] == 1
    assert versions[-1] <= FORMAT.version


def test_documents_of_format_1_have_no_landmarks_yet(tmp_path: Path) -> None:
    """The first step adds landmarks and containers, and leaves what is there as it is."""
    path = with_dump(tmp_path, DUMPS[0])
    with Collection(path.parent, writable=True) as collection:
        one = next(iter(collection.documents()))
        assert one.outline == ()
        marked = replace(one, outline=(OutlineEntry(0, 0, Kind.PAGE, "1"),))
        collection.put(marked)
        assert collection.get(one.id) == marked
        assert collection.sources.containers() == {}
        assert set(collection.sources.roots().values()) == {None}
        assert {source.container for source in collection.sources.files().values()} == {None}


def test_a_migrated_collection_can_be_changed(tmp_path: Path) -> None:
    """It is no museum piece: sources come and go."""
    path = with_dump(tmp_path, DUMPS[0])
    with Collection(path.parent, writable=True) as collection, collection.change():
        collection.sources.put(Source("/home/ann/new.txt", "95ad16c329f5", "0"))
        collection.drop("5c3a7b5eb44f")
    with Collection(path.parent) as collection:
        assert len(collection) == 2
        assert len(collection.sources.files()) == 6


# The mechanism, with formats of its own ------------------------------------------------------


def grown(*steps: Callable[[Connection], None]) -> Format:
    return Format(FIRST, steps, ADVICE)


def made(path: Path, form: Format) -> Path:
    connect(path, form, writable=True).close()
    return path


def notes(path: Path, columns: str = "*") -> list[tuple[str, ...]]:
    with sqlite3.connect(path) as database:
        return database.execute(f"SELECT {columns} FROM notes ORDER BY text").fetchall()


LANGUAGE = statements("ALTER TABLE notes ADD COLUMN language TEXT NOT NULL DEFAULT 'en'")


def shout(database: Connection) -> None:
    for (text,) in database.execute("SELECT text FROM notes").fetchall():
        database.execute("UPDATE notes SET text = ? WHERE text = ?", (text.upper(), text))


def test_all_steps_from_the_files_format_on_are_taken(tmp_path: Path) -> None:
    """In their order, each once; and the file before them is kept beside it."""
    path = made(tmp_path / "notes", grown())
    connect(path, grown(LANGUAGE, shout), writable=True).close()
    connect(path, grown(LANGUAGE, shout), writable=True).close()
    assert notes(path, "text, language") == [("ONE", "en")]
    assert notes(older_copy(path, 1)) == [("one",)]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["notes", "notes.format-1"]


def test_a_new_file_goes_the_same_way_and_leaves_no_copy(tmp_path: Path) -> None:
    """There is nothing to keep of a file that was not there."""
    path = made(tmp_path / "notes", grown(LANGUAGE, shout))
    assert notes(path, "text, language") == [("ONE", "en")]
    assert list(tmp_path.iterdir()) == [path]


def test_a_step_that_fails_leaves_the_format_before_it(tmp_path: Path) -> None:
    """What the steps before it did is kept, and next time it goes on from there."""
    path = made(tmp_path / "notes", grown())

    def fail(database: Connection) -> None:
        database.execute("DELETE FROM notes")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        connect(path, grown(LANGUAGE, fail), writable=True)
    assert notes(path, "text, language") == [("one", "en")]
    connect(path, grown(LANGUAGE, shout), writable=True).close()
    assert notes(path, "text, language") == [("ONE", "en")]


def test_a_file_of_a_later_version_is_refused_untouched(tmp_path: Path) -> None:
    """Going back to an older program does not harm the file; the error says what to do."""
    path = made(tmp_path / "notes", grown(LANGUAGE))
    before = path.read_bytes()
    for writable in (True, False):
        with pytest.raises(StorageError, match=r"format 2, .* reads 1 .*restore a copy"):
            connect(path, grown(), writable=writable)
    assert path.read_bytes() == before


def test_what_is_no_file_of_ours_is_refused(tmp_path: Path) -> None:
    """A database without a format of ours is somebody else's."""
    path = tmp_path / "notes"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE other (one)")
    with pytest.raises(StorageError, match="no format that Pullquote knows"):
        connect(path, grown(), writable=False)


def test_a_file_whose_making_was_cut_off_is_made_by_the_next(tmp_path: Path) -> None:
    """A kill before the first transaction ended leaves a blank file, which stops nobody."""
    path = tmp_path / "notes"
    with sqlite3.connect(path) as database:
        database.execute("VACUUM")  # a header, and nothing in it
    assert path.stat().st_size
    connect(path, grown(), writable=False).close()
    assert notes(path) == [("one",)]


def test_an_old_file_that_cannot_be_written_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read-only media have to be brought up to date once by who may write them."""
    path = made(tmp_path / "notes", grown())
    # Not by its permissions: root, whom tests may run as, writes everywhere.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StorageError, match="cannot be written"):
        connect(path, grown(LANGUAGE), writable=False)


def _open(path: Path) -> None:
    connect(path, grown(LANGUAGE, *[shout] * 5), writable=False).close()


def test_several_processes_may_open_an_old_file_at_once(tmp_path: Path) -> None:
    """One of them takes the steps; the others wait, and find them taken."""
    path = made(tmp_path / "notes", grown())
    # Not forked: this process has threads.
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_open, args=(path,)) for _ in range(4)]
    for one in processes:
        one.start()
        children.keep(one.pid or 0)
    for one in processes:
        one.join(children.PATIENCE)
        children.forget(one.pid or 0)
    assert [one.exitcode for one in processes] == [0] * 4
    assert notes(path, "text, language") == [("ONE", "en")]
