"""Whole texts: which quotations are in them, and what is copied along."""

import contextlib
from pathlib import Path

import pytest

from corpus.store.memory import MemoryStore
from retrieval.errors import QuestionError
from retrieval.index.build import build_index
from retrieval.verification.check import check_draft, check_pasted
from retrieval.verification.nearest import near_passages
from retrieval.verification.quotation_marks import quotations
from retrieval.verification.same_text import Kinship, overlaps
from retrieval.verification.verdicts import ChangeKind, Verdict, Verification
from retrieval.verification.verifier import Near, Verifier
from tests.fakes import BagOfWords, documents

FLOOD = (
    "The Medway burst its banks on Tuesday. “It came up through the floor in ten minutes,” said "
    "Margaret O’Neill, who runs the bakery. The council moved 214 people, and did not say when "
    "they may return.\n\nThe gauge at Teston was taken down in 1991¹ because nobody paid for its "
    "mainte-\nnance. Mr. Archer called that a mistake that cost 300,000 pounds."
)
BREAD = "Bread is baked with flour, water and salt. Rye bread needs a sour dough and a night."


def indexed(*texts: str) -> tuple[MemoryStore, Near]:
    store = MemoryStore(documents(texts or (FLOOD, BREAD)))
    index = build_index(store.documents(), BagOfWords(), store.revision)
    return store, lambda text: near_passages(text, store, index)


def checked(text: str) -> list[Verification]:
    store, near = indexed()
    return check_pasted(text, Verifier(store, near))


def cases() -> list[tuple[str, list[str]]]:
    lines = Path(__file__).with_name("quotation_cases.txt").read_text("utf-8").split("\n\n")
    found = []
    for block in lines:
        text, _, rest = "\n".join(
            line for line in block.strip().split("\n") if not line.startswith("#")
        ).partition("\n")
        found.append((text, rest.split(" | ") if rest else []))
    assert len(found) >= 10
    return found


@pytest.mark.parametrize(("text", "expected"), cases(), ids=lambda one: str(one)[:20])
def test_quotation_marks_of_many_languages(text: str, expected: list[str]) -> None:
    """Pairs are quotations, apostrophes and inch marks are not."""
    assert [one.words for one in quotations(text)] == expected


@pytest.mark.parametrize("between", ["", "Then:", "He went on, and said this:"])
def test_quotations_side_by_side_are_checked_each_for_itself(between: str) -> None:
    """Also where they stand side by side in the document, and nearly all words are the
    document's; what the writer says between them is no change of it."""
    text = (
        "He wrote: “The council moved 214 people, and did not say when they may return.” "
        f"{between} "
        "“The gauge at Teston was taken down in 1994 because nobody paid for its maintenance.”"
    )
    one, other = checked(text)
    assert (one.verdict, other.verdict) == (Verdict.EXACT, Verdict.ALTERED)
    assert [change.given for change in other.altering] == ["1994"]


def test_who_introduces_a_quotation_does_not_alter_it() -> None:
    """One that was altered, with few words before it, has the verdict to itself."""
    [found] = checked(
        "He wrote: “The council moved 215 people, and did not say when they may return.”"
    )
    assert found.verdict is Verdict.ALTERED
    assert [change.given for change in found.altering] == ["215"]


def test_a_passage_that_quotes_is_one_quotation() -> None:
    """Its words between the quotation marks are the document's, too."""
    text = FLOOD.partition("\n")[0].replace("ten minutes", "six minutes")
    [found] = checked(text)
    assert found.verdict is Verdict.ALTERED
    assert [change.given for change in found.altering] == ["six"]


@pytest.mark.parametrize(
    "text",
    [
        '"It came up through the floor in ten minutes," said Margaret O\'Neill',
        "The gauge at Teston was taken down in 1991 because nobody paid for its maintenance",
        "because nobody paid for its main\u00adtenance. Mr Archer called that a mistake",
        "MR. ARCHER CALLED THAT A MISTAKE",
        "[T]he gauge at Teston was taken down",
        "a mistake that cost 300\u202f000 pounds",
        "The council moved 214 people [sic], and did not say when they may return",
    ],
)
def test_typography_is_no_alteration(text: str) -> None:
    """Quotation marks, line ends, note marks, capitals, brackets, grouped figures."""
    assert [one.verdict for one in checked(text)] == [Verdict.TYPOGRAPHY]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The council moved 241 people, and did not say when", ChangeKind.NUMBER),
        ("The council moved 214 people, and did say when they", ChangeKind.NEGATION),
        ("said Margaret O’Brien, who runs the bakery", ChangeKind.NAME),
        ("The council people moved 214, and did not say when", ChangeKind.ORDER),
        ("The council moved 214 people and did not say when", ChangeKind.PUNCTUATION),
        ("The gauge at teston was taken down in 1991", ChangeKind.CASE),
        ("The council moved 214 people, and did not tell when", ChangeKind.WORDS),
    ],
)
def test_an_alteration_is_named(text: str, kind: ChangeKind) -> None:
    """What changes the meaning comes first."""
    [found] = checked(text)
    assert found.verdict is Verdict.ALTERED
    assert found.altering[0].kind is kind


def test_what_is_left_out_is_shown() -> None:
    """By its place in the document; a negation among it is said."""
    [found] = checked("The council moved 214 people, and did … say when [the people] may return")
    assert found.verdict is Verdict.SHORTENED
    left_out = [one.span.of(FLOOD) if one.span else None for one in found.omissions]
    assert left_out == ["not", "they"]
    assert [one.negation for one in found.omissions] == [True, False]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("say when they may return", "not"),
        ("when they may return", "not"),
        ("did not say when they may return", None),
        ("they may return", None),
        ("The council moved 214 people", None),
    ],
)
def test_a_negation_that_was_cut_off_is_named(text: str, cut: str | None) -> None:
    """The words are real, and mean the opposite without the one or two before them."""
    [found] = checked(text)
    assert found.verdict is Verdict.EXACT
    assert found.cut_negation == cut


def test_a_quotation_may_end_inside_a_sentence() -> None:
    """The sentence's own punctuation there is no difference beside the one that is."""
    [found] = checked("The council moved 241 people")
    assert [one.kind for one in found.altering] == [ChangeKind.NUMBER]


def test_parts_in_another_order_are_not_shortened() -> None:
    """An ellipsis does not allow to turn sentences round."""
    [found] = checked("did not say when they may return … The Medway burst its banks on Tuesday")
    assert not found.verdict.is_real


@pytest.mark.parametrize(
    "text",
    [
        "{}\n— Storms over Kent · The Mail & Co · 2022-11-30 · paragraph 2\nhttps://example.org/a",
        "1. Storms · The Mail · paragraph 2\n   https://example.org  [0a1b2c]\n   > {}",
        "No clear answer. Closest passages:\n\n{}\n1. Storms · The Mail · paragraph 2",
        "“{}”\n— Kent Mail, 2022",
        "1 │ {}\n    Storms over Kent · The Mail · paragraph 2",
    ],
)
def test_what_is_copied_along_does_not_count(text: str) -> None:
    """An answer of Pullquote pasted back is real, from the terminal, the chat or the clipboard."""
    found = checked(text.format("The Medway burst its banks on Tuesday."))
    assert [one.verdict for one in found] == [Verdict.EXACT]


def test_each_quotation_counts_for_itself() -> None:
    """Also in one line."""
    found = checked(
        "They wrote “The council moved 214 people” and then “The council moved 300 people” and "
        "“Whales sing in the sea”."
    )
    assert [one.verdict for one in found] == [Verdict.EXACT, Verdict.ALTERED, Verdict.ABSENT]


def test_a_true_line_does_not_excuse_a_false_one() -> None:
    """A wrapped quotation is read whole."""
    [found] = checked(
        "The Medway burst its banks\non Tuesday. “It came up through the\nroof in ten"
    )
    assert found.verdict is Verdict.ALTERED


def test_a_draft_is_checked_quotation_by_quotation() -> None:
    """With the places in the draft; text outside of quotation marks is the writer's own."""
    store, near = indexed()
    draft = "The river rose. “It came up through the floor,” a baker said.\n\n> The council left."
    found, more = check_draft(draft, Verifier(store, near))
    assert [one.quotation.span.of(draft) for one in found] == [
        "“It came up through the floor,”",
        "> The council left.",
    ]
    assert [one.is_fine for one in found] == [True, False]
    assert more == 0


def test_a_text_is_told_from_its_versions() -> None:
    """The same, another version, a part."""
    store, near = indexed()
    assert overlaps(FLOOD, store, near)[0].kinship is Kinship.SAME
    version = FLOOD.replace("214", "241").replace("bakery", "shop")
    assert overlaps(version, store, near)[0].kinship is Kinship.VERSION
    part = FLOOD.split("\n\n")[1]
    assert overlaps(part, store, near)[0].kinship is Kinship.EXCERPT
    assert overlaps("Whales sing in the deep blue sea at night.", store, near) == []


@pytest.mark.parametrize(
    "text",
    ["a b ", "“a” ", "“", "[he] … ", "a\nb.\n", "> a b\n\n", "— a · b\n", "a\u0300", "'a", "<a"],
)
def test_hostile_text_takes_bounded_work(text: str) -> None:
    """Texts of one pattern, against documents of the same: where work grew faster than the text,
    this would not end before the tests' time limit."""
    store, near = indexed("a b " * 5_000, "“a” " * 5_000, text * 5_000, BREAD)
    with contextlib.suppress(QuestionError):
        check_pasted(text * (15_000 // len(text)), Verifier(store, near))
