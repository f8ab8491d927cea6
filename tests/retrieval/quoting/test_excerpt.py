"""How much is quoted around the sentence that answers."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.span import Span
from corpus.text.sentences import sentences
from retrieval.quoting.excerpt import MOST_CHARACTERS, excerpt
from retrieval.quoting.neighbours import Neighbours
from retrieval.text.cues import cues_for
from retrieval.text.quotations import inside, outside, quotations
from tests.strategies import texts

CASES = Path(__file__).with_name("quoting_cases.txt").read_text("utf-8").split("\n====\n")[1:]


def marked(case: str) -> tuple[str | None, str, Span, Span]:
    """A case's language and text, without the marks; its answering sentence and its quote."""
    *heads, body = re.split(r"^((?:# .*\n)?(?:language: .*\n)?)", case, maxsplit=1)
    named = re.search(r"^language: (\w+)$", "".join(heads), re.M)
    marks: dict[str, int] = {}
    text = ""
    for part in re.split(r"(\*\*|⟦|⟧)", body.strip("\n")):
        if part in ("⟦", "⟧") or part == "**":
            marks["end" if part == "**" and "**" in marks else part] = len(text)
        else:
            text += part
    return (
        named[1] if named else None,
        text,
        Span(marks["**"], marks["end"]),
        Span(marks["⟦"], marks["⟧"]),
    )


def excerpt_around(text: str, language: str | None, answering: Span) -> str:
    spans = tuple(Span(one.start, one.end) for one in sentences(text, language))
    around = Neighbours.of(text, spans)
    numbers = [
        n for n, one in enumerate(spans) if one.start < answering.end and answering.start < one.end
    ]
    first, last = excerpt(around, numbers[0], numbers[-1], cues_for(language, text))
    return around.run(first, last).strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.partition("\n")[0][2:60])
def test_the_excerpt_is_as_short_as_can_be_understood(case: str) -> None:
    """Each case of quoting_cases.txt gets the quote that is marked in it."""
    language, text, answering, wanted = marked(case)
    assert excerpt_around(text, language, answering) == wanted.of(text)


@given(texts(), st.sampled_from([None, "en", "ru", "fi"]), st.data())
def test_an_excerpt_is_a_bounded_run_of_sentences(
    text: str, language: str | None, data: st.DataObject
) -> None:
    """It holds what answers, is no longer than the limit, and stays within what is free."""
    spans = tuple(Span(one.start, one.end) for one in sentences(text, language))
    around = Neighbours.of(text, spans)
    number = data.draw(st.integers(0, len(spans) - 1))
    low = data.draw(st.integers(0, number))
    high = data.draw(st.integers(number, len(spans) - 1))
    first, last = excerpt(around, number, number, cues_for(language, text), low, high)
    assert low <= first <= number <= last <= high
    assert first == last or len(around.run(first, last)) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        ("He said: “No.” She left.", ["“No.”"]),
        ("„Genug“, sagte sie. »Nie«, rief er.", ["„Genug“", "»Nie«"]),
        ("«Хватит», — сказала она.", ["«Хватит»"]),
        ('It is 5" wide. "Take it," he said.', ['"Take it,"']),
        ("Don’t say ‘never’.", []),
        ("「はい」と彼は言った。", ["「はい」"]),
    ],
)
def test_direct_quotations_are_found(paragraph: str, found: list[str]) -> None:
    """The marks of several languages; inches, apostrophes and single marks are none."""
    assert [paragraph[start:end] for start, end in quotations(paragraph)] == found
    assert not any(one in outside(paragraph) for one in found)


@given(texts())
def test_taking_quotations_out_leaves_the_rest(text: str) -> None:
    """What is outside is the text with slices taken out, in order."""
    rest = iter(text)
    assert all(any(one == other for other in rest) for one in outside(text))


@given(st.lists(st.lists(texts(max_size=2), min_size=1, max_size=3), min_size=1, max_size=4))
def test_every_sentence_is_inside_a_quotation_or_not(paragraphs: list[list[str]]) -> None:
    """One answer for each, and no text begins within its own first quotation."""
    found = inside(paragraphs)
    assert len(found) == sum(map(len, paragraphs))
    assert not found[0]
