"""Lines on pages put together to paragraphs."""

from corpus.document import Metadata
from corpus.outline import Kind
from corpus.parsers.pdf.document import compose_pages
from corpus.parsers.pdf.lines import Line
from corpus.parsers.pdf.page import Page
from corpus.parsers.text_builder import TextBuilder

WIDTH = 300.0
LETTER = 6.0


def page(label: str, *lines: str, left: float = 50.0, gap: float = 14.0) -> Page:
    """Lines of ten points under one another; those that begin with a tab are indented, and an
    empty one is a gap. A line's width follows from its letters, and 300 points are full."""
    placed = []
    base = 700.0
    for words in lines:
        base -= gap
        if words:
            begin = left + 12 * words.count("\t")
            solid = words.strip()
            placed.append(Line(solid, begin, begin + LETTER * len(solid), base, 10.0))
    return Page(label, placed, has_pictures=False)


def composed(*pages: Page) -> tuple[str, dict[str, str]]:
    """The text, and the first words of each page."""
    composer = TextBuilder()
    compose_pages(pages, composer)
    reading = composer.reading(Metadata())
    marks = {
        one.label: reading.text[one.start :][:12]
        for one in reading.outline
        if one.kind is Kind.PAGE
    }
    return reading.text, marks


def test_a_paragraph_ends_where_the_next_word_would_have_fitted() -> None:
    """A full line goes on; a short one was ended on purpose; an indent begins a paragraph."""
    text, _ = composed(
        page(
            "1",
            "The river rose by a hand in the night before it",
            "fell again.",
            "Nobody in the village had seen it so high since",
            "\tThe council met on Monday and said that nothing",
        )
    )
    assert text.split("\n\n") == [
        "The river rose by a hand in the night before it fell again.",
        "Nobody in the village had seen it so high since",
        "The council met on Monday and said that nothing",
    ]


def test_a_sentence_goes_on_over_the_page() -> None:
    """No blank line stands in it, nor half of a word; the second page begins inside it."""
    text, marks = composed(
        page("1", "The council met on Monday and talked of a govern-"),
        page("2", "ment that would not pay. The government was silent"),
    )
    assert text == (
        "The council met on Monday and talked of a government that would not pay. "
        "The government was silent"
    )
    assert marks == {"1": "The council ", "2": "ment that wo"}


def test_a_hyphen_at_a_lines_end_goes_only_where_it_was_put_in() -> None:
    """The file's other words tell: "government" and "well-known" stand elsewhere in it."""
    text, _ = composed(
        page(
            "1",
            "He was a well-known man of government in the year",
            "when the river rose, and still is a very well-",
            "known man, whom many in the county and the govern-",
            "ment would like to see again, as would an Anglo-",
            "American lady.",
        )
    )
    assert "a very well-known man" in text
    assert "the government would" in text
    assert "an Anglo-American lady." in text


def test_a_file_that_does_not_hyphenate_keeps_its_hyphens() -> None:
    """Where no word tells otherwise, a hyphen is the writer's."""
    lines = ["The river rose by a hand in the night before it"] * 99
    text, _ = composed(
        page("1", *lines, "She was so soft-hearted, he said, and so quick-", "witted.")
    )
    assert text.endswith("so quick-witted.")


def test_a_page_of_few_lines_keeps_them() -> None:
    """Slides and certificates say nearly the same on every page, and that is their text."""
    text, _ = composed(*(page(str(n), f"Certificate {n}", "for swimming") for n in range(1, 9)))
    assert text.count("for swimming") == 8
    assert text.count("Certificate") == 8


def test_running_titles_and_page_numbers_are_left_out() -> None:
    """Also where the title changes with the chapter and the number changes sides."""
    text, marks = composed(
        *(
            page(
                str(number),
                f"{number} The Storm" if number % 2 else f"Chapter {number // 4} {number}",
                "",
                f"Report {number} says that the river rose by a hand and",
                "fell again.",
                "Nobody in the village had seen it so high since",
                f"the bridge of {chr(64 + number) * 3} was built.",
            )
            for number in range(1, 9)
        )
    )
    assert "Storm" not in text
    assert "Chapter" not in text
    assert len(text.split("\n\n")) == 16
    assert marks["8"] == "Report 8 say"
