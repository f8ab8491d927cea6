"""Follow-up questions with their answers, from ``follow_ups_data``.

Each line of ``questions.jsonl`` has the questions asked before (``previous``, in order), the
``question``, its ``answers`` (any one is enough), the ``documents`` that hold them (a sample
article or one of ``texts``), its half, and its kind: ``follow-up``, ``unanswerable`` (a follow-up
that no text answers), or ``complete`` (a next question that needs nothing before it). No text is in
both halves. Texts and questions were written for this benchmark.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.document import Document
from corpus.ingest.loading import load_documents
from corpus.observer import Observer
from corpus.sample import sample_documents
from retrieval.answer import Quote
from retrieval.evaluation.question_sets import Question

FOLDER = Path(__file__).parent / "follow_ups_data"
HALVES = ("tuning", "reporting")


class Kind(StrEnum):
    """How a question relates to the one before it. ``UNRELATED``: the first question of a pair,
    asked after that of another pair; right is what it gets when asked alone."""

    FOLLOW_UP = "follow-up"
    UNANSWERABLE = "unanswerable"
    COMPLETE = "complete"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, and those before it. ``answers`` is empty if there is none, or if (for unrelated
    ones) it is not known."""

    half: str
    kind: Kind
    documents: tuple[str, ...]
    previous: tuple[str, ...]
    question: str
    answers: tuple[str, ...]

    def answered_by(self, quote: Quote) -> bool:
        """Whether the quote is from one of the documents and highlights an answer."""
        return Path(quote.document.source).stem in self.documents and Question(
            self.question, self.answers
        ).answered_by(quote)


def articles() -> Iterator[Document]:
    """The documents that the questions are asked of."""
    yield from sample_documents()
    yield from load_documents([str(FOLDER / "texts")], Observer())


def pairs(seed: int = 0) -> list[Pair]:
    """The pairs of the file, and each first question after that of another pair."""
    lines = (FOLDER / "questions.jsonl").read_text("utf-8").splitlines()
    found = [_pair(json.loads(line)) for line in lines]
    chooser = random.Random(seed)
    for half in HALVES:
        own = [one for one in found if one.half == half and one.kind is Kind.FOLLOW_UP]
        firsts = {one.previous[0]: one.documents for one in own}
        for question, documents in firsts.items():
            others = [other for other, of in firsts.items() if not set(of) & set(documents)]
            before = (chooser.choice(others),)
            found.append(Pair(half, Kind.UNRELATED, (), before, question, ()))
    return found


def _pair(entry: dict[str, object]) -> Pair:
    def texts(name: str) -> tuple[str, ...]:
        value = entry[name]
        if not isinstance(value, list):
            raise TypeError(f"{name} is a list")
        return tuple(map(str, value))

    return Pair(
        str(entry["half"]),
        Kind(str(entry["kind"])),
        texts("documents"),
        texts("previous"),
        str(entry["question"]),
        texts("answers"),
    )
