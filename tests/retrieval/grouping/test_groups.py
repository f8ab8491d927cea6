"""Groups of quotes: who says the same, who contradicts, and who only copies."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.span import Span
from retrieval.answer import Agreement, Quote
from retrieval.citation import Citation
from retrieval.grouping.asked import Asked
from retrieval.grouping.compare import Comparison, compare
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


@pytest.mark.parametrize(
    ("question", "agreement"),
    [
        ("What is a device ID?", None),
        ("what is syncthing", None),
        ("Что такое устройство?", None),
        ("Was ist eine Geräte-ID?", None),
        ("What is the device ID?", Agreement.DIFFER),
    ],
)
def test_descriptions_do_not_contradict_each_other(
    question: str, agreement: Agreement | None
) -> None:
    """Whoever asks what something is may get several descriptions, all of them true."""
    found = grouped(
        question,
        quote("A device goes by the Fingerprint of Halle.", "Fingerprint of Halle"),
        quote("A device goes by the Certificate of Arkle.", "Certificate of Arkle"),
    )
    assert found.agreement is agreement


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("12,350,000", "12.4 million", Comparison.COMPATIBLE),
        ("12,350,000", "12.35 million", Comparison.SAME),
        ("12,350,000", "13.9 million", Comparison.DIFFERENT),
    ],
)
def test_a_rounded_figure_is_no_other_figure(one: str, other: str, expected: Comparison) -> None:
    assert compare(value_of(one, "en"), value_of(other, "en")) is expected


def test_what_asks_for_a_figure_is_no_question_for_a_description() -> None:
    assert not Asked.of("What is maximum speed?", kinds("What is maximum speed?")).defines
    assert not Asked.of("What is its name?", kinds("What is its name?")).defines


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


def test_a_sentence_alike_but_for_the_answer_is_shown() -> None:
    """However doubtful; one that is not alike needs to be likelier, and neither contradicts."""
    question = "Who designed the hall?"
    sure = quote("The hall in Selby was designed by Anna Hart.", "Anna Hart")
    alike = quote("It was designed by Piet Loos.", "Piet Loos")
    found = grouped(question, sure, alike, strengths=(2.0, 0.1))
    assert [one.value for one in found.groups] == ["Anna Hart", "Piet Loos"]
    assert found.agreement is None
    other = quote("The hall has many friends, says Piet Loos.", "Piet Loos")
    assert len(grouped(question, sure, other, strengths=(2.0, 0.1)).groups) == 1


def test_a_date_is_shown_if_a_reader_finds_it_likely() -> None:
    """A figure is not, as it may be one of something else."""
    dates = quote("It was founded in 1902.", "1902"), quote("Opened: 1885", "1885")
    asked = Asked.of("When was it founded?", kinds("When was it founded?"))
    made = Statements(asked)
    strengths = ((2.0, 0.9), (0.1, 0.6))
    found = group(
        [made.of(one, one.span, *given) for one, given in zip(dates, strengths, strict=True)],
        asked,
    )
    assert [one.value for one in found.groups] == ["1902", "1885"]
    figures = quote("It has 300 members.", "300"), quote("Guests: 40", "40")
    asked = Asked.of("How many members has it?", kinds("How many members has it?"))
    made = Statements(asked)
    found = group(
        [made.of(one, one.span, *given) for one, given in zip(figures, strengths, strict=True)],
        asked,
    )
    assert [one.value for one in found.groups] == ["300"]


def test_what_a_reader_finds_far_less_likely_is_not_compared() -> None:
    """However confident: in a small collection, everything is near."""
    asked = Asked.of("When was it painted?", kinds("When was it painted?"))
    made = Statements(asked)
    painted = quote("It was painted in 1902.", "1902")
    bought = quote("The museum bought it in 1950.", "1950")
    both = [made.of(painted, painted.span, 3.0, 0.9), made.of(bought, bought.span, 1.5, 0.02)]
    assert group(both, asked).agreement is Agreement.SINGLE
    assert len(group(both, asked, everything=True).groups) == 2


def test_places_of_different_sizes_do_not_differ() -> None:
    """A town and its country are both right, unless the sentences are alike but for them."""
    question = "Where is its head office?"
    country = quote("The firm, whose head office is in Germany, makes lorries.", "Germany")
    town = quote("For years it has had its head office in Kassel.", "Kassel")
    assert grouped(question, country, town).agreement is None
    other = quote("The firm, whose head office is in Lyon, makes buses.", "Lyon")
    assert grouped(question, country, other).agreement is Agreement.DIFFER


def test_nobody_is_a_date() -> None:
    """Who founded it? Not 1931."""
    found = grouped(
        "Who founded the firm?",
        quote("Otto Brandt founded the firm in 1931.", "Otto Brandt"),
        quote("The firm was founded in 1931.", "1931"),
    )
    assert [one.value for one in found.groups] == ["Otto Brandt"]


def test_a_figure_is_shown_with_its_unit() -> None:
    """Where a reader found only a part of it."""
    found = grouped("What share?", quote("In July, just 30 percent of them agreed.", "30"))
    assert found.groups[0].quote.answer_text == "30 percent"


def test_an_ordinal_is_not_what_is_counted() -> None:
    """The other figure of the sentence is."""
    text = "With about 50,000 people, it is the fifth town of the district."
    found = grouped("What is the population of the town?", quote(text, "fifth"))
    assert found.groups[0].quote.answer_text == "50,000"
    share = grouped("What share agreed?", quote("A fifth of them agreed.", "fifth"))
    assert share.groups[0].value == "20 %"


def test_of_about_equal_groups_the_earlier_document_comes_first() -> None:
    """So that then and now are seen; a far more confident one comes before both."""
    late = quote("Staff have 28 days of leave.", "28 days", "2024-01-15")
    early = quote("Staff had 25 days of leave.", "25 days", "2021-01-15")
    found = grouped("How many days of leave?", late, early, strengths=(3.0, 2.5))
    assert [one.quote.answer_text for one in found.groups] == ["25 days", "28 days"]
    found = grouped("How many days of leave?", late, early, strengths=(3.0, 1.0))
    assert [one.quote.answer_text for one in found.groups] == ["28 days", "25 days"]


@given(texts(), st.sampled_from(["en", "de", "es", "ru", "uk", None]))
def test_any_text_can_be_read(text: str, language: str | None) -> None:
    """As a value, without an error, and with places inside it."""
    value = value_of(text, language)
    value.normalised(kinds(text))
    assert value.negated in (True, False)
    for one in quantities(text, value.lexicon):
        assert 0 <= one.place[0] < one.place[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "answer", "is_attribution"),
    [
        ("According to the Kent Mail, three hundred people left on Friday.", "Kent Mail", True),
        ("Three hundred people left on Friday, according to the Kent Mail.", "Kent Mail", True),
        ("Three hundred people left on Friday, said Ann Lee.", "Ann Lee", False),
        ("The Kent Mail was founded in 1890, according to a museum.", "Kent Mail", False),
    ],
)
def test_a_cited_source_is_no_answer(text: str, answer: str, is_attribution: bool) -> None:
    """The words after "according to" say who reports, wherever they stand."""
    made = Statements(Asked.of("Who left?", kinds("Who left?")))
    cited = quote(text, answer)
    assert made.of(cited, cited.span).is_attribution is is_attribution
