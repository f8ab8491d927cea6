"""Follow-up questions: how well they are answered, beside two simpler ways to treat them.

    python -m benchmarks.follow_ups [--half tuning|reporting] [--distractors FILE]

Each pair of benchmarks/follow_up_questions.py is asked three ways: the question alone, both
questions joined into one, and as Pullquote does it. Columns:

right       a highlight of the first quote holds the answer
of three    a highlight of any of three quotes does
answered    right, and given as an answer at the default threshold
unansw.     follow-ups without an answer that are given one (fewer is better)
complete    questions that need nothing before them: right
unrelated   unrelated questions whose first highlight is the one they get when asked alone

Distractors are JSON Lines of passages, or a question set, whose passages are searched too.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.follow_up_questions import HALVES, Kind, Pair, articles, pairs
from corpus.document import Document
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.evaluation.question_files import read_contexts
from retrieval.evaluation.question_sets import documents
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.readers.reader import Reader
from retrieval.turn import Turn
from training.question_collections import bundled_reader, origin, progress_observer

# Answers a question, given the conversation before it.
Way = Callable[[Answerer, str, Turn], Answer]


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one pair: whether each quote is right, and whether it was given as an answer.
    For an unrelated question, right means: as when it is asked alone."""

    kind: Kind
    hits: tuple[bool, ...]
    answered: bool


def alone(answerer: Answerer, question: str, _: Turn) -> Answer:
    """Ignores what was asked before."""
    return answerer.ask(question)


def joined(answerer: Answerer, question: str, turn: Turn) -> Answer:
    """Asks the question before and this one as one text."""
    return answerer.ask(f"{turn.question} {question}")


def pullquote(answerer: Answerer, question: str, turn: Turn) -> Answer:
    """As users get it: the answerer decides whether the question is a follow-up."""
    return answerer.ask(question, after=turn)


WAYS: Mapping[str, Way] = {
    "question alone": alone,
    "both as one question": joined,
    "Pullquote": pullquote,
}


def conversation(answerer: Answerer, way: Way, previous: Sequence[str]) -> Turn:
    """The turns before a question, each asked in the same way. Raises ValueError if there are
    none."""
    turn: Turn | None = None
    for question in previous:
        answer = way(answerer, question, turn) if turn else answerer.ask(question)
        turn = replace(answer.turn, before=turn)
    if turn is None:
        raise ValueError("a pair has a question before")
    return turn


def result(answerer: Answerer, way: Way, pair: Pair) -> Result:
    answer = way(answerer, pair.question, conversation(answerer, way, pair.previous))
    if pair.kind is Kind.UNRELATED:
        expected = answerer.ask(pair.question).quotes[0].highlights
        hits = tuple(one.highlights == expected for one in answer.quotes)
    else:
        hits = tuple(pair.answered_by(one) for one in answer.quotes)
    return Result(pair.kind, hits, answer.answered)


def is_right(one: Result) -> bool:
    return one.hits[:1] == (True,)


def row(results: Sequence[Result]) -> list[float]:
    """The figures of a way, in the order of the table's columns."""

    def share(kind: Kind, test: Callable[[Result], bool]) -> float:
        return float(np.mean([test(one) for one in results if one.kind is kind]))

    return [
        share(Kind.FOLLOW_UP, is_right),
        share(Kind.FOLLOW_UP, lambda one: any(one.hits)),
        share(Kind.FOLLOW_UP, lambda one: one.answered and is_right(one)),
        share(Kind.UNANSWERABLE, lambda one: one.answered),
        share(Kind.COMPLETE, is_right),
        share(Kind.UNRELATED, is_right),
    ]


def answerer_over(found: Sequence[Document], encoder: Encoder, reader: Reader | None) -> Answerer:
    store = MemoryStore(found)
    index = build_index(store.documents(), encoder, store.revision, observer=progress_observer())
    return Answerer(store, index, encoder, reader=reader)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--half", choices=HALVES, default="reporting")
    options.add_argument("--distractors", type=Path)
    options.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    arguments = options.parse_args()
    print(origin([arguments.distractors]))
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(None, models), models, print)
    others = documents(read_contexts(arguments.distractors)) if arguments.distractors else []
    searched = [*articles(), *(replace(one, id=f"other-{one.id}") for one in others)]
    answerer = answerer_over(searched, encoder, bundled_reader(arguments.cache))
    chosen = [one for one in pairs() if one.half == arguments.half]
    counts = {kind: sum(one.kind is kind for one in chosen) for kind in Kind}
    print(f"{arguments.half}: {', '.join(f'{n} {kind}' for kind, n in counts.items())}; ", end="")
    print(f"{answerer.index.counts()[1]} passages")
    columns = ("right", "of three", "answered", "unansw.", "complete", "unrelated")
    print(f"{'':26}" + "".join(f"{name:>10}" for name in columns))
    for name, way in WAYS.items():
        figures = row([result(answerer, way, pair) for pair in chosen])
        print(f"{name:26}" + "".join(f"{figure:10.3f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
