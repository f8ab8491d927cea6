"""Questions that follow another, with their answers: ``follow_ups_data``.

Each line of ``questions.jsonl`` has the questions asked before (``previous``, in order), the
``question``, the ``answers`` (any of these words in a row, in one of the ``documents``: a sample
article or one of ``texts``), its half, and its kind: ``follow-up``, ``unanswerable`` (a follow-up
that no text answers), or ``complete`` (the next question, about something else or standing on its
own). The halves are parted by text. The texts and questions were made up for this.
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
    """How a question stands to the one before it. ``UNRELATED``: the first question of a pair,
    behind that of another pair; right is what it gets on its own."""

    FOLLOW_UP = "follow-up"
    UNANSWERABLE = "unanswerable"
    COMPLETE = "complete"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, and those before it. ``answers``: none where there is no answer, or where (of
    unrelated ones) it is not known."""

    half: str
    kind: Kind
    documents: tuple[str, ...]
    previous: tuple[str, ...]
    question: str
    answers: tuple[str, ...]

    def answered_by(self, quote: Quote) -> bool:
        """Whether the quote is of one of the documents, and highlights an answer."""
        return Path(quote.document.source).stem in self.documents and Question(
            self.question, self.answers
        ).answered_by(quote)


def articles() -> Iterator[Document]:
    """What the questions are asked of."""
    yield from sample_documents()
    yield from load_documents([str(FOLDER / "texts")], Observer())


def pairs(seed: int = 0) -> list[Pair]:
    """Those of the file, and each pair's first question behind that of another."""
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
