"""Question set from feedback.

An approved answer becomes a question whose answer is the first quote's highlights, with its
passage. (Where the highlights are not known, any sentence of the first quote counts.) An approved
refusal becomes an unanswerable question, with the nearest passage.

A disliked answer becomes no question: the right answer is not known, nor whether there is one, and
an unanswerable question would punish a system that finds it. Also left out are follow-ups, since a
question set asks each question by itself, answers that people disagree about, and quotes from
documents that have changed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.document import Document
from corpus.span import Span, trimmed
from corpus.store.protocol import DocumentStore
from corpus.text.paragraphs import paragraphs
from retrieval.feedback import Feedback, RatedAnswer, Rating
from retrieval.text.document_sentences import document_sentences

# Documents longer than the first are cut to the paragraphs within the second of the quote, in
# characters.
_WHOLE, _AROUND = 20_000, 5_000


@dataclass(slots=True)
class FeedbackSet:
    """``lines``: those of a question file (JSON Lines). ``left_out``: the number of ratings that
    became no question, by reason."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def question_set(ratings: Iterable[Feedback], documents: DocumentStore) -> FeedbackSet:
    """The questions of these ratings, each once."""
    found = FeedbackSet()
    by_question: dict[str, list[Feedback]] = {}
    for one in ratings:
        if one.answer.before:
            found.left_out["follow-ups"] += 1
        else:
            by_question.setdefault(one.answer.question, []).append(one)
    for same in by_question.values():
        answers = _liked(same, found)
        # The newest that is still in the collection; several approved answers make one question.
        for answer in reversed(answers):
            line = _line(answer, documents)
            if line is not None:
                found.lines.append(line)
                break
        else:
            if answers:
                found.left_out["the quoted text is gone"] += len(answers)
    return found


def _liked(same: Sequence[Feedback], found: FeedbackSet) -> list[RatedAnswer]:
    """The answers to one question that more people liked than disliked; refusals only where no
    answer was liked."""
    votes: dict[tuple[object, ...], list[Feedback]] = {}
    for one in same:
        votes.setdefault((one.answer.answered, one.answer.quotes), []).append(one)
    liked: list[RatedAnswer] = []
    for given in votes.values():
        likes = sum(one.rating is Rating.LIKED for one in given)
        if 2 * likes > len(given):
            liked.append(given[-1].answer)
        elif likes:
            found.left_out["people disagree"] += len(given)
        else:
            found.left_out["disliked"] += len(given)
    answers = [one for one in liked if one.answered]
    return answers or liked


def _line(answer: RatedAnswer, documents: DocumentStore) -> dict[str, Any] | None:
    """None where the quoted text is gone."""
    if not answer.quotes:
        return None
    quote = answer.quotes[0]
    document = documents.get(quote.place.document_id)
    if document is None or document.sha256 != quote.place.sha256:
        return None
    highlights = quote.highlights or _sentences(document, quote.place.span)
    answers = [span.of(document.text).strip() for span in highlights]
    passage = {"text": _passage(document, quote.place.span)}
    passage |= {
        name: value
        for name in ("title", "language")
        if (value := getattr(document, name)) is not None
    }
    return {
        "question": answer.question,
        "answers": answers if answer.answered else [],
        "passage": passage,
    }


def _sentences(document: Document, quoted: Span) -> list[Span]:
    found = document_sentences(document)
    return [
        one
        for one in found
        if one.start < quoted.end and quoted.start < one.end and one.of(document.text).strip()
    ]


def _passage(document: Document, quoted: Span) -> str:
    """The document's text; of a long one, the paragraphs around the quote."""
    text = document.text
    if len(text) <= _WHOLE:
        return text
    first, last = quoted.start - _AROUND, quoted.end + _AROUND
    inside = [
        one
        for one in paragraphs(text)
        if (first <= one.start and one.end <= last)
        or (one.start < quoted.end and quoted.start < one.end)
    ]
    # A single paragraph may be very long.
    start, end = inside[0].start, inside[-1].end
    if end - start > last - first:
        start, end = max(start, first), min(end, last)
    whole = trimmed(Span(start, end), text) or quoted
    return whole.of(text)
