"""Loading: decoding, front matter, titles, locators."""

from pathlib import Path

import pytest
from hypothesis import given

from corpus.document import Metadata
from corpus.errors import SourceError
from corpus.ingest.loading import open_file
from corpus.locator import locate
from corpus.metadata import metadata_of
from corpus.outline import Kind, OutlineEntry, markdown_headings
from corpus.text.front_matter import split_front_matter
from tests.fakes import document
from tests.strategies import texts


def test_front_matter_gives_the_metadata() -> None:
    """Fields between two ``---`` lines, under the names that people use."""
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
        "03/04/2022",
        "2022-13-01",
        "2022-02-30",
        "30.11.22",
        "0000",
        "２０２２-11-30",
    ],
)
def test_an_invalid_date_is_left_unknown(date: str) -> None:
    """A date that is none, or can be read in two ways, is not guessed; a note says so."""
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
def test_the_first_line_is_the_title_if_it_looks_like_one(text: str, title: str | None) -> None:
    """Without front matter, a headline is the title; otherwise the title is unknown."""
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
def test_a_horizontal_rule_is_not_front_matter(text: str) -> None:
    """A text that only begins with ``---``, or has no YAML mapping there, is all body."""
    assert split_front_matter(text) == ({}, 0)


def test_a_header_that_is_nearly_yaml_is_parsed() -> None:
    """A colon in a title does not lose the metadata."""
    text = "---\ntitle: Poll: most want talks\npublished: 2022-11-30\ntags: [a\n  b]]\n---\nText."
    metadata, _ = metadata_of(text)
    assert (metadata.title, metadata.published) == ("Poll: most want talks", "2022-11-30")
    assert text[split_front_matter(text)[1] :] == "Text."


def test_surrogate_pairs_are_joined() -> None:
    """Emoji as JSON exporters escape them; a lone surrogate is replaced."""
    metadata, _ = metadata_of('---\ntitle: "\\ud83d\\ude00 smile"\nauthor: "\\ud83d"\n---\nText.')
    assert metadata.title == "😀 smile"
    assert metadata.author == "\ufffd"


def test_a_yaml_bomb_is_harmless() -> None:
    """Nested aliases are not expanded."""
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
    """Paragraphs are counted by blank lines, without front matter."""
    assert locate(document(text), text.index(at)) == place


def test_the_title_is_not_part_of_the_locator() -> None:
    """The citation has the title already. Paragraphs below it are counted from it."""
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
def test_the_outline_gives_the_place(
    at: str, outline: list[tuple[int, int, str, str, int]], place: str
) -> None:
    """A page or a time; a chapter or headings with the paragraph below them; before the first entry
    of the outline, the paragraph alone."""
    text = "One.\n\nTwo."
    marks = [OutlineEntry(a, b, Kind(kind), label, level) for a, b, kind, label, level in outline]
    assert locate(document(text, outline=marks), text.index(at)) == place


@given(texts())
def test_every_character_has_a_locator(text: str) -> None:
    """In any text, with any headings."""
    one = document(text)
    assert all("paragraph" in locate(one, start) for start in range(0, len(text), 7))
    for heading in markdown_headings(text):
        assert heading.label
        assert 0 <= heading.start < heading.end <= len(text)


def test_every_sample_article_has_its_metadata() -> None:
    """And about 250 to 500 words."""
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


def test_unknown_formats_are_refused(tmp_path: Path) -> None:
    """The error lists the formats that can be parsed."""
    path = tmp_path / "a.exe"
    path.write_bytes(b"MZ")
    with pytest.raises(SourceError, match=r"\.exe files cannot be read.*\.txt.*\.md"):
        open_file(path)
