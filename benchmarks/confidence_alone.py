"""Confidence in a document that stands alone, and among a thousand others.

    python -m benchmarks.confidence_alone --squad FILE --nq FILE [--distractors FILE] [--limit 60]

Answerable questions (tuning or reporting half) are asked of their own document alone, and of the
whole set. Confidence should depend on question and text, so it should hardly change. Two changes
are measured: of the answer's confidence, where the same sentence is quoted first, and of the
confidence in the answering sentence, wherever it comes. ``--inputs`` says which inputs of ranker
and reader blend change that of the answering sentence: its logit among the others, each group of
inputs replaced by what it is alone.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.store.memory import MemoryStore
from retrieval.arrays import Floats
from retrieval.calibration import confidence
from retrieval.evaluation.question_sets import Question, chosen
from retrieval.index.build import build_index
from retrieval.models.encoder import Encoder
from retrieval.query import QueryAnalyzer
from retrieval.ranking.rank import Candidate, rank
from retrieval.ranking.reader_blend import INPUTS, blend_for, blend_inputs
from retrieval.ranking.reranker import passages_to_read, read_passages, rerank
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import Reader
from training.question_collections import (
    QuestionCollection,
    bundled_reader,
    open_collections,
    parser,
    print_origin,
)

_GROUPS: dict[str, Callable[[str], bool]] = {
    "gaps to the best candidate": lambda name: name.endswith("_gap"),
    "tops and leads of the question": lambda name: (
        name.startswith("top_") or name.endswith("_lead")
    ),
    "BM25": lambda name: name in ("bm25", "passage_bm25"),
    "shares of words": lambda name: name.endswith("coverage"),
    "words matched by meaning, weighted": lambda name: (
        name in ("maxsim", "near_maxsim", "passage_maxsim") or name.endswith("weakest")
    ),
    "the ranker's logit": lambda name: name == "ranker",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A question's outcome. ``first``: its best sentence, as (document, start), and its confidence;
    ``gold``: the confidence in the answering sentence, None where it is no candidate; ``inputs``:
    the reader blend's for that sentence, None where it was not read."""

    first: tuple[str, int] | None
    confidence: float
    gold: float | None
    inputs: Floats | None


def read(question: Question, scope: SearchScope, encoder: Encoder, reader: Reader) -> Reading:
    """Asks a question of a scope, as the answerer does."""
    index = scope.index
    query = QueryAnalyzer.of(index, encoder).query(question.text)
    ranked = rank(query, scope)
    found = rerank(query, ranked, scope, reader)
    if not found:
        return Reading(None, 0.0, None, None)

    def place(one: Candidate) -> tuple[str, int]:
        return index.document_of(one.passage)[0], index.sentences.span(one.sentence).start

    gold = {one.sentence for one in found if _answers(question, place(one), one, scope)}
    best = next((one for one in found if one.sentence in gold), None)
    inputs = None
    outputs = read_passages(query, passages_to_read(ranked, reader), scope, reader)
    kept = [one for one in ranked if one.sentence in outputs]
    if best is not None and best.sentence in outputs:
        table = blend_inputs(kept, [outputs[one.sentence] for one in kept])
        inputs = table[[one.sentence for one in kept].index(best.sentence)]
    return Reading(
        place(found[0]),
        confidence(found[0].logit),
        None if best is None else confidence(best.logit),
        inputs,
    )


def _answers(
    question: Question, place: tuple[str, int], one: Candidate, scope: SearchScope
) -> bool:
    if place[0] != str(question.context):
        return False
    span = scope.index.sentences.span(one.sentence)
    return any(span.start < end and start < span.end for start, end in question.places)


def pairs(
    collection: QuestionCollection, questions: Sequence[Question], encoder: Encoder, reader: Reader
) -> list[tuple[Reading, Reading]]:
    """Each question's outcome over its own document alone, and over the whole collection."""
    whole = SearchScope.of(collection.index, collection.store, None)
    found = []
    for question in questions:
        store = MemoryStore([collection.document(question.context or 0)])
        index = build_index(store.documents(), encoder, store.revision, previous=collection.index)
        alone = read(question, SearchScope.of(index, store, None), encoder, reader)
        found.append((alone, read(question, whole, encoder, reader)))
    return found


def print_changes(found: Sequence[tuple[Reading, Reading]]) -> None:
    """How much the confidence changes: median, mean, 90th percentile."""
    same = [(one.confidence, other.confidence) for one, other in found if one.first == other.first]
    gold = [
        (one.gold, other.gold)
        for one, other in found
        if one.gold is not None and other.gold is not None
    ]
    print(
        f"{'':34} {'questions':>9} {'alone':>6} {'among':>6} {'median':>7} {'mean':>6} {'p90':>6}"
    )
    for name, each in (
        ("of the answer, same first sentence", same),
        ("of the answering sentence", gold),
    ):
        alone, among = np.array(each).T
        change = np.abs(alone - among)
        print(
            f"{name:34}{len(each):10}{alone.mean():10.3f}{among.mean():10.3f}"
            f"{np.median(change):10.3f}{change.mean():10.3f}{np.percentile(change, 90):10.3f}"
        )


def print_inputs(found: Sequence[tuple[Reading, Reading]], reader: Reader) -> None:
    """Which inputs of the blend make the difference, most first."""
    blend = blend_for(reader.fingerprint)
    both = [
        (one.inputs, other.inputs)
        for one, other in found
        if one.inputs is not None and other.inputs is not None
    ]
    if blend is None or not both:
        return
    alone, among = (np.array(each) for each in zip(*both, strict=True))
    before = blend.network.logits(among)
    print(f"{'logit among others, replaced by alone':44} {'mean change':>11} {'absolute':>9}")
    rows = {"everything": np.ones(len(INPUTS), bool)}
    rows |= {name: np.array([test(one) for one in INPUTS]) for name, test in _GROUPS.items()}
    rows |= {one: np.array([one == other for other in INPUTS]) for one in INPUTS}
    changes = {
        name: blend.network.logits(np.where(chosen_inputs, alone, among)) - before
        for name, chosen_inputs in rows.items()
    }
    for name, change in sorted(changes.items(), key=lambda row: -float(np.abs(row[1]).mean())):
        if np.abs(change).mean() >= 0.02:
            print(f"{name:44} {change.mean():+11.3f} {np.abs(change).mean():9.3f}")


def main() -> None:
    options: argparse.ArgumentParser = parser(__doc__)
    options.add_argument("--half", choices=("tuning", "reporting"), default="reporting")
    options.add_argument("--limit", type=int, default=60)
    options.add_argument("--inputs", action="store_true")
    arguments = options.parse_args()
    print_origin(arguments)
    collections, encoder = open_collections(arguments)
    reader = bundled_reader(arguments.cache)
    if reader is None:
        raise SystemExit("the bundled reader is not installed")
    for collection in collections:
        questions = [one for one in getattr(collection.set, arguments.half) if one.answerable]
        asked = chosen(questions, arguments.limit, seed=0)
        found = pairs(collection, asked, encoder, reader)
        print(f"{collection.set.name}, {arguments.half} half, among {len(collection.texts)} texts")
        print_changes(found)
        if arguments.inputs:
            print_inputs(found, reader)


if __name__ == "__main__":
    main()
