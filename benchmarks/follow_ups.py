"""How a question before enters the search: several ways, on pairs of questions.

    python -m benchmarks.follow_ups [--half tuning|reporting] [--distractors FILE]

"right" is how often a highlight of the first quote holds the answer, "of three" of any of three;
"answered": the right ones that come as an answer, at the default threshold. "unanswerable":
follow-ups that nothing answers and that come as answered (fewer is better). "complete": questions
that need nothing before them, right. "unrelated": those of which the first highlight is what they
get on their own. The pairs: see benchmarks/follow_up_questions.py. Distractors: JSON Lines of
passages, or a question set, of which the passages are searched too.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.follow_up_questions import HALVES, Kind, Pair, articles, pairs
from benchmarks.follow_up_ways import WAYS, Search, Way
from corpus.document import Document
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer
from retrieval.calibration import confidence
from retrieval.defaults import MIN_CONFIDENCE, TOP
from retrieval.evaluation.question_files import read_contexts
from retrieval.evaluation.question_sets import documents
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.quoting.select import select_quotes
from retrieval.ranking.rank import Candidate
from retrieval.turn import Turn
from training.question_collections import origin, watching


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a pair: whether each quote answers (an unrelated one: is what the question
    gets on its own), and whether it came as an answer."""

    kind: Kind
    hits: tuple[bool, ...]
    answered: bool


def answer(search: Search, question: str, candidates: Sequence[Candidate]) -> Answer:
    """As ``Answerer`` makes it of candidates."""
    found = select_quotes(candidates, search.scope(), TOP)
    sure = confidence(found[0][0].logit) if found else 0.0
    return Answer(question, tuple(one for _, one in found), sure, sure >= MIN_CONFIDENCE)


def turn_of(search: Search, way: Way, previous: Sequence[str]) -> Turn:
    """The conversation so far, each question asked in the same way."""
    turn: Turn | None = None
    for question in previous:
        candidates = way(search, question, turn) if turn else search.rank(question)
        turn = replace(answer(search, question, candidates).turn, before=turn)
    if turn is None:
        raise ValueError("a pair has a question before")
    return turn


def result(search: Search, way: Way, pair: Pair) -> Result:
    turn = turn_of(search, way, pair.previous)
    given = answer(search, pair.question, way(search, pair.question, turn))
    if pair.kind is Kind.UNRELATED:
        alone = answer(search, pair.question, search.rank(pair.question))
        hits = tuple(one.highlights == alone.quotes[0].highlights for one in given.quotes)
    else:
        hits = tuple(pair.answered_by(one) for one in given.quotes)
    return Result(pair.kind, hits, given.answered)


def is_right(one: Result) -> bool:
    return one.hits[:1] == (True,)


def row(results: Sequence[Result]) -> list[float]:
    """The figures of a way, in the order of the table's columns."""

    def share(kind: Kind, judge: Callable[[Result], bool]) -> float:
        return float(np.mean([judge(one) for one in results if one.kind is kind]))

    return [
        share(Kind.FOLLOW_UP, is_right),
        share(Kind.FOLLOW_UP, lambda one: any(one.hits)),
        share(Kind.FOLLOW_UP, lambda one: one.answered and is_right(one)),
        share(Kind.UNANSWERABLE, lambda one: one.answered),
        share(Kind.COMPLETE, is_right),
        share(Kind.UNRELATED, is_right),
    ]


def search_over(found: Sequence[Document], encoder: Encoder) -> Search:
    store = MemoryStore(found)
    index = build_index(store.documents(), encoder, store.revision, observer=watching())
    return Search(store, index, encoder)


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
    search = search_over(searched, encoder)
    asked = [one for one in pairs() if one.half == arguments.half]
    counts = {kind: sum(one.kind is kind for one in asked) for kind in Kind}
    print(f"{arguments.half}: {', '.join(f'{n} {kind}' for kind, n in counts.items())}; ", end="")
    print(f"{len(search.index.passages)} passages")
    columns = ("right", "of three", "answered", "unansw.", "complete", "unrelated")
    print(f"{'':26}" + "".join(f"{name:>10}" for name in columns))
    for name, way in WAYS.items():
        figures = row([result(search, way, pair) for pair in asked])
        print(f"{name:26}" + "".join(f"{figure:10.3f}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
