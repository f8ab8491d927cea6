"""PDF layout: paragraphs whatever way a program sets type, columns, marks, heads and feet."""

from pathlib import Path

import pytest

from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.pdf.document import parse

FILES = Path(__file__).parents[1] / "files" / "pdf"


def paragraphs(name: str) -> list[str]:
    with (FILES / name).open("rb") as file:
        [document] = parse(file, name, Options())
    assert isinstance(document, ParsedDocument)
    return document.text.strip().split("\n\n")


def test_a_size_that_the_matrix_sets_is_a_size() -> None:
    """Type of size 1, scaled by the text matrix, gives the paragraphs of type of size 12."""
    found = paragraphs("pier-tm.pdf")
    assert found == paragraphs("pier-tf.pdf")
    assert max(map(len, found)) > 200


def test_a_negative_size_is_a_size() -> None:
    """Turned type is read like any other."""
    found = paragraphs("negative.pdf")
    assert any("the money was given to the library, for its roof" in one for one in found)


def test_a_columns_edge_is_its_own() -> None:
    """A wide title over two columns tears none of their paragraphs."""
    assert paragraphs("wide-title.pdf")[1:] == paragraphs("short-title.pdf")[1:]


def test_a_note_mark_tears_no_line() -> None:
    """What follows a raised mark on the same line belongs to the same sentence."""
    [sentence] = [one for one in paragraphs("mark-inside.pdf") if "The mayor promised" in one]
    assert "in 2016⁴, and again in 2018⁵, that the baths would be kept open" in sentence


@pytest.mark.parametrize("foot", [f"Page {number} of 5" for number in range(1, 6)])
def test_a_foot_is_none_of_the_text_wherever_it_is_drawn(foot: str) -> None:
    """A foot that the file draws before the body is recognised by its place on the page."""
    assert foot not in paragraphs("foot-before-body.pdf")


def test_arabic_and_hebrew_are_read_from_right_to_left() -> None:
    """Lines become paragraphs, and the letters of a ligature (لا) stand in reading order."""
    arabic, short, hebrew = paragraphs("right-to-left.pdf")
    assert arabic.startswith("قال الوزير إن الطلاب لا يحتاجون إلى دفع الرسوم هذا العام، لأن")
    assert arabic.endswith("صندوق خاص أنشئ في عام 2019 لهذا الغرض وحده.")
    assert short == "الاجتماع القادم سيكون في الأول من يناير."
    assert "משום שהממשלה החליטה לשלם בעבורם." in hebrew
