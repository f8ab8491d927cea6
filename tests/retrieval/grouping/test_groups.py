"""Groups of quotes: who says the same, who contradicts, and who only copies."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.span import Span
from retrieval.answer import Agreement, Quote
from retrieval.citation import Citation
from retrieval.grouping.asked import Asked
from retrieval.grouping.groups import Comparisons, group
from retrieval.grouping.quantities import quantities
from retrieval.grouping.statements import Statements
from retrieval.grouping.values import value_of
from retrieval.text.question_types import kinds
from tests.fakes import document
from tests.strategies import texts

_NUMBERS = itertools.count()


def quote(
    text: str, answer: str, published: str | None = None, also: tuple[str, ...] = ()
) -> Quote:
    """A document that is one sentence with this answer in it; ``also``: copies of it."""
    whole = Span(0, len(text))
    copies = [document(one, f"copy{next(_NUMBERS)}.txt") for one in also]
    start = text.index(answer) if answer else 0
    return Quote(
        document(text, f"{next(_NUMBERS)}.txt", published=published, language="en"),
        whole,
        (whole,),
        0.5,
        tuple(Citation(one, Span(0, len(one.text))) for one in copies),
        answer=Span(start, start + len(answer)) if answer else None,
    )


def grouped(question: str, *quotes: Quote, strengths: tuple[float, ...] = ()) -> Comparisons:
    asked = Asked.of(question, kinds(question))
    made = Statements(asked)
    given = strengths or (1.0,) * len(quotes)
    return group(
        [made.of(one, one.span, strength) for one, strength in zip(quotes, given, strict=True)],
        asked,
    )


def test_the_same_in_other_words_is_one_group() -> None:
    """The earliest published represents it, and each document counts once."""
    late = quote("A quarter of Russians back the war.", "A quarter", "2022-12-02")
    early = quote("Only 25 percent now support the war.", "25 percent", "2022-12-01")
    found = grouped("What share of Russians back the war?", late, early)
    [one] = found.groups
    assert one.quote.document.id == early.document.id
    assert (one.sources, one.value, found.agreement) == (2, "25 %", Agreement.AGREE)
    assert found.sources == 2


def test_figures_that_cannot_both_be_right_differ() -> None:
    """For one time; most independent sources first."""
    found = grouped(
        "What share supported talks in July?",
        quote("In July 32 percent supported talks, one outlet said.", "32 percent"),
        quote("A study in July put support for talks at 30 percent.", "30 percent"),
        quote("In July, just 30 percent believed in talks, others wrote.", "30 percent"),
    )
    assert found.agreement is Agreement.DIFFER
    assert [(one.value, one.sources) for one in found.groups] == [("30 %", 2), ("32 %", 1)]


def test_figures_for_different_times_are_a_sequence() -> None:
    """By date, and no contradiction."""
    found = grouped(
        "What share supports the war?",
        quote("In November 25 percent supported the war.", "25 percent", "2022-12-01"),
        quote("In July 57 percent supported the war.", "57 percent", "2022-12-01"),
    )
    assert found.agreement is None
    assert [one.value for one in found.groups] == ["57 %", "25 %"]
    assert [one.when for one in found.groups] == [("2022-07",), ("2022-11",)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("More than 200,000 men left.", "200,000"), ("In all, 261,000 men left.", "261,000")),
        (("In Kent 12 people died.", "12"), ("In Dorset 15 people died.", "15")),
        (("Within three days 261,000 left.", "261,000"), ("In two weeks 400,000 left.", "400,000")),
    ],
)
def test_what_can_both_be_true_is_no_difference(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    """A bound, another place, another stretch of time: two groups, and nothing is claimed."""
    found = grouped("How many people?", quote(*one), quote(*other))
    assert len(found.groups) == 2
    assert found.agreement is None


def test_a_wire_copy_is_no_second_source() -> None:
    """A near-duplicate sentence, and a document that is mostly the same text."""
    text = "Storms closed roads in Kent on Friday, and 12 people were hurt, the police said."
    copied = quote(text, "12", also=(text.replace("the police said", "police said"),))
    found = grouped("How many people were hurt?", copied)
    assert (found.sources, found.agreement) == (1, Agreement.SINGLE)
    [one] = found.groups
    assert len(one.documents) == 2
    again = quote(text + " More is not known.", "12")
    assert grouped("How many people were hurt?", copied, again).sources == 1


def test_a_list_is_no_contradiction() -> None:
    """One source that names both, or a question for several."""
    question = "Which countries took them in?"
    found = grouped(
        question,
        quote("They went to Georgia at once.", "Georgia"),
        quote("They went to Kazakhstan at once.", "Kazakhstan"),
    )
    assert found.agreement is None
    who = grouped(
        "Who made the poll?",
        quote("It was the work of the Federal Guard Service.", "Federal Guard Service"),
        quote("The Federal Security Service made the poll.", "Federal Security Service"),
    )
    assert who.agreement is Agreement.DIFFER


def test_an_acronym_is_what_its_document_says() -> None:
    """One means the Guard Service by FSO, another something else."""
    found = grouped(
        "Who made the poll?",
        quote("The Federal Guard Service, or FSO, exists. The FSO made it.", "FSO made"[:3]),
        quote("The Federal Security Service (FSO) exists. The FSO made it.", "FSO made"[:3]),
    )
    assert found.agreement is Agreement.DIFFER


def test_yes_and_no_differ() -> None:
    """A question that is answered by a statement: its sentence counts, not words in it."""
    found = grouped(
        "Is the museum open on Mondays?",
        quote("The museum is open on Mondays.", "open"),
        quote("The museum is not open on Mondays.", "open"),
    )
    assert found.agreement is Agreement.DIFFER
    assert {one.value for one in found.groups} == {"yes", "no"}


def test_a_doubtful_answer_needs_a_second_source() -> None:
    """Else it is not shown beside a confident one; nor may it contradict one."""
    question = "How many men left?"
    sure, doubtful = quote("In all 261,000 men left.", "261,000"), quote("Or 7,000 left.", "7,000")
    assert len(grouped(question, sure, doubtful, strengths=(2.0, 0.2)).groups) == 1
    second = quote("It was 7,000, they say.", "7,000")
    found = grouped(question, sure, doubtful, second, strengths=(2.0, 0.2, 0.2))
    assert [one.value for one in found.groups] == ["261000", "7000"]
    assert found.agreement is None


def test_a_figure_answers_how_many() -> None:
    """A sentence without one is no answer to compare."""
    found = grouped(
        "How many women met him?",
        quote("Only one of the seventeen women had a son there.", "seventeen"),
        quote("Vladimir Putin received women last week.", "Vladimir Putin"),
    )
    assert [one.value for one in found.groups] == ["17"]


def test_the_answer_is_found_where_no_reader_is() -> None:
    """The only figure in a sentence, if the question asks for one."""
    found = grouped("How many died?", quote("On Friday twelve died.", ""))
    assert found.groups[0].quote.answer_text == "twelve"
    unclear = grouped("How many died?", quote("Twelve died and forty fled.", ""))
    assert unclear.groups == ()


@given(texts(), st.sampled_from(["en", "de", "es", "ru", "uk", None]))
def test_any_text_can_be_read(text: str, language: str | None) -> None:
    """As a value, without an error, and with places inside it."""
    value = value_of(text, language)
    value.normalised(kinds(text))
    assert value.negated in (True, False)
    for one in quantities(text, value.lexicon):
        assert 0 <= one.place[0] < one.place[1] <= len(text)
