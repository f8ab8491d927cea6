"""Sentences and headings of documents whose files say what is a heading."""

import pytest

from corpus.outline import Kind, OutlineEntry
from retrieval.text.document_sentences import document_sentences
from tests.fakes import document

_BELOW = "\n\n- Adults\n- Children\n\nThe ferry leaves at nine.\n"


def headings(text: str, marked: str, kind: Kind = Kind.HEADING) -> list[str]:
    start = text.index(marked)
    entry = OutlineEntry(start, start + len(marked), kind, marked, 2)
    found = document_sentences(document(text, outline=[entry]))
    assert "".join(text[one.start : one.end] for one in found) == text
    return [text[one.start : one.end].strip() for one in found if one.heading]


@pytest.mark.parametrize(
    "line",
    [
        "Synopsis",
        "ferry timetable",
        "3.1. You asked me to take the ferry, but it is full. What should I do?",
    ],
)
def test_what_the_file_marks_is_a_heading(line: str) -> None:
    """Whatever stands below it; in a text that marks nothing, it would be a sentence."""
    assert headings(line + _BELOW, line) == [line]
    assert headings(line + _BELOW, line, Kind.CODE) == []


@pytest.mark.parametrize(
    "line",
    [
        "Tickets cost 14 pounds.",
        "Fee: 4,200 crowns",
        "Write to ferry@example.org",
        "The ferry " + "and the mail boat " * 10 + "are late",
    ],
)
def test_large_type_alone_makes_no_heading(line: str) -> None:
    """Statements and figures that a page has in the form of a heading can be quoted."""
    assert headings(line + _BELOW, line) == []


def test_nothing_stands_below() -> None:
    assert headings("The ferry leaves at nine.\n\nSynopsis\n", "Synopsis") == []


def test_only_the_whole_paragraph_is_one() -> None:
    text = "Synopsis of all ferries, with\ntheir hours" + _BELOW
    assert headings(text, "Synopsis") == []
