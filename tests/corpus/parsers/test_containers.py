"""Files that hold many documents: coming, changing and going with their file."""

import io
import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import SourceError
from corpus.ingest.ingester import Ingester
from corpus.ingest.report import Report
from corpus.observer import Observer
from corpus.parsers import archive
from corpus.parsers.parsed import Opened, Options, ParsedDocument
from corpus.parsers.registry import FORMATS, Format
from corpus.sandbox.client import Sandbox
from corpus.sandbox.limits import Limits
from corpus.store.collection import Collection
from tests.corpus.parsers.packages import docx, paragraph, parsed, zipped
from tests.corpus.store.test_collection import DocumentStore, counts

ONE = {"id": "a", "title": "Rain", "body": "Rain fell on Kent for nine hours."}
TWO = {"id": "b", "title": "Sun", "body": "The sun came out over Dover at noon."}
THREE = {"id": "c", "title": "Snow", "body": "Snow closed the school in Ashford."}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[DocumentStore]:
    made = DocumentStore(tmp_path, Collection(tmp_path / "data", writable=True))
    yield made
    made.sandbox.close()
    made.collection.close()


def write(library: DocumentStore, *records: dict[str, str]) -> Path:
    return library.write("news.jsonl", "".join(json.dumps(one) + "\n" for one in records))


def texts(library: DocumentStore) -> list[str]:
    return sorted(one.text for one in library.collection.documents())


def test_records_follow_their_file(library: DocumentStore) -> None:
    """What is new in the file is added, what changed is updated under its id, what is gone is
    dropped, and the rest is left as it is."""
    path = write(library, ONE, TWO)
    assert counts(library.add()) == (2, 0, 0, 0, 0)
    before = {one.source: one for one in library.collection.documents()}
    assert counts(library.sync()) == (0, 0, 2, 0, 0)
    write(library, THREE, {**TWO, "body": "The sun came out over Dover at one."})
    assert counts(library.sync()) == (1, 1, 0, 0, 1)
    after = {one.source: one for one in library.collection.documents()}
    assert sorted(after) == [f"{path}#b", f"{path}#c"]
    assert after[f"{path}#b"].id == before[f"{path}#b"].id
    assert after[f"{path}#b"].text.endswith("at one.")
    path.unlink()
    assert counts(library.sync()) == (0, 0, 0, 0, 2)


def test_new_metadata_is_a_change(library: DocumentStore) -> None:
    """The same text under another title: the document keeps its id and has the new title."""
    write(library, ONE)
    library.add()
    (before,) = library.collection.documents()
    write(library, {**ONE, "title": "Heavy rain"})
    assert counts(library.sync()) == (0, 1, 0, 0, 0)
    (after,) = library.collection.documents()
    assert (after.id, after.title) == (before.id, "Heavy rain")


def test_a_removed_record_stays_out_until_it_is_added_again(library: DocumentStore) -> None:
    """As with files: `sync` leaves it out though the file changed, `add` takes it in again."""
    path = write(library, ONE, TWO)
    library.add(path)
    removed = next(one for one in library.collection.cards() if one.title == "Sun")
    library.collection.drop(removed.id)
    write(library, ONE, TWO, THREE)
    assert counts(library.sync()) == (1, 0, 1, 0, 0)
    assert texts(library) == sorted([ONE["body"], THREE["body"]])
    library.add(path)
    assert texts(library) == sorted([ONE["body"], TWO["body"], THREE["body"]])


def test_one_bad_record_never_stops_the_rest(library: DocumentStore) -> None:
    """It is named by its line; those before and behind it go in."""
    path = library.write(
        "news.jsonl", f'{json.dumps(ONE)}\nnonsense\n\n[1]\n{{"id": "x"}}\n{json.dumps(TWO)}\n'
    )
    report = library.add()
    assert counts(report) == (2, 0, 0, 3, 0)
    assert [error.source for error in library.failures] == [
        f"{path}#2",
        f"{path}#4",
        f"{path}#x",
    ]


def test_what_is_no_article_in_a_folder_is_passed_over(library: DocumentStore) -> None:
    """A table of numbers beside the documents is no failure, and named with what would read it;
    named by itself it is one."""
    library.write("a.txt", "Fog lay over the Medway.")
    table = library.write("heights.csv", "place,height\nTeston,4.20\n")
    assert counts(library.add()) == (1, 0, 0, 0, 0)
    assert any("heights.csv: skipped: no field" in note for note in library.notes)
    assert counts(library.sync()) == (0, 0, 1, 0, 0)
    assert counts(library.add(table)) == (0, 0, 0, 1, 0)


def test_fields_are_remembered_for_sync(library: DocumentStore) -> None:
    """What `add` was told about a file's fields, `sync` reads it by."""
    path = library.write("news.jsonl", '{"words": "It rained.", "name": "Rain"}\n')
    assert counts(library.add(path)) == (0, 0, 0, 1, 0)
    assert "--field text=NAME" in library.failures[0].reason
    fields = {"text": "words", "title": "name"}
    assert counts(library.intake().add([str(path)], fields)) == (1, 0, 0, 0, 0)
    path.write_text(path.read_text() + '{"words": "It snowed.", "name": "Snow"}\n')
    assert counts(library.sync()) == (1, 0, 1, 0, 0)
    assert sorted(str(one.title) for one in library.collection.cards()) == ["Rain", "Snow"]


def test_a_file_that_is_cut_off_by_a_crash_goes_on_behind_it(
    library: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could be read is in, the one that could not is named, and nothing is in twice."""
    monkeypatch.setitem(FORMATS, ".evil", Format("tests.corpus.sandbox.misbehaving", many=True))
    library.sandbox = Sandbox(Limits(seconds=20))
    path = library.write("x.evil", "one\ncrash\ntwo")
    assert counts(library.add()) == (2, 0, 0, 1, 0)
    assert [error.source for error in library.failures] == [f"{path}#1"]
    assert texts(library) == ["Done: one", "Done: two"]


def test_an_archive_is_as_a_folder(library: DocumentStore) -> None:
    """Its files come and go with it, and a file outside with the same text is the same document."""
    library.write("same.txt", "Fog lay over the Medway.")
    path = library.files / "mix.zip"

    def pack(**files: str) -> None:
        with zipfile.ZipFile(path, "w") as packed:
            for name, text in files.items():
                packed.writestr(f"in/{name}.txt", text)

    pack(fog="Fog lay over the Medway.", hail="Hail fell in Deal.")
    assert counts(library.add()) == (2, 0, 1, 0, 0)
    pack(hail="Hail fell in Deal.")
    library.sync()
    assert texts(library) == ["Fog lay over the Medway.", "Hail fell in Deal."]
    (library.files / "same.txt").unlink()
    library.sync()
    assert texts(library) == ["Hail fell in Deal."]


def test_a_mailbox_grows(library: DocumentStore) -> None:
    """A new message is added, those before it are left alone though their order changed."""

    def message(name: str, text: str) -> str:
        return (
            f"From a@example.org Mon Feb 13 08:30:00 2023\nSubject: {name}\n"
            f"Message-ID: <{name}@example.org>\n\n{text}\n\n"
        )

    rain, sun = message("rain", ONE["body"]), message("sun", TWO["body"])
    path = library.write("mail.mbox", rain)
    assert counts(library.add()) == (1, 0, 0, 0, 0)
    library.write("mail.mbox", sun + rain)
    assert counts(library.sync()) == (1, 0, 1, 0, 0)
    sources = sorted(one.source for one in library.collection.documents())
    assert sources == [f"{path}#rain@example.org", f"{path}#sun@example.org"]


def test_a_long_file_of_records_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """24 MB go by a record at a time: this process does not grow by the size of them."""
    path = tmp_path / "news.jsonl"
    with path.open("w") as file:
        for number in range(1_500):
            body = f"Report {number}. " + "The river rose by a hand and fell again. " * 400
            file.write(json.dumps({"id": number, "body": body}) + "\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Sandbox() as sandbox:
        parts = sandbox.read(path, str(path), ".jsonl")
        assert sum(isinstance(part, ParsedDocument) for part in parts) == 1_500
    unit = 1 if sys.platform == "darwin" else 1 << 10
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit < 14 << 20


def test_progress_is_told_for_each_record(library: DocumentStore) -> None:
    """A bar for a long file moves with its records, of which it knows the number."""
    path = write(library, ONE, TWO, THREE)
    heard: list[tuple[str, int, int]] = []
    observer = Observer(progress=lambda *told: heard.append(told))
    Ingester(library.collection, observer, library.sandbox).add([str(path)])
    assert [told[1:] for told in heard if told[0] == "news.jsonl"] == [
        (0, 3),
        (1, 3),
        (2, 3),
        (3, 3),
    ]


# Hostile archives --------------------------------------------------------------------------------


def packed(files: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files:
            file.writestr(name, data)
    return made


def read(file: io.BytesIO) -> tuple[dict[str, str], list[str]]:
    """What an archive gives (texts by name), and what is said of the rest."""
    parts = list(archive.parse(file, "a.zip", Options()))
    found = {part.name: part.text for part in parts if isinstance(part, ParsedDocument)}
    return found, [str(part) for part in parts if isinstance(part, SourceError)]


def test_no_name_leads_out_of_an_archive() -> None:
    """Names are names: what would lead elsewhere stays inside, and nothing is written anywhere."""
    found, failed = read(
        packed(
            [
                ("../../etc/cron.d/x.txt", b"One."),
                ("/root/y.txt", b"Two."),
                ("..\\z.txt", b"Three."),
                ("C:\\w\\v.txt", b"Four."),
            ]
        )
    )
    assert sorted(found) == ["/C:/w/v.txt", "/etc/cron.d/x.txt", "/root/y.txt", "/z.txt"]
    assert failed == []


def test_links_and_hidden_files_of_an_archive_are_not_read() -> None:
    """A link's words would be a path; what begins with a dot was not meant."""
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    found, _ = read(packed([(link, b"/etc/passwd"), (".x/a.txt", b"Hidden."), ("b.txt", b"B.")]))
    assert found == {"/b.txt": "B."}


def test_an_archive_that_swells_is_not_unpacked() -> None:
    """Ten megabytes of nothing in a few kilobytes: refused as that file's failure."""
    found, failed = read(packed([("bomb.txt", b" " * (20 << 20)), ("b.txt", b"B.")]))
    assert found == {"/b.txt": "B."}
    assert failed == ["a.zip/bomb.txt: packed more than 200 times, so not unpacked"]


def test_an_archives_total_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is spread over files and archives in it."""
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    inner = packed([(f"{n}.txt", b"word " * 80) for n in range(3)]).getvalue()
    found, failed = read(packed([("a.txt", b"word " * 20), ("in.zip", inner)]))
    assert "/a.txt" in found
    assert failed
    assert all("the archive has more than" in one for one in failed)


def test_an_archives_number_of_files_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many files are a folder to unpack, or an attack."""
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(SourceError, match="more than 3 files in it"):
        read(packed([(f"{n}.txt", b"One.") for n in range(4)]))


def test_archives_in_archives_have_an_end() -> None:
    """Three deep is somebody's habit; more is a Russian doll."""
    doll = packed([("a.txt", b"The innermost.")]).getvalue()
    for _ in range(2):
        doll = packed([("in.zip", doll)]).getvalue()
    found, _ = read(io.BytesIO(doll))
    assert found == {"/in.zip/in.zip/a.txt": "The innermost."}
    found, failed = read(packed([("in.zip", doll)]))
    assert found == {}
    assert "an archive inside 3 others is not opened" in failed[0]


def test_a_number_of_documents_can_be_passed_over() -> None:
    """What was read before a crash is not read again, in nested files too."""
    records = "".join(json.dumps(one) + "\n" for one in (ONE, TWO)).encode()
    inner = packed([("c.txt", b"C."), ("d.txt", b"D.")]).getvalue()
    file = packed([("a.txt", b"A."), ("b.jsonl", records), ("c.zip", inner), ("e.txt", b"E.")])

    def names(first: int) -> list[str]:
        parts: list[Any] = list(archive.parse(file, "a.zip", Options(first=first)))
        opened = [part.name for part in parts if isinstance(part, Opened)]
        assert opened == [part.name for part in parts if isinstance(part, ParsedDocument)]
        return opened

    whole = names(0)
    assert whole == [
        "/a.txt",
        "/b.jsonl#a",
        "/b.jsonl#b",
        "/c.zip/c.txt",
        "/c.zip/d.txt",
        "/e.txt",
    ]
    for first in range(1, 7):
        assert names(first) == whole[first:]


def test_report_is_as_before() -> None:
    """The last line of `add` has one shape."""
    assert str(Report(1, 2, 3, 4)) == "added 1, updated 2, unchanged 3, failed 4"


def test_a_part_that_is_there_twice_is_refused() -> None:
    """In Word, LibreOffice and e-books, programs disagree on which of the two is meant. Twice the
    same is harmless. Of an archive, whose files may have been brought up to date, the last counts.
    """
    body = paragraph("Roads were closed on Friday.")
    for whole, name in (
        (docx(body), "a.docx"),
        (zipped({"mimetype": "x", "content.xml": "<a/>"}), "a.odt"),
        (zipped({"mimetype": "x", "META-INF/container.xml": "<a/>"}), "a.epub"),
        (zipped({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), "a.xlsx"),
        (zipped({"[Content_Types].xml": "<a/>", "ppt/presentation.xml": "<a/>"}), "a.pptx"),
    ):
        with zipfile.ZipFile(io.BytesIO(whole)) as opened:
            part = opened.namelist()[-1]
        with pytest.raises(SourceError, match=f"it has {part} twice"):
            parsed(_with_entry(whole, part, b"<other/>"), name)
    with zipfile.ZipFile(io.BytesIO(docx(body))) as opened:
        same = opened.read("word/document.xml")
    again = _with_entry(docx(body), "word/document.xml", same)
    assert parsed(again, "a.docx").text == "Roads were closed on Friday."
    old = zipped({"a.txt": "Roads were open."})
    found = parsed(_with_entry(old, "a.txt", b"Roads were closed."), "a.zip")
    assert found.text == "Roads were closed."


def _with_entry(archive: bytes, name: str, content: bytes) -> bytes:
    """The archive with one more entry, whatever others it has."""
    file = io.BytesIO(archive)
    with zipfile.ZipFile(file, "a") as opened, warnings.catch_warnings(action="ignore"):
        opened.writestr(name, content)
    return file.getvalue()
