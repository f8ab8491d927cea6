"""Verdicts as a question set: what they say, and what they do not."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.document import Document
from corpus.span import Span
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer, Quote
from retrieval.evaluation.feedback_set import FeedbackSet, question_set
from retrieval.evaluation.question_files import read_questions
from retrieval.feedback import Feedback, Judged, JudgedQuote, Verdict
from retrieval.turn import Turn
from tests.fakes import document, outcome_of

TEXT = "Roads were closed.\n\nRepairs cost 12 million pounds. Schools reopen on Monday."
KENT = document(TEXT, "kent.txt", title="Kent", language="en")
COST = Quote(KENT, Span(20, 51), (Span(20, 51),), 0.9)
SCHOOLS = Quote(KENT, Span(20, 77), (Span(52, 77),), 0.9)


def verdict(
    question: str,
    quote: Quote = COST,
    *,
    liked: bool = True,
    answered: bool = True,
    after: Turn | None = None,
) -> Feedback:
    judged = Judged.of(Answer(question, (quote,), 0.5, outcome_of(answered), after))
    return Feedback(judged, Verdict.LIKED if liked else Verdict.DISLIKED, "2026-01-01T00:00:00Z")


def made(*given: Feedback, documents: Sequence[Document] = (KENT,)) -> FeedbackSet:
    return question_set(given, MemoryStore(documents))


def test_a_liked_answer_is_a_question_with_answer_and_passage(tmp_path: Path) -> None:
    """`evaluate` reads it, and finds the answer in the passage."""
    found = made(verdict("What do repairs cost?"))
    [line] = found.lines
    assert line == {
        "question": "What do repairs cost?",
        "answers": ["Repairs cost 12 million pounds."],
        "passage": {"text": TEXT, "title": "Kent", "language": "en"},
    }
    file = tmp_path / "liked.jsonl"
    file.write_text(json.dumps(line))
    [question] = read_questions(file).questions
    assert question.places == ((20, 51),)
    assert question.answered_by(replace(COST, document=replace(KENT, id="0")))


def test_where_it_is_not_known_what_was_highlighted_any_sentence_of_the_quote_will_do() -> None:
    """Somebody liked the quote; the answer is in it."""
    judged = Judged("When do schools reopen?", (JudgedQuote(SCHOOLS.reference),), answered=True)
    [line] = made(Feedback(judged, Verdict.LIKED, "")).lines
    assert line["answers"] == ["Repairs cost 12 million pounds.", "Schools reopen on Monday."]


def test_who_likes_that_nothing_answers_says_so() -> None:
    """A question without an answer, beside the passage that came nearest."""
    [line] = made(verdict("What did the bridge cost?", answered=False)).lines
    assert line["answers"] == []
    assert line["passage"]["text"] == TEXT


def test_a_disliked_answer_is_no_question() -> None:
    """Nobody has said what would have been right; that is counted, and not made up."""
    found = made(
        verdict("What do repairs cost?", SCHOOLS, liked=False),
        verdict("What did the bridge cost?", answered=False, liked=False),
    )
    assert found.lines == []
    assert found.left_out == {"disliked": 2}


def test_an_answer_that_was_liked_stands_beside_one_that_was_not() -> None:
    """After a dislike the index changed, and another answer was liked: that is the one."""
    found = made(
        verdict("What do repairs cost?", SCHOOLS, liked=False),
        verdict("What do repairs cost?"),
        verdict("What do repairs cost?"),
    )
    assert [line["answers"] for line in found.lines] == [["Repairs cost 12 million pounds."]]
    assert found.left_out == {"disliked": 1}


def test_what_people_disagree_about_is_left_out() -> None:
    """One like against one dislike says nothing; two against one do."""
    tie = [verdict("What do repairs cost?"), verdict("What do repairs cost?", liked=False)]
    assert made(*tie).left_out == {"people disagree": 2}
    assert len(made(*tie, verdict("What do repairs cost?")).lines) == 1


def test_follow_ups_are_left_out() -> None:
    """A question set asks each question on its own."""
    assert made(verdict("And the cost?", after=Turn("What happened?"))).left_out == {
        "follow-ups": 1
    }


def test_what_was_quoted_must_still_be_there() -> None:
    """Not of a document that was removed, or has another text now."""
    changed = replace(KENT, text=TEXT + "!", sha256="0" * 64)
    for documents in ([], [changed]):
        found = made(verdict("What do repairs cost?"), documents=documents)
        assert found.lines == []
        assert found.left_out == {"the quoted text is gone": 1}


def test_of_a_long_document_the_passage_is_what_is_around_the_quote() -> None:
    """The answer is in it; the rest of a book is not."""
    text = "\n\n".join(f"Paragraph {n} is about wool and salt." for n in range(2000))
    book = document(text, "book.txt")
    start = text.index("Paragraph 1000")
    span = Span(start, text.index("\n", start))
    [line] = made(verdict("About what?", Quote(book, span, (span,), 0.9)), documents=[book]).lines
    assert line["answers"][0] in line["passage"]["text"]
    assert len(line["passage"]["text"]) < 12_000
    assert line["passage"]["text"].startswith("Paragraph")
