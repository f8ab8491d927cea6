"""What else the reader could be asked, and what that would be worth in knowing what is no answer.

    python -m benchmarks.reading_ideas --squad FILE --nq FILE [--distractors FILE] [--limit N]

Each idea adds something to what confidence is made from. All are weighed by a logistic regression
that is fitted to what fit_reader.py fits to (the ends of the tuning halves, which the reader has
not seen), and judged on the reporting halves: AUROC of answerable questions against those that are
written to look answerable, and against those of the other set. The differences from what
Pullquote does are given with intervals of 95%.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench, open_benches, parser, print_origin
from benchmarks.samples import ANSWERABLE, OFF_TOPIC, UNANSWERABLE
from benchmarks.train_reader import held
from corpus.span import Span
from retrieval.documents import IndexedDocuments
from retrieval.encoder import Encoder
from retrieval.evaluation.measures import auroc
from retrieval.evaluation.question_sets import Question, chosen
from retrieval.own_reader import OwnReader
from retrieval.ranking import Candidate, rank, read_closely
from retrieval.reader import ReadablePassage, Reader
from retrieval.reader_share import learned_share, logit, signals
from retrieval.rereading import best_passages, readable, readings

_DRAWS = 1000
Values = NDArray[np.float64]

# Which columns of what is known of a question's first candidate each idea uses.
IDEAS: dict[str, tuple[str, ...]] = {
    "what Pullquote does": ("confidence",),
    "the seven signals weighed anew": ("signals",),
    "the ranker's features too": ("confidence", "features"),
    "read without its title as well": ("confidence", "untitled"),
    "the sentence read alone as well": ("confidence", "alone"),
    "the sentence read with its neighbours as well": ("confidence", "near"),
    "the passage read without the sentence as well": ("confidence", "without"),
    "what the other passages say": ("confidence", "others"),
    "all readings": ("confidence", "signals", "untitled", "alone", "near", "without", "others"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one question's first candidate; whether it holds the answer."""

    set: str
    kind: str
    right: bool
    columns: dict[str, Values]


def known(
    bench: Bench, asked: Sequence[tuple[str, Question]], encoder: Encoder, reader: Reader
) -> Iterator[Known]:
    """Of those questions for which anything is found."""
    documents = IndexedDocuments(bench.index, bench.shelf)
    for kind, question in asked:
        found = _known(bench, documents, kind, question, encoder, reader)
        if found is not None:
            yield found


def _known(
    bench: Bench,
    documents: IndexedDocuments,
    kind: str,
    question: Question,
    encoder: Encoder,
    reader: Reader,
) -> Known | None:
    index, text = bench.index, question.text
    [read] = encoder.read_questions([text])
    candidates = rank(text, index, read, documents)
    found = readings(text, best_passages(candidates), index, documents, reader)
    some = [one for one in candidates if one.sentence in found]
    if not some:
        return None
    table = signals(some, [found[one.sentence] for one in some])
    logits = learned_share().logits(table)
    best = int(logits.argmax())
    first = some[best]
    passage = readable(first.passage, index, documents)
    if passage is None:
        return None
    number = found[first.sentence][1]
    others = [one for one in zip(some, logits, strict=True) if one[0].passage != first.passage]
    columns = {
        "confidence": logits[[best]],
        "signals": table[best],
        "features": _features(bench, documents, text, read, first),
        "others": np.array([max(each) for each in _of_others(others, found)]),
        **_reread(text, passage, number, reader),
    }
    [(start, end)] = index.sentences.spans(np.array([first.sentence])).tolist()
    own = int(index.document_of(first.passage)[0]) == question.context
    inside = any(start < b and a < end for a, b in question.places)
    return Known(bench.set.name, kind, kind == ANSWERABLE and own and inside, columns)


def _of_others(others: Sequence[tuple[Candidate, float]], found: Any) -> tuple[list[float], ...]:
    """The logits of what other passages have, and of what was read of those passages."""
    least = [logit(0.0)]
    return (
        least + [float(worth) for _, worth in others],
        least + [logit(found[one.sentence][0].relevance) for one, _ in others],
    )


def _features(
    bench: Bench, documents: IndexedDocuments, text: str, read: Any, first: Candidate
) -> Values:
    proposals, table = read_closely(text, bench.index, read, documents)
    sentences = np.concatenate([one.sentences for one in proposals])
    row: Values = table[int(np.flatnonzero(sentences == first.sentence)[0])].astype(np.float64)
    return row


def _reread(
    question: str, passage: ReadablePassage, number: int, reader: Reader
) -> dict[str, Values]:
    """What the reader makes of parts of the passage: logits of relevance, and of the sentence."""
    last = len(passage.sentences) - 1
    parts = {
        "untitled": ReadablePassage(passage.text, passage.sentences),
        "alone": part(passage, number, number),
        "near": part(passage, max(0, number - 1), min(last, number + 1)),
        "without": without(passage, number),
    }
    places = {"untitled": number, "alone": 0, "near": min(1, number)}
    made = dict(zip(parts, reader.read(question, list(parts.values())), strict=True))
    columns = {
        name: np.array([logit(made[name].relevance), logit(made[name].sentences[place])])
        for name, place in places.items()
    }
    return columns | {"without": np.array([logit(made["without"].relevance)])}


def part(passage: ReadablePassage, first: int, last: int) -> ReadablePassage:
    """The sentences from ``first`` to ``last``, as a passage."""
    some = passage.sentences[first : last + 1]
    start = some[0].start
    places = tuple(Span(one.start - start, one.end - start) for one in some)
    return ReadablePassage(passage.text[start : some[-1].end], places, passage.title)


def without(passage: ReadablePassage, number: int) -> ReadablePassage:
    """The passage with one sentence cut out, and nothing to be quoted."""
    cut = passage.sentences[number]
    return ReadablePassage(passage.text[: cut.start] + passage.text[cut.end :], (), passage.title)


def table(some: Sequence[Known], names: Sequence[str]) -> Values:
    """Shape (questions, columns of these names)."""
    return np.stack([np.concatenate([one.columns[name] for name in names]) for one in some])


Judge = Callable[[Values], Values]


def fitted(some: Sequence[Known], names: Sequence[str]) -> Judge:
    """Weighs these columns, with as much weight on questions of each set and kind."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    counts: dict[tuple[str, str], int] = {}
    for one in some:
        counts[one.set, one.kind] = counts.get((one.set, one.kind), 0) + 1
    weights = [len(some) / counts[one.set, one.kind] for one in some]
    made = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=5000))
    right = [one.right for one in some]
    made.fit(table(some, names), right, logisticregression__sample_weight=weights)
    return lambda given: np.asarray(made.decision_function(given), np.float64)


def trees(some: Sequence[Known], names: Sequence[str]) -> Judge:
    """The same by boosted trees, which need not be linear."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    made = HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.05, max_leaf_nodes=6, min_samples_leaf=30, random_state=0
    )
    made.fit(table(some, names), [one.right for one in some])
    return lambda given: np.asarray(made.decision_function(given), np.float64)


def report(
    name: str, judge: Judge, names: Sequence[str], some: Sequence[Known], own: Judge
) -> None:
    """A line for each set: the AUROCs, and how far they are from Pullquote's."""
    for title in dict.fromkeys(one.set for one in some):
        here = [one for one in some if one.set == title]
        kinds = np.array([one.kind for one in here])
        scores, before = judge(table(here, names)), own(table(here, ("confidence",)))
        cells = [
            _compared(scores, before, kinds == ANSWERABLE, kinds == other)
            for other in (UNANSWERABLE, OFF_TOPIC)
            if other in kinds
        ]
        print(f"  {title:16}{name:48}" + "   ".join(cells), flush=True)


def _compared(
    scores: Values, before: Values, answerable: NDArray[np.bool_], other: NDArray[np.bool_]
) -> str:
    chooser = np.random.default_rng(0)
    yes, no = np.flatnonzero(answerable), np.flatnonzero(other)
    drawn = []
    for _ in range(_DRAWS):
        some, none = chooser.choice(yes, len(yes)), chooser.choice(no, len(no))
        drawn.append(auroc(scores[some], scores[none]) - auroc(before[some], before[none]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    value = auroc(scores[yes], scores[no])
    return f"{value:.3f} ({low:+.3f} to {high:+.3f})"


def questions(bench: Bench, other: Bench, limit: int | None) -> list[tuple[str, Question]]:
    """Those that are reported on, at most ``limit`` of a kind."""
    answerable = chosen([one for one in bench.set.reporting if one.answerable], limit, seed=0)
    unanswerable = [one for one in bench.set.reporting if not one.answerable]
    foreign = chosen(other.set.reporting, len(answerable), seed=0)
    return (
        [(ANSWERABLE, one) for one in answerable]
        + [(UNANSWERABLE, one) for one in chosen(unanswerable, limit, seed=0)]
        + [(OFF_TOPIC, one) for one in foreign]
    )


def _of_held(bench: Bench, other: Bench) -> list[tuple[str, Question]]:
    own = [(ANSWERABLE if one.answerable else UNANSWERABLE, one) for one in held(bench.set)]
    return own + [(OFF_TOPIC, one) for one in held(other.set) if one.answerable]


def main() -> None:
    options: argparse.ArgumentParser = parser(__doc__)
    options.add_argument("--limit", type=int)
    arguments = options.parse_args()
    print_origin(arguments)
    benches, encoder = open_benches(arguments)
    reader = OwnReader(arguments.cache / "models", print)
    learned: list[Known] = []
    judged: list[Known] = []
    for bench, other in zip(benches, benches[::-1], strict=True):
        learned += known(bench, _of_held(bench, other), encoder, reader)
        judged += known(bench, questions(bench, other, arguments.limit), encoder, reader)
        print(f"{bench.set.name}: {len(learned)} to learn from, {len(judged)} to judge", flush=True)
    print("  AUROC against written to look answerable, and off-topic; difference")
    own: Judge = lambda given: given[:, 0]  # noqa: E731
    for name, names in IDEAS.items():
        judge = own if names == ("confidence",) else fitted(learned, names)
        report(name, judge, names, judged, own)
    names = IDEAS["all readings"]
    report("the seven signals by trees", trees(learned, ("signals",)), ("signals",), judged, own)
    report("all readings by trees", trees(learned, names), names, judged, own)


if __name__ == "__main__":
    main()
