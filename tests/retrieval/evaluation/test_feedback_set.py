"""Question set from feedback: what becomes a question, and what is left out."""

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
from retrieval.feedback import Feedback, RatedAnswer, RatedQuote, Rating
from retrieval.turn import Turn
from tests.fakes import document, outcome_of

TEXT = "Roads were closed.\n\nRepairs cost 12 million pounds. Schools reopen on Monday."
KENT = document(TEXT, "kent.txt", title="Kent", language="en")
COST = Quote(KENT, Span(20, 51), (Span(20, 51),), 0.9)
SCHOOLS = Quote(KENT, Span(20, 77), (Span(52, 77),), 0.9)


def feedback(
    question: str,
    quote: Quote = COST,
    *,
    liked: bool = True,
    answered: bool = True,
    after: Turn | None = None,
) -> Feedback:
    answer = RatedAnswer.of(Answer(question, (quote,), 0.5, outcome_of(answered), after))
    return Feedback(answer, Rating.LIKED if liked else Rating.DISLIKED, "2026-01-01T00:00:00Z")


def made(*given: Feedback, documents: Sequence[Document] = (KENT,)) -> FeedbackSet:
    return question_set(given, MemoryStore(documents))


def test_a_liked_answer_becomes_a_question_with_answer_and_passage(tmp_path: Path) -> None:
    """`evaluate` reads it, and finds the answer in the passage."""
    found = made(feedback("What do repairs cost?"))
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


def test_without_known_highlights_any_sentence_of_the_quote_counts() -> None:
    """The quote was liked, so the answer is in it."""
    answer = RatedAnswer("When do schools reopen?", (RatedQuote(SCHOOLS.reference),), answered=True)
    [line] = made(Feedback(answer, Rating.LIKED, "")).lines
    assert line["answers"] == ["Repairs cost 12 million pounds.", "Schools reopen on Monday."]


def test_a_liked_refusal_becomes_an_unanswerable_question() -> None:
    """It has no answer, and the nearest passage."""
    [line] = made(feedback("What did the bridge cost?", answered=False)).lines
    assert line["answers"] == []
    assert line["passage"]["text"] == TEXT


def test_a_disliked_answer_becomes_no_question() -> None:
    """The right answer is not known; the rating is counted as left out."""
    found = made(
        feedback("What do repairs cost?", SCHOOLS, liked=False),
        feedback("What did the bridge cost?", answered=False, liked=False),
    )
    assert found.lines == []
    assert found.left_out == {"disliked": 2}


def test_a_liked_answer_counts_beside_a_disliked_one() -> None:
    """After a dislike the index changed, and another answer was liked: that one is used."""
    found = made(
        feedback("What do repairs cost?", SCHOOLS, liked=False),
        feedback("What do repairs cost?"),
        feedback("What do repairs cost?"),
    )
    assert [line["answers"] for line in found.lines] == [["Repairs cost 12 million pounds."]]
    assert found.left_out == {"disliked": 1}


def test_what_people_disagree_about_is_left_out() -> None:
    """One like against one dislike says nothing; two against one do."""
    tie = [feedback("What do repairs cost?"), feedback("What do repairs cost?", liked=False)]
    assert made(*tie).left_out == {"people disagree": 2}
    assert len(made(*tie, feedback("What do repairs cost?")).lines) == 1


def test_follow_ups_are_left_out() -> None:
    """A question set asks each question on its own."""
    assert made(feedback("And the cost?", after=Turn("What happened?"))).left_out == {
        "follow-ups": 1
    }


def test_the_quoted_text_must_still_be_there() -> None:
    """Answers from documents that were removed or have changed are left out."""
    changed = replace(KENT, text=TEXT + "!", sha256="0" * 64)
    for documents in ([], [changed]):
        found = made(feedback("What do repairs cost?"), documents=documents)
        assert found.lines == []
        assert found.left_out == {"the quoted text is gone": 1}


def test_of_a_long_document_the_passage_is_what_is_around_the_quote() -> None:
    """The answer is in it; the rest of a book is not."""
    text = "\n\n".join(f"Paragraph {n} is about wool and salt." for n in range(2000))
    book = document(text, "book.txt")
    start = text.index("Paragraph 1000")
    span = Span(start, text.index("\n", start))
    [line] = made(feedback("About what?", Quote(book, span, (span,), 0.9)), documents=[book]).lines
    assert line["answers"][0] in line["passage"]["text"]
    assert len(line["passage"]["text"]) < 12_000
    assert line["passage"]["text"].startswith("Paragraph")
