"""Verdicts as a question set, as far as they say what is right.

Who likes an answer says that its first highlights answer the question: a question with its answer
and passage. (Where it is not known what was highlighted, any sentence of the first quote will do.)
Who likes it that a question was not answered says that nothing here answers: a question without an
answer, beside the passage that came nearest.

Who dislikes an answer says only that this was not it. Nobody knows what would have been, or whether
anything would, so that becomes no question: to call it unanswerable would punish whoever finds the
answer. Follow-ups are left out too, for a question set asks each question on its own; and so is
what people disagree about, and what stands in documents that have changed since.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.document import Document
from corpus.span import Span, trimmed
from corpus.store.protocol import DocumentStore
from corpus.text.paragraphs import paragraphs
from corpus.text.sentences import sentences
from retrieval.feedback import Feedback, Judged, Verdict

# Longer documents are cut to the paragraphs around the quote: so many characters on each side.
_WHOLE, _AROUND = 20_000, 5_000


@dataclass(slots=True)
class FeedbackSet:
    """``lines`` are those of a question file (JSON Lines). ``left_out``: why verdicts became no
    question, and how many."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def question_set(verdicts: Iterable[Feedback], library: DocumentStore) -> FeedbackSet:
    """The questions of these verdicts, each once."""
    found = FeedbackSet()
    by_question: dict[str, list[Feedback]] = {}
    for one in verdicts:
        if one.judged.before:
            found.left_out["follow-ups"] += 1
        else:
            by_question.setdefault(one.judged.question, []).append(one)
    for same in by_question.values():
        answers = _liked(same, found)
        # The newest that still stands in the collection; several that were liked are one question.
        for judged in reversed(answers):
            line = _line(judged, library)
            if line is not None:
                found.lines.append(line)
                break
        else:
            if answers:
                found.left_out["what was quoted is not there any more"] += len(answers)
    return found


def _liked(same: Sequence[Feedback], found: FeedbackSet) -> list[Judged]:
    """The answers to one question that more people liked than disliked; those that were not
    answered, only if no answer was liked."""
    votes: dict[tuple[object, ...], list[Feedback]] = {}
    for one in same:
        votes.setdefault((one.judged.answered, one.judged.quotes), []).append(one)
    liked: list[Judged] = []
    for given in votes.values():
        likes = sum(one.verdict is Verdict.LIKED for one in given)
        if 2 * likes > len(given):
            liked.append(given[-1].judged)
        elif likes:
            found.left_out["people disagree"] += len(given)
        else:
            found.left_out["disliked"] += len(given)
    answers = [one for one in liked if one.answered]
    return answers or liked


def _line(judged: Judged, library: DocumentStore) -> dict[str, Any] | None:
    """None where the words that were quoted are not there any more."""
    if not judged.quotes:
        return None
    quote = judged.quotes[0]
    document = library.get(quote.place.document_id)
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
        "question": judged.question,
        "answers": answers if judged.answered else [],
        "passage": passage,
    }


def _sentences(document: Document, quoted: Span) -> list[Span]:
    found = sentences(document.text, document.language)
    return [
        one
        for one in found
        if one.start < quoted.end and quoted.start < one.end and one.of(document.text).strip()
    ]


def _passage(document: Document, quoted: Span) -> str:
    """The document; of a long one, the paragraphs around what was quoted."""
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
    # A paragraph may be a book of its own.
    start, end = inside[0].start, inside[-1].end
    if end - start > last - first:
        start, end = max(start, first), min(end, last)
    whole = trimmed(Span(start, end), text) or quoted
    return whole.of(text)
