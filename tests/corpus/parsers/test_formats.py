"""Files of every format, each made by its usual tool (``files/make.sh``)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import SourceError
from corpus.ingest.loading import is_of, make_document, open_file
from corpus.locator import locate
from corpus.observer import Observer
from corpus.parsers.parsed import Opened, Options, ParsedDocument, Remark
from corpus.parsers.pdf.ocr import data_folder
from corpus.parsers.registry import FORMATS, ending_of
from corpus.sandbox.client import Sandbox

FILES = Path(__file__).parents[1] / "files"
WARNING = (
    "The Environment Agency issued its first severe warning at 21:40, two hours after the gauge at "
    "East Farleigh had passed its highest mark since 1968."
)
LIES = "Putin urged the women not to believe what he called “lies” about the invasion of Ukraine."
CALL_UP = (
    "Only one conscript’s mother among seventeen women who met Putin › The price of the call-up"
)
WORKERS = "The mobilisation has also left Russia short of workers."


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def documents(sandbox: Sandbox, name: str, **fields: str) -> list[Document]:
    """What is in a file, all of which can be read."""
    parts = list(sandbox.read(FILES / name, name, ending_of(name), Options(fields)))
    assert all(isinstance(part, ParsedDocument | Opened | Remark) for part in parts), parts
    return [
        make_document(part, name, Observer()) for part in parts if isinstance(part, ParsedDocument)
    ]


@pytest.mark.parametrize(
    ("name", "words", "place"),
    [
        ("writer.pdf", WARNING, "page 1"),
        ("writer.pdf", LIES, "page 2"),
        ("chromium-page.pdf", "The council never listens to anyone in this county.", "page 2"),
        # A sentence whose words were hyphenated, in two columns; one that goes over the page.
        ("chromium-columns.pdf", "the underground electricity substation, the", "page 1"),
        ("chromium-columns.pdf", "would call the mobilisation “a disastrous mistake” if", "page 1"),
        ("writer.docx", WARNING, "The flood › Warnings came late, paragraph 1"),
        ("writer.docx", WORKERS, f"{CALL_UP}, paragraph 1"),
        ("pandoc.docx", LIES, f"{CALL_UP.partition(' ›')[0]}, paragraph 3"),
        ("pandoc.docx", "The older gauge at Teston was taken down in 1991", None),
        ("pandoc.docx", "East Farleigh\t4.71", "The flood › Warnings came late, paragraph 3"),
        ("writer.doc", WARNING, "The flood › Warnings came late, paragraph 1"),
        ("writer.doc", "East Farleigh\t4.71\nTeston",
         "The flood › Warnings came late, paragraph 3"),
        ("writer.odt", WARNING, "The flood › Warnings came late, paragraph 1"),
        ("pandoc.odt", WORKERS, f"{CALL_UP}, paragraph 1"),
        ("pandoc.odt", "The older gauge at Teston was taken down in 1991", None),
        ("writer.rtf", WARNING, "The flood › Warnings came late, paragraph 1"),
        ("pandoc.rtf", WORKERS, f"{CALL_UP}, paragraph 1"),
        ("pandoc.epub", WARNING.removesuffix("."), "The flood › Warnings came late, paragraph 1"),
        ("pandoc.epub", LIES, f"{CALL_UP.partition(' ›')[0]} › paragraph 3"),
        ("writer.epub", LIES, f"{CALL_UP.partition(' ›')[0]} › paragraph 3"),
        ("pandoc.html", WORKERS, f"{CALL_UP}, paragraph 1"),
        ("writer.html", WARNING.removesuffix("."), "The flood › Warnings came late, paragraph 1"),
        ("chromium-page.html", WARNING, "Warnings came late, paragraph 1"),
        ("chromium-page.html", "East Farleigh\t4.71",
         "Warnings came late › What the gauges said, paragraph 1"),
        ("message.eml", "The council will pay 500 pounds to each household", "paragraph 2"),
        ("calc.xlsx", "Place: East Farleigh; Height in metres: 4.71; Read on: 2023-02-14; Share of "
         "the highest: 97.0%", "Gauges, row 4"),
        ("impress.pptx", "East Farleigh\t4.71\nTeston", "slide 2"),
        ("impress.pptx", "Mention that the gauge at Teston was taken down", "slide 1, notes"),
        ("tides.ipynb", "The sea has risen by 1.7 millimetres a year.", "cell 3"),
        ("paper.tex", "The FloodNet model reads gauge 7.", "Introduction, paragraph 1"),
        ("film.srt", "The lighthouse keeper told us that the lamp needs", "00:03:12"),
        ("film.srt", "that the lamp needs two thousand watts.", "00:03:14"),
        ("film.vtt", "And who pays for it?", "00:03:25"),
    ],
)  # fmt: skip
def test_words_are_in_the_text_as_they_were_written(
    sandbox: Sandbox, name: str, words: str, place: str | None
) -> None:
    """Whatever the format: a sentence is there to the letter, and its place is told."""
    (document,) = documents(sandbox, name)
    start = document.text.index(words)
    if place is not None:
        assert locate(document, start) == place


@pytest.mark.parametrize("name", ["lease.docx", "lease.doc", "lease.odt", "lease.rtf"])
def test_a_contract_is_the_same_in_every_format(sandbox: Sandbox, name: str) -> None:
    """Numbers of clauses, notes, raised marks; nothing that is hidden or was deleted."""
    (document,) = documents(sandbox, name)
    assert document.text.split("\n\n") == [
        "Lease of the boathouse",
        "1. Rent",
        "1.1 The rent is 340 crowns as in 1968¹.",
        "1.2 Rent not paid bears interest of 東京 and 😀.",
        "(a) It is due at once.",
        "2. Repairs",
        "2.1 The owner repairs\nthe roof.",
        "Of four percent a year.",
    ]
    assert [one.label for one in document.outline] == ["Lease of the boathouse"]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("writer.pdf", {"title": "Three reports", "author": "Ann Lee", "language": "en-GB"}),
        ("writer.docx", {"title": "Three reports", "author": "Ann Lee", "language": "en-GB"}),
        ("writer.odt", {"title": "Three reports", "author": "Ann Lee", "language": "en-GB"}),
        ("writer.doc", {"title": "Three reports", "author": "Ann Lee"}),
        ("writer.rtf", {"title": "Three reports", "author": "Ann Lee"}),
        ("pandoc.epub", {"title": "Three reports", "author": "Ann Lee", "published": "2023-02-14",
                         "language": "en-GB"}),
        ("chromium-page.html", {
            "title": "River floods three villages in Kent", "publisher": "Kent Daily",
            "author": "Ann Lee", "published": "2023-02-14T08:30:00+00:00",
            "updated": "2023-02-15T17:05:00+00:00", "language": "en-GB",
            "url": "https://kentdaily.example/news/2023/river-floods-villages"}),
        ("message.eml", {"title": "Überschwemmung in Yalding: the council’s answer",
                         "author": "Ann Lee <ann@kentdaily.example>",
                         "published": "2023-02-15T09:30:00+00:00"}),
        ("film.srt", {}),
    ],
)  # fmt: skip
def test_metadata_is_what_the_file_declares(
    sandbox: Sandbox, name: str, known: dict[str, str]
) -> None:
    """And no more: when a file was saved is no date of publication."""
    (document,) = documents(sandbox, name)
    names = ("title", "publisher", "author", "published", "updated", "url", "language")
    found = {one: getattr(document, one) for one in names}
    assert {key: value for key, value in found.items() if value} == known


def test_a_page_is_its_article(sandbox: Sandbox) -> None:
    """Navigation, promotion, sharing, cookies and comments are no part of it; lists are."""
    (document,) = documents(sandbox, "chromium-page.html")
    for recurring_lines in (
        "Subscribe now",
        "cookies",
        "Share on",
        "recipes",
        "First!",
        "All rights",
    ):
        assert recurring_lines not in document.text
    assert "\n\nthe school in Hunton stays closed until Monday;\n\n" in document.text


@pytest.mark.parametrize(
    "name", ["writer.pdf", "writer.epub", "pandoc.epub", "chromium-columns.pdf"]
)
def test_a_notes_mark_is_no_digit_of_a_number(sandbox: Sandbox, name: str) -> None:
    """ "since 1968" with the mark of note 1 is not 19681, nor 1968.1."""
    (document,) = documents(sandbox, name)
    assert "since 1968.1" not in document.text


def test_what_pages_repeat_is_left_out(sandbox: Sandbox) -> None:
    """Date, title, address and page number over and under every page are no words of its text."""
    (document,) = documents(sandbox, "chromium-page.pdf")
    assert "file://" not in document.text
    assert "1/2" not in document.text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param(
            "scan.pdf",
            "pictures without text.*ocrmypdf",
            marks=pytest.mark.skipif(data_folder() is not None, reason="the extra ocr reads it"),
        ),
        ("encrypted.pdf", "locked with a password"),
    ],
)
def test_what_has_no_text_to_give_says_why(sandbox: Sandbox, name: str, reason: str) -> None:
    """A scan or a locked file is no empty document: it is refused with what to do."""
    with pytest.raises(SourceError, match=reason):
        documents(sandbox, name)


@pytest.mark.parametrize("ending", sorted(set(FORMATS) - {".txt", ".text", ".md", ".markdown"}))
@pytest.mark.parametrize("data", [b"\x00\xff\x00garbage" * 9, b"   \n", b"PK\x03\x04", b"{\\rtf1"])
def test_what_is_no_such_file_is_refused_in_a_line(
    sandbox: Sandbox, ending: str, data: bytes
) -> None:
    """A file of another kind under this name is refused with a reason, or is some text."""
    try:
        parts = list(sandbox.read(data, "x", ending))
    except SourceError as error:
        assert "\n" not in error.reason
    else:
        assert all(part.text.strip() for part in parts if isinstance(part, ParsedDocument))


@pytest.mark.parametrize("name", ["writer.pdf", "articles.jsonl", "originals/reports.md"])
def test_a_files_digest_tells_its_bytes(name: str) -> None:
    """Whoever hands a file out can see that it is the one that was read."""
    data = (FILES / name).read_bytes()
    digest = open_file(FILES / name).digest
    assert is_of(digest, data)
    assert not is_of(digest, data + b" ")


# Files of many documents -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["articles.jsonl", "articles.json", "articles.csv"])
def test_a_record_is_a_document(sandbox: Sandbox, name: str) -> None:
    """With its own text, title and dates, which stay as partial as they are."""
    found = documents(sandbox, name)
    assert [one.title for one in found] == ["Lighthouse dark", "Ferries again", "Frost"]
    assert [one.published for one in found] == ["2023-02-13", "2023-02-14", "2023-04"]
    assert found[2].text == (
        "Frost destroyed a third of the cherry blossom in Faversham, the growers’ union said."
    )
    assert len({one.source for one in found}) == 3
    if name != "articles.csv":
        assert (found[0].source, found[0].author) == (f"{name}#a1", "Ann Lee, Tom Fry")
        assert found[1].publisher == "Kent Daily"


def test_fields_are_called_as_the_user_says(sandbox: Sandbox) -> None:
    """A mapping goes before the names that are tried; one that is not there is an error."""
    first, *_ = documents(sandbox, "articles.jsonl", title="id", text="title")
    assert (first.title, first.text) == ("a1", "Lighthouse dark")
    with pytest.raises(SourceError, match="no 'story'; it has id, title, body"):
        documents(sandbox, "articles.jsonl", text="story")


def test_posts_of_a_channel_are_documents(sandbox: Sandbox) -> None:
    """Their words, times (UTC) and addresses; pictures and service messages are none."""
    first, second = documents(sandbox, "result.json")
    assert first.text.startswith("Lighthouse dark. The lighthouse at Dungeness went dark")
    assert first.text.endswith("https://kentdaily.example")
    assert (first.publisher, first.published, first.updated, first.url) == (
        "Kent Channel",
        "2023-02-13T08:30:00+00:00",
        "2023-02-13T09:00:00+00:00",
        "https://t.me/c/1234567890/2",
    )
    assert second.text.startswith("Ferries to Calais")


def test_messages_of_a_mailbox_are_documents(sandbox: Sandbox) -> None:
    """Their own words, under their own names; what is forwarded names its sender."""
    first, reply, forward = documents(sandbox, "mailbox.mbox")
    assert first.text.startswith("Dear desk,")
    assert reply.text == "Thank you.\n\nFrom Monday it is on the front page."
    assert (reply.source, reply.author, reply.published) == (
        "mailbox.mbox#reply@kentdaily.example",
        "Tom Fry <desk@kentdaily.example>",
        "2023-02-15T11:00:00+00:00",
    )
    found = locate(forward, forward.text.index("Frost destroyed"))
    assert str(found).startswith("From: The growers’ union <union@faversham.example>")


def test_an_archive_of_any_mix(sandbox: Sandbox) -> None:
    """Everything in it that can be read is, archives in it too; the rest is counted in a line."""
    found = {one.source: one for one in documents(sandbox, "mix.zip")}
    assert sorted(found) == [
        "mix.zip/mix/articles.jsonl#a1",
        "mix.zip/mix/articles.jsonl#a2",
        "mix.zip/mix/articles.jsonl#a3",
        "mix.zip/mix/film.vtt",
        "mix.zip/mix/nested.zip/deep/frost.txt",
        "mix.zip/mix/notes.md",
        "mix.zip/mix/pandoc.docx",
    ]
    notes = found["mix.zip/mix/notes.md"]
    assert locate(notes, notes.text.index("Ferries to")) == "Ferries, paragraph 1"
    [remark] = [
        part.text
        for part in sandbox.read(FILES / "mix.zip", "mix.zip", ".zip")
        if isinstance(part, Remark)
    ]
    # Where pictures can be read, this one is damaged.
    assert remark.startswith(("skipped 1 file of other kinds (1 .png)", "/mix/picture.png: "))
