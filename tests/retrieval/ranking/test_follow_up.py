"""Questions that hang on the one before them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Document, text_hash
from corpus.filters import Filters
from corpus.span import Span
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.citation import Reference
from retrieval.index.build import build_index
from retrieval.index.index import Index
from retrieval.query import LONGEST_QUESTION, combined_question, is_follow_up
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.text.follow_up_cues import is_incomplete
from retrieval.turn import Link, Turn
from tests.fakes import BagOfWords, NumberReader, documents

CASES = [
    (line[2:], line[0] == "+")
    for line in Path(__file__).with_name("follow_up_cues.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
FERRY = (
    "The ferry to Sorrel\n\nThe ferry to Sorrel carried 412,000 passengers last year. In July it "
    "carried 70,000 of them. A ticket costs 14 pounds. Children pay half."
)
MAIL = (
    "The mail boat to Carrow\n\nThe mail boat to Carrow carried 3,000 passengers last year. In "
    "July it carried 900 of them. A ticket costs nine pounds. Children pay nothing."
)
BREAD = "On bread\n\nRye flour makes a heavy loaf. In July the loaf is baked in the yard."
TEXTS = [FERRY, MAIL, BREAD]


def answerer(*texts: str) -> Answerer:
    encoder, store = BagOfWords(), MemoryStore(documents(texts or TEXTS))
    return Answerer(store, index(store, encoder), encoder)


def index(store: MemoryStore, encoder: BagOfWords) -> Index:
    return build_index(store.documents(), encoder, store.revision)


def first(answer: Answer) -> str:
    [highlight] = answer.quotes[0].highlights
    return highlight.of(answer.quotes[0].document.text).strip()


@pytest.mark.parametrize(("question", "hangs"), CASES, ids=[case[0] for case in CASES])
def test_which_questions_hang_on_another(question: str, hangs: bool) -> None:
    """In ten languages; see follow_up_cues.txt."""
    assert is_incomplete(question) is hangs


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("How many passengers did the ferry to Sorrel carry last year?", "70,000"),
        ("How many passengers did the mail boat to Carrow carry last year?", "900"),
    ],
)
def test_a_follow_up_is_understood_in_the_light_of_the_question_before(
    before: str, said: str
) -> None:
    """The same words, after another question, have another answer."""
    one = answerer()
    turn = one.ask(before).turn
    assert said in first(one.ask("And in July?", after=turn))
    assert said in first(one.ask("And in July?", after=Turn(before)))  # without its quotes, too


def test_a_question_that_stands_on_its_own_is_answered_as_if_it_were_the_first() -> None:
    """Whatever was asked before."""
    one = answerer()
    turn = one.ask("How many passengers did the ferry to Sorrel carry last year?").turn
    question = "How heavy is a loaf of rye flour?"
    assert one.ask(question, after=turn) == one.ask(question)


def test_a_question_that_is_pointed_at_a_turn_hangs_on_it() -> None:
    """However complete it looks: a reply to a quote looks first where that stands."""
    one = answerer()
    turn = one.ask("How many passengers did the mail boat to Carrow carry last year?").turn
    question = "How much money does a ticket for an adult cost in pounds?"
    assert not is_follow_up(question, turn)
    assert "nine pounds" in first(one.ask(question, after=replace(turn, link=Link.REPLY)))


def test_the_conversation_is_remembered_as_far_back_as_it_is_a_chain_of_follow_ups() -> None:
    """A follow-up's follow-up reaches the question that both hang on, and nothing before that."""
    old = Turn("Who bakes bread from rye flour in the yard?")
    start = Turn("How many passengers did the ferry to Sorrel carry last year?", before=old)
    second = Turn("And in July?", before=start)
    assert combined_question("And in May?", second) == f"{start.question} And in July? And in May?"


def test_a_long_conversation_does_not_become_a_long_question() -> None:
    """Only so many turns, and so many characters, are looked back."""
    turn = Turn("And it?")
    for number in range(50):
        turn = Turn(f"And {number}?", before=turn)
    assert combined_question("And?", turn) == "And 47? And 48? And 49? And?"
    long = Turn("long " * (LONGEST_QUESTION // 5))
    assert combined_question("And?", long) == "And?"


class _NotingReader(NumberReader):
    """Notes the questions that it reads; ``too_short``: one that it cannot read by itself."""

    def __init__(self, too_short: str = "") -> None:
        super().__init__()
        self.questions: list[str] = []
        self._too_short = too_short

    def supports(self, question: str) -> bool:
        return question != self._too_short

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        self.questions.append(question)
        return super().read(question, passages)


@pytest.mark.parametrize("too_short", ["", "And how many in July?"])
def test_a_reader_reads_a_follow_up_alone_and_with_the_question_before(too_short: str) -> None:
    """What it finds decides; a question that is too short for it is read with the one before only,
    and without a reader both are ranked as before."""
    tale = (
        "The bridge\n\nIn July, how many cross the bridge is counted, and how many in July is "
        "told. The bridge was crossed by 80 in July."
    )
    encoder, store = BagOfWords(), MemoryStore(documents([tale, BREAD]))
    reader = _NotingReader(too_short)
    one = Answerer(store, index(store, encoder), encoder, reader=reader)
    first_question = "Who crosses the bridge?"
    turn = one.ask(first_question).turn
    reader.questions.clear()
    asked = "And how many in July?"
    assert "80" in first(one.ask(asked, after=turn))
    both = f"{first_question} {asked}"
    assert reader.questions == ([both] if too_short else [both, asked])
    reader.questions.clear()
    assert "is counted" in first(one.ask(asked, after=turn, use_reader=False))
    assert reader.questions == []


def test_a_follow_up_keeps_to_the_filters() -> None:
    """Quotes of a document that may not answer any more do not bring it back."""
    one = answerer()
    turn = one.ask("How many passengers did the ferry to Sorrel carry last year?").turn
    answer = one.ask("And in July?", filters=Filters(source="1.txt"), after=turn)
    assert {quote.document.source for quote in answer.quotes} == {"1.txt"}
    nothing = one.ask("And in July?", filters=Filters(source="none"), after=turn)
    assert nothing.quotes == ()


def test_quotes_of_documents_that_changed_or_went_do_no_harm() -> None:
    """A turn outlives what it quotes."""
    one = answerer()
    gone = (
        Reference("no such document", text_hash(FERRY), Span(0, 5)),
        Reference(documents(TEXTS)[0].id, text_hash("another text"), Span(0, 9999)),
    )
    turn = Turn("How many passengers did the ferry to Sorrel carry last year?", gone)
    assert "70,000" in first(one.ask("And in July?", after=turn))


def test_an_empty_collection_has_no_follow_ups() -> None:
    """Nothing to quote is an ordinary answer."""
    encoder, store = BagOfWords(), MemoryStore([])
    empty = Answerer(store, index(store, encoder), encoder)
    assert empty.ask("And in July?", after=Turn("How many passengers?")).quotes == ()


def test_a_quoted_book_is_read_around_the_quote() -> None:
    """Of a long document, the passages nearest to the quote are looked at, though neither question
    has a word of them."""
    filler = [f"Chapter {n} tells of wool, salt and iron number {n} at length." for n in range(900)]
    filler[450] = "The ferry to Sorrel carried passengers."
    text = "\n\n".join(filler)
    [book] = documents([text])
    encoder, store = BagOfWords(), MemoryStore([book])
    made = index(store, encoder)
    start = text.index("The ferry")
    turn = Turn("Sorrel?", (Reference(book.id, book.sha256, Span(start, start + 39)),))
    answerer = Answerer(store, made, encoder)
    found = answerer.search(answerer.analyze("And?", turn)).candidates
    places = [made.passages.span(row) for row in made.passages_of(book.id, book.sha256).tolist()]
    [quoted] = [n for n, span in enumerate(places) if span.start <= start < span.end]
    assert {*range(quoted - 5, quoted + 6)} <= {candidate.passage for candidate in found}


def test_the_passages_of_a_document_are_found_by_its_name_and_text() -> None:
    """Only of that very version, and of no other document with the same text."""
    stored: list[Document] = documents(TEXTS)
    twin = replace(stored[0], id="twin")
    made = index(MemoryStore([*stored, twin]), BagOfWords())
    rows = made.passages_of("twin", twin.sha256)
    assert {made.document_of(int(row)) for row in rows} == {("twin", twin.sha256)}
    assert len(made.passages_of("twin", text_hash("another"))) == 0
    assert len(made.passages_of("another", twin.sha256)) == 0


@pytest.mark.parametrize(
    ("question", "link", "is_one"),
    [
        ("Joan Pratt", Link.DIALOGUE, True),
        ("Joan Pratt", Link.CHAT, False),
        ("Joan Pratt", Link.REPLY, True),
        ("And in July?", Link.CHAT, True),
        ("How much rye flour does a heavy loaf need?", Link.DIALOGUE, False),
    ],
)
def test_the_answer_says_what_it_follows_up_on(question: str, link: Link, is_one: bool) -> None:
    """Front ends read the decision from it, and make none of their own."""
    turn = Turn("How many passengers did the ferry to Sorrel carry last year?", link=link)
    answer = answerer().ask(question, after=turn)
    assert answer.follow_up == (turn if is_one else None)
    assert answer.turn.before == answer.follow_up
