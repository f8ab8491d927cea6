"""Question sets: questions with known answers, and the texts that they are about."""

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
    """A question. ``answers``: the acceptable texts; none for an unanswerable question.

    ``context``: the number of the context that answers, or that merely looks as if it did where
    there are no answers; ``places``: the answers' [start, end) in it. A question to an existing
    collection has neither: only the answers' words are known.
    """

    text: str
    answers: tuple[str, ...]
    context: int | None = None
    places: tuple[tuple[int, int], ...] = ()

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    def answered_by(self, quote: Quote) -> bool:
        """Whether the quote's highlights contain a whole answer: at its place in its context (the
        document whose id is the context's number); where no place is known, its consecutive
        words."""
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
    """Questions and their contexts. The first ``first_half`` questions are for tuning, the rest for
    reporting. ``left_out``: the number of questions that cannot be judged."""

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
        """Whether the texts come with the questions; else an existing collection is asked."""
        return bool(self.contexts)


def documents(contexts: Sequence[Context]) -> Iterator[Document]:
    """The contexts as documents, with their numbers as ids."""
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
    """A random sample of at most ``most`` questions, in order."""
    if most is None or len(questions) <= most:
        return list(questions)
    places = sorted(random.Random(seed).sample(range(len(questions)), most))
    return [questions[place] for place in places]


def _runs(quote: Quote) -> list[tuple[int, int]]:
    """The highlights; those with only white space between them are joined."""
    runs: list[tuple[int, int]] = []
    for part in quote.highlights:
        if runs and not quote.document.text[runs[-1][1] : part.start].strip():
            runs[-1] = (runs[-1][0], part.end)
        else:
            runs.append((part.start, part.end))
    return runs


def _holds_words(text: str, answer: str) -> bool:
    """Whether the answer's stemmed words are consecutive words of the text.

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
