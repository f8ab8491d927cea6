"""Questions to answers."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.filters import Filters
from corpus.ingest.loading import load_documents
from corpus.observer import Observer
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer, Outcome, Quote
from retrieval.answerer import Answerer
from retrieval.errors import QuestionError
from retrieval.index.build import build_index
from retrieval.query import LONGEST_QUESTION
from retrieval.text.text_fragment import with_text_fragment
from retrieval.text.tokenizer import words
from retrieval.turn import Link, Turn
from tests.fakes import BagOfWords, WordPieces, document, documents
from tests.strategies import texts

KENT = (
    "Storms over Kent\n\nRoads were closed on Friday because of the storm. Trees fell in Dover. "
    "Nobody was hurt when a barn roof came down near Ashford.\n\n"
    "Repairs\n\nThe county expects repairs to cost 12 million pounds. Schools reopen on Monday."
)
BREAD = (
    "On bread\n\nRye flour makes a heavy loaf. Wheat flour rises higher than rye does.\n\n"
    "A loaf is baked for forty minutes. Salt goes in last of all."
)


def answerer(*stored: Document) -> Answerer:
    encoder = BagOfWords()
    store = MemoryStore(stored)
    return Answerer(store, build_index(store.documents(), encoder, store.revision), encoder)


def highlighted(quote: Quote) -> str:
    return " ".join(part.of(quote.document.text) for part in quote.highlights)


def test_the_sentence_that_answers_is_highlighted() -> None:
    """The first quote holds the answer, and its highlight is the very sentence."""
    answer = answerer(*documents([KENT, BREAD])).ask("How much will repairs cost the county?")
    assert highlighted(answer.quotes[0]) == (
        "The county expects repairs to cost 12 million pounds."
    )
    assert answer.quotes[0].text.startswith("The county")
    assert answer.quotes[0].citation.locator == "paragraph 4"


def test_a_misspelt_question_is_answered_as_the_one_that_was_meant() -> None:
    """It is searched again as the passages spell it; the answer names it as it was asked."""
    encoder, store = WordPieces({"how", "much", "will", "the"}), MemoryStore(documents([KENT]))
    asked = Answerer(store, build_index(store.documents(), encoder, store.revision), encoder)
    meant = asked.ask("How much will repairs cost the county?")
    misspelt = asked.ask("How much will repiars cost the conty?")
    assert misspelt.question == "How much will repiars cost the conty?"
    assert (misspelt.quotes, misspelt.confidence) == (meant.quotes, meant.confidence)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Which roads were closed in Kent?", "And the schols, when do they reoppen?"),
        ("Which raods were closde in Kent?", "And the schools, when do they reopen?"),
    ],
)
def test_a_misspelt_follow_up_is_answered_as_the_one_that_was_meant(
    before: str, question: str
) -> None:
    """Whether it is misspelt itself or the question before it; both keep their own words."""
    encoder = WordPieces(set(words("and the when do they which were in")))
    store = MemoryStore(documents([KENT, BREAD]))
    asked = Answerer(store, build_index(store.documents(), encoder, store.revision), encoder)
    quotes = asked.ask("Which roads were closed in Kent?").turn.quotes
    right = Turn("Which roads were closed in Kent?", quotes, link=Link.REPLY)
    meant = asked.ask("And the schools, when do they reopen?", after=right)
    wrong = Turn(before, quotes, link=Link.REPLY)
    found = asked.ask(question, after=wrong)
    assert (found.question, found.follow_up) == (question, wrong)
    assert (found.quotes, found.confidence) == (meant.quotes, meant.confidence)


def test_words_of_another_language_are_not_misspelt() -> None:
    """The question is searched for once: as it was asked."""
    encoder, store = WordPieces(()), MemoryStore(documents([KENT]))
    asked = Answerer(store, build_index(store.documents(), encoder, store.revision), encoder)
    encoder.questions_read.clear()
    german = "Warum waren die Schulen am Montag in Tover geschlossen?"
    asked.ask(german)
    asked.ask("Why were scools closed on Monday?")
    # Besides, the encoder is measured by questions of its own.
    searched = [one for [one, *others] in encoder.questions_read if not others]
    assert searched == [
        german,
        "Why were scools closed on Monday?",
        "Why were schools closed on Monday?",
    ]


def test_what_the_collection_is_not_about_is_declined() -> None:
    """Not answered is an ordinary value, with what came nearest."""
    one = answerer(*documents([KENT, BREAD]))
    foreign = one.ask("Who won the chess championship?")
    assert not foreign.answered
    assert foreign.quotes
    assert foreign.confidence < one.ask("How much will repairs cost the county?").confidence


def test_the_threshold_decides() -> None:
    """The same question is answered or not as the caller asks to be sure."""
    one = answerer(*documents([KENT, BREAD]))
    question = "Which roads were closed on Friday?"
    assert one.ask(question, min_confidence=0.0).answered
    assert not one.ask(question, min_confidence=1.0).answered


@pytest.mark.parametrize("top", [1, 2, 5])
def test_no_more_quotes_than_asked_for(top: int) -> None:
    """Quotes come best first and do not overlap."""
    quotes = answerer(*documents([KENT, BREAD])).ask("flour and roads", top=top).quotes
    assert 0 < len(quotes) <= top
    assert [one.score for one in quotes] == sorted((one.score for one in quotes), reverse=True)
    for one in quotes:
        others = [two for two in quotes if two is not one and two.document == one.document]
        assert all(
            one.span.end <= two.span.start or two.span.end <= one.span.start for two in others
        )


def test_near_identical_passages_take_one_place() -> None:
    """What ten outlets copied from one agency is one quote."""
    copies = [document(KENT.replace("Kent", f"Kent {n}"), f"{n}.txt") for n in range(10)]
    answer = answerer(*copies, document(BREAD)).ask("How much will repairs cost?", top=5)
    assert sum("12 million" in highlighted(one) for one in answer.quotes) == 1


def test_a_longer_report_is_not_hidden_by_a_shorter_one() -> None:
    """What says more is no copy of what says less."""
    short = document("The general left in May.", "a.txt")
    long = document(
        "The general left in May, and the ministry confirmed that 300,000 men left with him.",
        "b.txt",
    )
    answer = answerer(short, long).ask("When did the general leave in May?")
    assert {quote.document.source for quote in answer.quotes} == {"a.txt", "b.txt"}


def test_quotes_come_only_from_admitted_documents() -> None:
    """Filters hold for every quote, the second and third too."""
    early = document(KENT, "early.txt", published="2020-01-01", publisher="Mail")
    late = document(BREAD, "late.txt", published="2022-01-01", publisher="Post")
    one = answerer(early, late)
    for filters, source in (
        (Filters(since="2021"), "late.txt"),
        (Filters(until="2021"), "early.txt"),
        (Filters(source="post"), "late.txt"),
    ):
        answer = one.ask("roads and flour", filters=filters)
        assert {quote.document.source for quote in answer.quotes} == {source}
    nothing = one.ask("roads", filters=Filters(source="nobody"))
    assert nothing == Answer("roads", (), 0.0, Outcome.NOTHING_IN_SCOPE)


def test_a_document_that_changed_since_is_not_quoted() -> None:
    """Offsets of an older version never cut the newer text."""
    encoder = BagOfWords()
    old, bread = document(KENT, "a.txt"), document(BREAD, "b.txt")
    index = build_index([old, bread], encoder, MemoryStore([old, bread]).revision)
    changed = MemoryStore([document("Completely other words about repairs.", "a.txt"), bread])
    answer = Answerer(changed, index, encoder).ask("How much will repairs cost the county?")
    assert {quote.document.source for quote in answer.quotes} == {"b.txt"}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("?!…", "no word"),
        ("caf\udce9", "not valid UTF-8"),
        ("word " * 10_000, "characters"),
        ("x" * (LONGEST_QUESTION + 1), "characters"),
    ],
)
def test_what_is_no_question_is_refused(question: str, reason: str) -> None:
    """Blank, wordless and endless questions get a clear error."""
    with pytest.raises(QuestionError, match=reason):
        answerer(document(KENT)).ask(question)


@pytest.mark.parametrize("question", ["CLOSED ROADS", "  closed \n roads ", "closed roads" * 9])
def test_odd_ways_of_asking(question: str) -> None:
    """Capitals, blanks and repetition still find the place."""
    assert answerer(*documents([KENT, BREAD])).ask(question).quotes


def test_an_empty_collection_answers_nothing() -> None:
    """No documents: no quotes, and no error."""
    assert answerer().ask("Anything?").quotes == ()


@given(st.lists(texts(), min_size=1, max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_every_quote_is_a_place_in_its_document(articles: list[str], data: st.DataObject) -> None:
    """The verbatim law: whatever the documents, a quote is their text at its offsets, its
    highlights lie inside of it, and neither begins or ends with white space."""
    stored = documents(articles)
    counted = [word for article in articles for word in words(article)] or ["word"]
    question = data.draw(st.lists(st.sampled_from(counted), min_size=1, max_size=5))
    answer = answerer(*stored).ask(" ".join(question), top=10)
    for quote in answer.quotes:
        text = articles[int(quote.document.source.removesuffix(".txt"))]
        assert quote.document.text == text
        assert quote.text == text[quote.span.start : quote.span.end]
        assert quote.text == quote.text.strip()
        for part in quote.highlights:
            assert quote.span.holds(part)
            assert part.of(text).strip() == part.of(text)


CJK_LINK = f"https://example.org/a#:~:text={'%E4%BA%AC' * 40},{'%E9%83%BD' * 40}"


@pytest.mark.parametrize(
    ("url", "text", "link"),
    [
        ("https://example.org/a", "So far, so-so.", "https://example.org/a#:~:text=So%20far%2C%20so%2Dso."),
        ("https://example.org/a#top", "Да", "https://example.org/a#top:~:text=%D0%94%D0%B0"),
        ("https://example.org/a#:~:text=old", "new", "https://example.org/a#:~:text=new"),
        ("https://example.org/a", "first words " + "x" * 70 + " last words", "https://example.org/a#:~:text=first%20words,last%20words"),
        ("https://example.org/a", "京" * 40 + "都" * 50, CJK_LINK),
    ],
)  # fmt: skip
def test_links_open_the_page_at_the_quote(url: str, text: str, link: str) -> None:
    """A text directive, its own syntax escaped; long quotes by their first and last words."""
    assert with_text_fragment(url, text) == link


@given(st.lists(texts(min_size=3), min_size=1, max_size=3), st.data())
@settings(max_examples=30, deadline=None)
def test_a_quote_is_what_the_file_says(articles: list[str], data: st.DataObject) -> None:
    """From the bytes on the disk to the quote: for .txt, the file's decoded text at its offsets,
    CRLF, missing last newline, front matter and all."""
    with tempfile.TemporaryDirectory() as folder:
        for number, article in enumerate(articles):
            Path(folder, f"{number}.txt").write_bytes(article.encode())
        store = MemoryStore(load_documents([folder], Observer()))
        encoder = BagOfWords()
        index = build_index(store.documents(), encoder, store.revision)
        counted = [word for article in articles for word in words(article)] or ["word"]
        question = data.draw(st.sampled_from(counted))
        for quote in Answerer(store, index, encoder).ask(question, top=10).quotes:
            decoded = Path(quote.document.source).read_bytes().decode("utf-8-sig")
            assert quote.text == decoded[quote.span.start : quote.span.end]
            for part in quote.highlights:
                assert part.of(quote.document.text) == decoded[part.start : part.end]
