"""Damaged or lost data: never quoted, found by `doctor`, repaired by `sync`."""

import sqlite3
from pathlib import Path

import pytest

from corpus.store.collection import FILE_NAME
from tests.bot.conftest import Pullquote

QUESTION = "What will repairs cost the county?"


def change_a_digit(data_dir: Path) -> None:
    """Changes one digit of the stored text, as a failing disk might: SQLite sees nothing wrong."""
    with sqlite3.connect(data_dir / FILE_NAME) as database:
        database.execute("UPDATE documents SET text = replace(text, '12 million', '72 million')")
        assert database.total_changes == 1
    database.close()


def change_a_byte(data_dir: Path) -> None:
    """The same with a byte that is not UTF-8."""
    with sqlite3.connect(data_dir / FILE_NAME) as database:
        database.execute(
            "UPDATE documents SET text = CAST(replace(CAST(text AS BLOB), "
            "CAST('12 million' AS BLOB), x'3132ff6d696c6c696f6e') AS TEXT)"
        )
    database.close()


@pytest.mark.parametrize("damage", [change_a_digit, change_a_byte])
def test_a_damaged_text_is_not_quoted_and_sync_repairs_it(
    fast: Pullquote, article: Path, data_dir: Path, damage: object
) -> None:
    """`ask`, `show` and `verify` say that it is damaged, `doctor` finds it, and `sync` reads it
    again from its source, under its old id."""
    fast("add", article)
    before = fast("ask", QUESTION, "--json").json["quotes"]
    known = fast("list", "--json").json
    assert callable(damage)
    damage(data_dir)
    asked = fast("ask", QUESTION)
    assert asked.code == 1
    assert "million" not in asked.out
    assert f"document {known[0]['id']} is damaged" in asked.err
    assert "`pullquote sync`" in asked.err
    shown = fast("show", known[0]["id"])
    assert (shown.code, shown.out) == (2, "")
    assert "is damaged" in shown.err
    checked = fast("verify", "Repairs will cost the county 12 million dollars.")
    assert "is damaged" in checked.err
    assert "72 million" not in checked.out
    examined = fast("doctor")
    assert examined.code == 2
    assert "FAIL  collection: 1 stored document is damaged" in examined.out
    synced = fast("sync")
    assert synced.code == 0
    assert fast("list", "--json").json == known
    assert fast("ask", QUESTION, "--json").json["quotes"] == before
    assert "ok    collection: 1 documents" in fast("doctor").out


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "Storm over Gent"),
        ("published", "2012-11-30"),
        ("url", "https://example.net/storm"),
        ("publisher", None),
        ("source", "/elsewhere.txt"),
        ("landmarks", '[[0,0,"page","7",0]]'),
        ("places", b"\x01"),
    ],
)
def test_damaged_metadata_is_not_cited_and_sync_repairs_it(
    fast: Pullquote, article: Path, data_dir: Path, column: str, value: object
) -> None:
    """Title, date, address or page as they are not: neither quoted, nor listed, nor shown; `doctor`
    finds it, and `sync` reads the document again, under its old id."""
    article.write_text(
        "---\ntitle: Storm over Kent\npublished: 2022-11-30\npublisher: Kent Daily\n"
        "url: https://example.org/storm\n---\nRepairs will cost the county 12 million dollars.\n"
    )
    fast("add", article)
    before = fast("ask", QUESTION, "--json").json["quotes"]
    [known] = fast("list", "--json").json
    assert known["title"] == "Storm over Kent"
    with sqlite3.connect(data_dir / FILE_NAME) as database:
        database.execute(f"UPDATE documents SET {column} = ?", (value,))
    database.close()
    asked = fast("ask", QUESTION)
    assert (asked.code, "million" in asked.out) == (1, False)
    assert f"of document {known['id']} is damaged" in asked.err
    assert fast("show", known["id"]).code == 2
    if column not in ("landmarks", "places"):
        assert fast("list", "--json").json == []
    assert "FAIL  collection: 1 stored document is damaged" in fast("doctor").out
    assert fast("sync").code == 0
    assert fast("list", "--json").json == [known]
    assert fast("ask", QUESTION, "--json").json["quotes"] == before
    assert "ok    collection: 1 documents" in fast("doctor").out


def test_a_damaged_correction_is_not_shown_and_sync_takes_it_back(
    fast: Pullquote, article: Path, data_dir: Path
) -> None:
    """Neither it nor what it corrected is said to be true: nothing is known, until it is corrected
    again. `edit` of another field does not make it true."""
    fast("add", article)
    [known] = fast("list", "--json").json
    fast("edit", known["id"], "--published", "2022-11-30", "--author", "Ann Lee")
    assert "ok    collection" in fast("doctor").out
    with sqlite3.connect(data_dir / FILE_NAME) as database:
        database.execute("UPDATE corrections SET value = '2012-11-30' WHERE field = 'published'")
    database.close()
    for command in (("list", "--json"), ("edit", known["id"], "--title", "Storm", "--json")):
        seen = fast(*command)
        [one] = seen.json if isinstance(seen.json, list) else [seen.json]
        assert (one["published"], one["author"]) == (None, "Ann Lee"), command
        assert f"correction of document {known['id']} (published) is damaged" in seen.err
    assert f"1 correction is damaged (published of {known['id']})" in fast("doctor").out
    synced = fast("sync")
    assert synced.code == 2
    assert "its correction (published) was damaged, and has been undone" in synced.err
    assert f"`pullquote edit {known['id']}`" in synced.err
    assert fast("sync").code == 0
    [one] = fast("list", "--json").json
    assert (one["published"], one["author"], one["title"]) == (None, "Ann Lee", "Storm")
    assert "ok    collection: 1 documents" in fast("doctor").out


def test_damaged_metadata_is_not_made_true_by_a_change(
    fast: Pullquote, article: Path, data_dir: Path
) -> None:
    """Where the file that a document is named after goes, and a copy stays, or its text changes."""
    article.write_text("---\ntitle: Storm over Kent\n---\nRepairs cost 12 million dollars.\n")
    copy = article.with_name("copy.txt")
    copy.write_text(article.read_text())
    fast("add", article, copy)
    [known] = fast("list", "--json").json
    with sqlite3.connect(data_dir / FILE_NAME) as database:
        database.execute("UPDATE documents SET title = 'Storm over Gent'")
    database.close()
    fast("remove", article)
    assert fast("list", "--json").json == []
    assert "is damaged" in fast("doctor").out
    assert fast("sync").code == 0
    [again] = fast("list", "--json").json
    assert (again["id"], again["title"]) == (known["id"], "Storm over Kent")
    assert again["source"].endswith("copy.txt")


def test_a_damaged_text_without_a_source_can_be_removed(
    fast: Pullquote, article: Path, data_dir: Path
) -> None:
    """`sync` says that it cannot repair it, every time, and what is left to do."""
    fast("add", article)
    change_a_digit(data_dir)
    [known] = fast("list", "--json").json
    article.unlink()
    failed = fast("sync", "--keep-missing")
    assert failed.code == 2
    assert f"`pullquote remove {known['id']}`" in failed.err
    assert fast("remove", known["id"]).out == "removed 1\n"
    assert fast("sync").code == 0


def test_a_damaged_text_that_changed_meanwhile_is_replaced(
    fast: Pullquote, article: Path, data_dir: Path
) -> None:
    """The new text takes its place; the damaged one is not kept as an older version."""
    fast("add", article)
    change_a_digit(data_dir)
    article.write_text("Repairs will cost the county 15 million dollars, the council said.")
    assert fast("sync").code == 0
    assert "15 million" in fast("ask", QUESTION).out
    [known] = fast("list", "--json").json
    assert fast("show", f"{known['id']}@2").code == 1
    assert "ok    collection: 1 documents" in fast("doctor").out


@pytest.mark.parametrize("size", [None, 0])
def test_a_lost_collection_is_not_taken_for_an_empty_one(
    fast: Pullquote, article: Path, data_dir: Path, tmp_path: Path, size: int | None
) -> None:
    """Where the index is there and the collection's file is gone, every command says so instead of
    answering from the samples, and `sync` does not throw the index away. `add` begins anew."""
    fast("add", article)
    (data_dir / FILE_NAME).unlink()
    if size is not None:
        (data_dir / FILE_NAME).touch()
    index = (data_dir / "index" / "current").read_text()
    for command in (
        ["ask", QUESTION],
        ["list"],
        ["show", "ab"],
        ["verify", "Roads were closed."],
        ["sync"],
        ["remove", "ab"],
        ["backup", tmp_path / "b.zip"],
    ):
        refused = fast(*command)
        assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1), command
        assert "is gone" in refused.err
        assert "restore a backup" in refused.err
    assert "FAIL  collection: the collection" in fast("doctor").out
    assert (data_dir / "index" / "current").read_text() == index
    assert not (data_dir / FILE_NAME).exists() or not (data_dir / FILE_NAME).stat().st_size
    assert fast("add", article).code == 0
    assert "12 million" in fast("ask", QUESTION).out


def test_doctor_runs_sqlites_own_check(fast: Pullquote, article: Path, data_dir: Path) -> None:
    """An index of a table that disagrees with it is found, though every row can be read."""
    fast("add", article)
    with sqlite3.connect(data_dir / FILE_NAME) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(sha256)', '(added)') "
            "WHERE name = 'documents_by_sha256'"
        )
    database.close()
    examined = fast("doctor")
    assert examined.code == 2
    assert "FAIL  collection: " in examined.out
    assert "is damaged" in examined.out


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("spans.npy", "cut"),
        ("rows.npy", "cut"),
        ("firsts.npy", "cut"),
        ("spans.npy", "turned"),
        ("firsts.npy", "turned"),
    ],
)
def test_a_damaged_index_is_named_and_built_again(
    fast: Pullquote, article: Path, data_dir: Path, name: str, damage: str
) -> None:
    """Whether it cannot be opened, or makes the search stumble: never a raw error, never a wrong
    quote, and `sync` mends it."""
    fast("add", article)
    before = fast("ask", QUESTION, "--json").json["quotes"]
    [file] = (data_dir / "index" / "segments").glob(f"*/sentences/{name}")
    content = file.read_bytes()
    header = content.index(b"\n") + 1
    file.write_bytes(
        content[:-4] if damage == "cut" else content[:header] + b"\xff" * (len(content) - header)
    )
    refused = fast("ask", QUESTION)
    assert (refused.code, refused.out) == (2, "")
    assert "`pullquote sync` builds it again" in refused.err
    assert "unexpected" not in refused.err
    assert fast("sync").code == 0
    assert fast("ask", QUESTION, "--json").json["quotes"] == before
