"""Sentences, paragraphs and passages: they cover the text, and end in the right places."""

import time
from pathlib import Path

import pytest
from hypothesis import given

from corpus.text.front_matter import split_front_matter
from corpus.text.paragraphs import paragraphs
from corpus.text.passages import MOST_WORDS, passages
from corpus.text.sentences import LONGEST, sentences
from corpus.text.words import count_words
from tests.strategies import texts

CASES = Path(__file__).with_name("sentences.txt").read_text("utf-8")


def cases() -> list[str]:
    return [case for case in CASES.split("\n====\n") if case.strip()]


@given(texts())
def test_sentences_cover_the_text(text: str) -> None:
    """Joined, the sentences are the text: no gaps, no overlaps, in any script."""
    _, body = split_front_matter(text)
    found = sentences(text, None, body)
    assert "".join(one.of(text) for one in found) == text
    assert [one.start for one in found[1:]] == [one.end for one in found[:-1]]


@given(texts())
def test_paragraphs_cover_the_text(text: str) -> None:
    """Joined, the paragraphs are the text."""
    assert "".join(one.of(text) for one in paragraphs(text)) == text


@given(texts())
def test_no_sentence_is_longer_than_a_screen(text: str) -> None:
    """In any text, every sentence is short enough to be shown whole."""
    assert all(len(one.of(text).rstrip()) <= LONGEST for one in sentences(text) if not one.heading)


@given(texts(min_size=5))
def test_passages_are_runs_of_whole_sentences(text: str) -> None:
    """Joined, passages are the body, and they begin where sentences do."""
    _, body = split_front_matter(text)
    found = sentences(text, None, body)
    parts = passages(text, found, body)
    assert "".join(one.of(text) for one in parts) == text[body:]
    starts = {one.start for one in found}
    assert all(part.start in starts for part in parts)


@given(texts(min_size=5))
def test_no_passage_crosses_a_heading(text: str) -> None:
    """Headings are only at the start of a passage."""
    found = sentences(text)
    for part in passages(text, found):
        inside = [one for one in found if part.holds(one)]
        kinds = [one.heading for one in inside]
        assert kinds == sorted(kinds, reverse=True)


@given(texts(min_size=10))
def test_passages_have_a_maximum_size(text: str) -> None:
    """A passage is longer only if it is a single sentence."""
    found = sentences(text)
    for part in passages(text, found):
        inside = [one for one in found if part.holds(one)]
        assert len(inside) == 1 or count_words(part.of(text)) <= MOST_WORDS


@pytest.mark.parametrize("case", cases())
def test_sentences_as_a_reader_would_split_them(case: str) -> None:
    """The cases in sentences.txt: a text, then its sentences, one a line, headings behind #."""
    text, _, expected = case.partition("\n----\n")
    found = [
        ("#" if one.heading else "") + " ".join(one.of(text).split()) for one in sentences(text)
    ]
    assert found == expected.strip().splitlines()


def boundary_cases() -> list[str]:
    lines = Path(__file__).with_name("boundaries.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("case", boundary_cases())
def test_sentences_end_where_a_reader_of_the_language_ends_them(case: str) -> None:
    """The cases in boundaries.txt: abbreviations, note marks, quotations, in several languages."""
    language, _, marked = case.partition("\t")
    expected = marked.split(" | ")
    text = " ".join(expected)
    assert [one.of(text).strip() for one in sentences(text, language)] == expected


def test_a_line_wrapped_by_a_program_continues() -> None:
    """Programs that wrap lines leave a space at the end."""
    text = "Pregnant women should take, for the \nfirst months, a tablet a day. \nIt is small."
    assert [" ".join(one.of(text).split()) for one in sentences(text)] == [
        "Pregnant women should take, for the first months, a tablet a day.",
        "It is small.",
    ]


def test_long_text_without_full_stops_is_cut_at_words() -> None:
    """Every piece begins and ends at a word."""
    text = "word " * 1000
    found = sentences(text)
    assert len(found) > 5
    assert all(one.of(text).startswith("word") and one.of(text).endswith(" ") for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "Roads were closed on Friday. " * 20_000,
        "Start.\n" + "\n" * 400_000 + "End.",
        "\n" * 400_000 + "End.",
        "Start." + " " * 400_000 + "end.",
        "#" * 400_000,
        "“" * 400_000,
        "a. b! " * 50_000,
    ],
    ids=["one line", "blank lines", "blank start", "blanks", "signs", "quotes", "short"],
)
def test_time_grows_linearly(text: str) -> None:
    """Text of any kind is split into sentences and passages in a second or two; in time that grows
    with its square, these would take minutes or hours."""
    started = time.process_time()
    found = sentences(text)
    gathered = passages(text, found)
    assert time.process_time() - started < 20
    assert sum(len(one.of(text)) for one in found) == len(text)
    assert all(len(one.of(text).strip()) <= 4000 for one in gathered)


def test_no_heading_is_longer_than_a_title() -> None:
    """A line of a thousand words is not a heading, even with a heading mark."""
    text = "# " + "word " * 1200 + "\nText under it."
    assert all(len(one.of(text)) <= LONGEST + 1 for one in sentences(text))


def test_no_cut_separates_a_letter_from_its_marks() -> None:
    """Text without spaces is cut before a base character."""
    text = "e\u0301\u0302" * 1000
    assert all(one.of(text).startswith("e") for one in sentences(text))
