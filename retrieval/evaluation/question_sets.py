"""Questions whose answers are known, and the texts that they are about."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.document import Document, text_hash
from retrieval.answer import Quote
from retrieval.text.tokenizer import words


@dataclass(frozen=True, slots=True)
class Context:
    """A text that questions are about, or (a distractor) that none is about."""

    text: str
    title: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """``answers`` are the texts any of which will do; none: the question has no answer.

    ``context`` is the number of the context that answers, or (with no answers) merely looks
    fitting, and ``places`` are the answers' [start, end) in it. A question asked of a collection
    of which only the answers' words are known has neither: ``context`` is None.
    """

    text: str
    answers: tuple[str, ...]
    context: int | None = None
    places: tuple[tuple[int, int], ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    def answered_by(self, quote: Quote) -> bool:
        """Whether the quote's highlights hold an answer from its first letter to its last: at its
        very place in its context (a document whose id is the context's number); where no place is
        known, an answer's words in a row."""
        text = quote.document.text
        runs = _runs(quote)
        if self.context is None:
            return any(
                _holds_words(text[start:end], one) for start, end in runs for one in self.answers
            )
        return quote.document.id == str(self.context) and any(
            first <= start and end <= last for first, last in runs for start, end in self.places
        )


@dataclass(slots=True)
class QuestionSet:
    """Questions and their contexts. ``first_half`` is how many of the questions are for tuning:
    the rest are for reporting. ``left_out`` counts questions that cannot be judged."""

    name: str
    contexts: list[Context] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    first_half: int = 0
    left_out: int = 0

    @property
    def tuning(self) -> list[Question]:
        return self.questions[: self.first_half]

    @property
    def reporting(self) -> list[Question]:
        return self.questions[self.first_half :]

    @property
    def has_contexts(self) -> bool:
        """Whether the texts come with the questions; else they are asked of a collection."""
        return bool(self.contexts)


def documents(contexts: Sequence[Context]) -> Iterator[Document]:
    """The contexts as documents, each with its number for an id."""
    for number, one in enumerate(contexts):
        yield Document(
            id=str(number),
            source=str(number),
            sha256=text_hash(one.text),
            added="",
            text=one.text,
            title=one.title,
            language=one.language,
        )


def chosen(questions: Sequence[Question], most: int | None, seed: int) -> list[Question]:
    """At most so many of the questions, by lot, in their order."""
    if most is None or len(questions) <= most:
        return list(questions)
    places = sorted(random.Random(seed).sample(range(len(questions)), most))
    return [questions[place] for place in places]


def _runs(quote: Quote) -> list[tuple[int, int]]:
    """The highlights, those with nothing but white space between them as one."""
    runs: list[tuple[int, int]] = []
    for part in quote.highlights:
        if runs and not quote.document.text[runs[-1][1] : part.start].strip():
            runs[-1] = (runs[-1][0], part.end)
        else:
            runs.append((part.start, part.end))
    return runs


def _holds_words(text: str, answer: str) -> bool:
    """Whether the answer's words (stemmed) stand in the text in a row.

    >>> _holds_words("Repairs will cost 12 million pounds.", "12 million pounds")
    True
    >>> _holds_words("It costs 112 million pounds.", "12 million pounds")
    False
    """
    wanted = words(answer)
    if not wanted:  # "%", say
        return answer.strip() in text
    had = words(text)
    return any(had[n : n + len(wanted)] == wanted for n in range(len(had) - len(wanted) + 1))
