"""Programs in PDFs: their lines stay lines, and are marked as code; names and prose are not."""

import pytest

from corpus.outline import Kind
from tests.corpus.parsers.pdf_writer import Sheet, Words, column, parsed, pdf

# Fills the column: nothing below it was ended early.
TEXT = (
    "The weir above Lindmouth was opened on Tuesday after two years of works, which cost",
    "the county eleven million crowns, the engineer said, and is shut by one command.",
)


def document(typed: list[tuple[float, str]], after: tuple[str, ...] = (), at: float = 72) -> bytes:
    """Text, lines of typewriter's type at some distance from the left, and text at ``at``."""
    lines = [
        *column(TEXT),
        *(
            Words(words, x, 660 - 12 * place, 10, typed=True)
            for place, (x, words) in enumerate(typed)
        ),
        *column(after, x=at, y=640 - 12 * len(typed)),
        *column(TEXT, y=400),
    ]
    return pdf([Sheet(lines)])


def code_of(data: bytes) -> list[str]:
    found = parsed(data)
    return [found.text[one.start : one.end] for one in found.outline if one.kind is Kind.CODE]


def test_a_program_keeps_its_lines() -> None:
    """Also where a line begins in lower case, which goes on a sentence in a text."""
    typed = [(90.0, "if [ -e /srv/weir ]; then"), (102.0, "weir --shut || true"), (90.0, "fi")]
    assert code_of(document(typed, ("The gates are shut then.",))) == [
        "if [ -e /srv/weir ]; then\n  weir --shut || true\nfi"
    ]


@pytest.mark.parametrize(
    "line", ["$ weir --shut", "weir set depth 4", "depth = 4;", "/srv/weir -> /srv/dam"]
)
def test_a_single_line_is_one(line: str) -> None:
    """If it looks like code, or like something that is typed."""
    assert code_of(document([(90.0, line)], ("The gates are shut then.",))) == [line]


def test_an_indented_line_is_one() -> None:
    """Whatever it looks like. The first line of a paragraph below may be indented, too."""
    line = "Build [Weir] 2 Dams"
    lines = [*column(TEXT), Words(line, 90, 660, 10, typed=True), *column(TEXT, y=640)]
    assert code_of(pdf([Sheet(lines)])) == [line]
    indented = [Words(TEXT[0], 100, 628), Words(TEXT[1], 72, 614)]
    signature = [Words("int gates(int depth,", 90, 660, 10, typed=True)]
    signature.append(Words("int width)", 102, 648, 10, typed=True))
    assert code_of(pdf([Sheet([*column(TEXT), *signature, *indented])])) == [
        "int gates(int depth,\n  int width)"
    ]


def test_what_a_colon_introduces_is_one() -> None:
    """Whatever it looks like."""
    lines = [
        *column(TEXT),
        *column(("For example:",), y=660),
        Words("Build: Weir [Lower] Dam", 90, 640, 10, typed=True),
        *column(("The gates are shut then.",), y=620),
    ]
    assert code_of(pdf([Sheet(lines)])) == ["Build: Weir [Lower] Dam"]


def test_a_name_over_its_description_is_none() -> None:
    """Options and functions are set in that type, too."""
    for name in ("--shut DEPTH", "weir_shut()"):
        described = document([(72.0, name)], ("Shuts the gates.",), at=100)
        assert (
            code_of(described) == [] and f"\n\n{name}\n\nShuts the gates." in parsed(described).text
        )


def test_prose_in_that_type_is_none() -> None:
    """A licence, or a letter."""
    prose = ["Permission is granted to copy and", "to share this manual, whole or in part."]
    data = document([(90.0, line) for line in prose], ("The gates are shut then.",))
    assert code_of(data) == [] and " ".join(prose) in parsed(data).text


def test_words_of_that_type_do_not_part_a_sentence() -> None:
    """A long name fills a line of a paragraph."""
    lines = [
        Words(TEXT[0], 72, 700),
        Words("/srv/weir/lindmouth/lower/gates/states/of/all/the/gates", 72, 686, typed=True),
        Words("and the county shuts it by one command.", 72, 672),
    ]
    assert len(parsed(pdf([Sheet(lines)])).text.split("\n\n")) == 1


def test_a_typewritten_document_has_no_programs() -> None:
    """There, all text is in that type."""
    lines = [Words(words, 72, 700 - 12 * place, 10, typed=True) for place, words in enumerate(TEXT)]
    data = pdf([Sheet([*lines, Words("$ weir --shut", 90, 640, 10, typed=True)])])
    assert code_of(data) == []
