"""From bytes to a document's text and metadata."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.ingest.loading import open_file
from corpus.locator import locate
from corpus.metadata import metadata_of
from corpus.outline import Kind, OutlineEntry, markdown_headings
from corpus.text.decoding import decode
from corpus.text.front_matter import split_front_matter
from tests.fakes import document
from tests.strategies import texts

LETTER = "Президент сказал, что женщин на встрече было семнадцать, и только у одной призвали сына."


@given(texts())
def test_utf8_is_taken_as_it_is(text: str) -> None:
    """A UTF-8 file's text is its decoded bytes: line ends, odd characters and all."""
    text = text.removeprefix("\ufeff")
    assert decode(text.encode(), "file") == (text, "utf-8")


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_a_byte_order_mark_decides(encoding: str, mark: bytes) -> None:
    """The mark says how to read the file, and is no part of its text."""
    text, found = decode(mark + LETTER.encode(encoding), "file")
    assert text == LETTER
    assert found.startswith(encoding[:5])


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_older_encodings_are_recognised(encoding: str) -> None:
    """Text that is not UTF-8 is read by a guess, which is named."""
    text, found = decode((LETTER * 3).encode(encoding), "file")
    assert text == LETTER * 3
    assert found != "utf-8"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t \r\n", "white space"),
        (b"PK\x03\x04\x00\x00\x00text", "NUL"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL"),
        (codecs.BOM_UTF8 + b"caf\xe9", "not valid at byte"),
        (codecs.BOM_UTF16_LE + b"a", "not valid"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    """Empty, blank, binary and broken files are named with what is wrong with them."""
    with pytest.raises(SourceError, match=f"notes.txt: .*{reason}"):
        decode(data, "notes.txt")


def test_front_matter_gives_the_metadata() -> None:
    """Fields between two rulers at the head of a file, under the names that people use."""
    text = (
        "---\ntitle: 'Bread: a history'\nauthors: [Ann Lee, Bo Li]\ndate: 2022-11\n"
        "lang: no\nURL: https://example.org/a\n---\n# Other\n\nText."
    )
    metadata, notes = metadata_of(text)
    assert metadata == Metadata(
        title="Bread: a history",
        author="Ann Lee, Bo Li",
        published="2022-11",
        language="no",
        url="https://example.org/a",
    )
    assert notes == []


@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "2022-11-30 99:99 soon",
        "2022-13-01",
        "2022-02-30",
        "30.11.2022",
        "0000",
        "２０２２-11-30",
    ],
)
def test_a_date_that_is_none_stays_unknown(date: str) -> None:
    """A date is ISO, or it is unknown and the user hears so; it is never guessed."""
    metadata, notes = metadata_of(f"---\npublished: {date}\n---\nText.")
    assert metadata.published is None
    assert len(notes) == 1
    assert date in notes[0]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Storms over Kent\n\nRoads were closed.", "Storms over Kent"),
        ("\r\n# Storms over Kent #\r\nRoads were closed.", "Storms over Kent"),
        ("Who left?\n\nMany did.", "Who left?"),
        ("A sentence, and no title.\n\nRoads were closed.", None),
        ("Only one line", None),
        ("Two lines\nof one paragraph", None),
        (f"{'long ' * 60}\n\nText.", None),
        ("* * *\n\nText.", None),
        (f"# {'long ' * 60}\n\nText.", None),
        (f"# a{' ' * 20_000}x\nText.", None),
    ],
)
def test_the_first_line_is_the_title_where_it_looks_like_one(text: str, title: str | None) -> None:
    """Without front matter, a headline is recognised; anything else is left unknown."""
    assert metadata_of(text)[0].title == title


@pytest.mark.parametrize(
    "text",
    [
        "---\nA scene.\n---\nAnother.",
        "---\n- a\n- list\n---\nText.",
        "---\nkey: [unclosed\nand a line of text\n---\nText.",
        "---\ntitle: no end\n\nText.",
        "--- \n" + "a: &x [*x]\n" * 3,
        " ---\ntitle: indented\n---\n",
    ],
)
def test_a_ruler_is_no_front_matter(text: str) -> None:
    """What merely begins with a ruler, or is no YAML mapping, is all body."""
    assert split_front_matter(text) == ({}, 0)


def test_a_header_that_is_nearly_yaml_is_still_a_header() -> None:
    """A colon in a title is no reason to lose the metadata, nor to quote the header."""
    text = "---\ntitle: Poll: most want talks\npublished: 2022-11-30\ntags: [a\n  b]]\n---\nText."
    metadata, _ = metadata_of(text)
    assert (metadata.title, metadata.published) == ("Poll: most want talks", "2022-11-30")
    assert text[split_front_matter(text)[1] :] == "Text."


def test_an_emoji_in_two_halves_is_made_whole() -> None:
    """As exporters of JSON write it, and PyYAML reads it; half of one is replaced."""
    metadata, _ = metadata_of('---\ntitle: "\\ud83d\\ude00 smile"\nauthor: "\\ud83d"\n---\nText.')
    assert metadata.title == "😀 smile"
    assert metadata.author == "\ufffd"


def test_a_yaml_bomb_is_harmless() -> None:
    """Nested aliases are not unfolded."""
    bomb = "---\na: &a [x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n"
        for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
    )
    fields, body = split_front_matter(f"{bomb}title: ok\n---\nText.")
    assert fields["title"] == "ok"
    assert body > 0


@pytest.mark.parametrize(
    ("text", "at", "place"),
    [
        ("One.\n\nTwo.\n\nThree.", "Three", "paragraph 3"),
        ("\n\nOne.\r\n\r\n \r\nTwo.", "Two", "paragraph 2"),
        ("The first line.\nTwo.\nAnd the third line is longer than those.", "third", "paragraph 3"),
        ("Wrapped by hand at\na width that holds\nfor all of these.", "these", "paragraph 1"),
        ("One.\nstill one\n\nTwo.", "still", "paragraph 1"),
        ("---\ntitle: x\n---\n\nOne.\n\nTwo.", "Two", "paragraph 2"),
        ("Only.", "Only", "paragraph 1"),
        ("# Kent\n\nOne.\n\n## Night\n\nTwo.\n\nThree.", "Three", "Kent › Night, paragraph 2"),
        ("# Kent\nOne.\n\n## Night\nTwo.\n", "Two", "Kent › Night, paragraph 1"),
        ("# Kent\n\n## Night\n\nTwo.\n\n# Essex\n\nThree.", "Three", "Essex, paragraph 1"),
        ("Zero.\n\n# Kent\n\nOne.", "Zero", "paragraph 1"),
        ("Kent\n====\n\nOne.\n\nNight\n-----\n\nTwo.", "Two", "Kent › Night, paragraph 1"),
        ("One.\n\n---\n\nTwo.", "Two", "paragraph 3"),
        ("# Kent\n\n```\n# no heading\n```\n\nTwo.", "Two", "Kent, paragraph 2"),
        ("# Kent {#kent}\n\n## Night {: .dark}\n\nTwo.", "Two", "Kent › Night, paragraph 1"),
        ("+++\ntitle = 'A'\n+++\n# Kent\n\nTwo.", "Two", "Kent, paragraph 1"),
        ("---\ntitle: KENT\n---\n# Kent\n\nOne.\n\n## Night #\n\nTwo.", "Two",
         "Kent › Night, paragraph 1"),
    ],
)  # fmt: skip
def test_the_locator_counts_paragraphs(text: str, at: str, place: str) -> None:
    """A reader finds the quote by counting blank lines, front matter left out."""
    assert locate(document(text), text.index(at)) == place


def test_a_heading_that_is_the_title_is_no_place() -> None:
    """The citation has the title already; what is under it is counted from it on."""
    text = "# Kent\n\nOne.\n\n## Night\n\nTwo."
    titled = document(text, title="KENT")
    assert locate(titled, text.index("One")) == "paragraph 1"
    assert locate(titled, text.index("Two")) == "Night, paragraph 1"


@pytest.mark.parametrize(
    ("at", "outline", "place"),
    [
        ("Two", [(0, 0, "slide", "3", 0), (0, 4, "heading", "One.", 2)], "slide 3"),
        ("Two", [(0, 0, "cell", "7", 0), (0, 4, "heading", "One.", 2)], "cell 7"),
        ("Two", [(0, 0, "chapter", "Budget", 0), (6, 6, "row", "12", 0)], "Budget, row 12"),
        ("Two", [(6, 6, "row", "12", 0)], "row 12"),
        ("Two", [(0, 0, "page", "iv", 0), (6, 6, "page", "5", 0)], "page 5"),
        ("One", [(0, 0, "page", "iv", 0), (6, 6, "page", "5", 0)], "page iv"),
        ("Two", [(0, 0, "time", "00:00:01", 0), (6, 6, "time", "00:03:12", 0)], "00:03:12"),
        ("Two", [(0, 0, "chapter", "chapter 3", 0)], "chapter 3 › paragraph 2"),
        ("Two", [(0, 4, "chapter", "One.", 0)], "One. › paragraph 1"),
        ("Two", [(0, 0, "chapter", "The night", 0), (0, 4, "heading", "One.", 1)],
         "The night › One., paragraph 1"),
        ("One", [(6, 6, "page", "5", 0)], "paragraph 1"),
        ("One", [(6, 10, "heading", "Two.", 1)], "paragraph 1"),
    ],
)  # fmt: skip
def test_landmarks_give_the_place(
    at: str, outline: list[tuple[int, int, str, str, int]], place: str
) -> None:
    """A page by its label, a time, a chapter or headings with the paragraph under them; before the
    first of them, the paragraph alone."""
    text = "One.\n\nTwo."
    marks = [OutlineEntry(a, b, Kind(kind), label, level) for a, b, kind, label, level in outline]
    assert locate(document(text, outline=marks), text.index(at)) == place


@given(texts())
def test_every_character_has_a_place(text: str) -> None:
    """Whatever the text is, and however odd its headings."""
    one = document(text)
    assert all("paragraph" in locate(one, start) for start in range(0, len(text), 7))
    for heading in markdown_headings(text):
        assert heading.label
        assert 0 <= heading.start < heading.end <= len(text)


def test_every_sample_article_is_complete() -> None:
    """The articles that ship have all their metadata, and 250 to 500 words."""
    from corpus.sample import sample_documents

    samples = sample_documents()
    assert len(samples) == 8
    for sample in samples:
        assert sample.title
        assert sample.publisher == "Pullquote sample desk"
        assert sample.author
        assert sample.published
        assert sample.language == "en"
        _, body = split_front_matter(sample.text)
        assert 250 <= len(sample.text[body:].split()) <= 530, sample.source


def test_the_readme_of_a_package_is_not_read_by_accident(tmp_path: Path) -> None:
    """A file of a kind that has no reader is refused with the kinds that have one."""
    path = tmp_path / "a.exe"
    path.write_bytes(b"MZ")
    with pytest.raises(SourceError, match=r"\.exe files cannot be read.*\.txt.*\.md"):
        open_file(path)
