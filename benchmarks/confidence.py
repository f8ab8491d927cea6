"""Fits the weights of retrieval/confidence.py, and says how well they do.

    python -m benchmarks.confidence --squad FILE --nq FILE [--distractors FILE]

How alike the best sentence is depends on how many there are to choose from, so the questions are
asked of collections of many sizes, cut out of the sets: neighbouring paragraphs of SQuAD, random
ones of NQ. Three kinds of question, for each collection: those it answers; those of the other set
(off-topic); those of the same set whose passage was left out (near). The weights are fitted on
the tuning halves and printed, to be typed into retrieval/confidence.py; the table is of the
reporting halves.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench, open_benches, parser, print_origin
from corpus.shelf import Shelf
from retrieval.confidence import evidence
from retrieval.defaults import MIN_CONFIDENCE
from retrieval.encoder import Encoder
from retrieval.evaluation.measures import auroc
from retrieval.evaluation.question_sets import Question
from retrieval.indexing import build_index
from retrieval.quoting import quotes
from retrieval.ranking import rank

_SIZES = (4, 8, 16, 40, 100, 300)
# Questions of each kind asked of one collection, and about how many of each kind for one size.
_ASKED, _WANTED = 40, 200
_SEED = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """One question asked of one collection. ``right``: the first highlight holds the answer."""

    set: str
    size: int
    kind: str
    right: bool
    features: tuple[float, float]


def samples(bench: Bench, other: Bench, encoder: Encoder, half: str) -> Iterator[Sample]:
    chooser = random.Random(_SEED)
    answerable = [one for one in getattr(bench.set, half) if one.answerable]
    foreign = getattr(other.set, half)
    contexts = sorted({question.context for question in answerable})
    for size in _SIZES:
        for _ in range(max(2, _WANTED // _ASKED)):
            if bench.set.name.startswith("squad"):
                first = chooser.randrange(max(1, len(contexts) - size + 1))
                chosen = set(contexts[first : first + size])
            else:
                chosen = set(chooser.sample(contexts, size))
            groups = {
                "answerable": [one for one in answerable if one.context in chosen],
                "off-topic": foreign,
                "near": [one for one in answerable if one.context not in chosen],
            }
            for kind, group in groups.items():
                asked = chooser.sample(group, min(_ASKED, len(group)))
                for found in _asked(bench, chosen, asked, encoder, kind == "answerable"):
                    yield Sample(bench.set.name, size, kind, *found)


def _asked(
    bench: Bench, chosen: set[int], asked: Sequence[Question], encoder: Encoder, inside: bool
) -> Iterator[tuple[bool, tuple[float, float]]]:
    shelf = Shelf([bench.document(context) for context in sorted(chosen)])
    index = build_index(shelf.documents(), encoder, shelf.revision, previous=bench.index)
    for question in asked:
        found = quotes(rank(question.text, index, encoder), index, shelf, 1)
        if found:
            candidate, quote = found[0]
            known = evidence(question.text, candidate, quote, index)
            right = inside and question.answered_by(quote)
            yield right, (known.similarity, known.coverage)


def _weights(found: Sequence[Sample]) -> NDArray[np.float64]:
    """Each set and size counts alike, and in each the answerable as much as the others."""
    cells = [(one.set, one.size, one.kind == "answerable") for one in found]
    counts = Counter(cells)
    return np.array([1000 / counts[cell] for cell in cells])


def _weighted_error(
    predicted: NDArray[np.float64], truth: NDArray[np.float64], weights: NDArray[np.float64]
) -> float:
    """Expected calibration error over ten bins of equal width, each question with its weight."""
    bins = np.minimum((predicted * 10).astype(int), 9)
    gaps = [
        abs(np.sum((predicted - truth)[bins == number] * weights[bins == number]))
        for number in range(10)
    ]
    return float(sum(gaps) / weights.sum())


def main() -> None:
    arguments = parser(__doc__).parse_args()
    print_origin(arguments)
    benches, encoder = open_benches(arguments)
    halves = {
        half: [
            one
            for bench, other in zip(benches, benches[::-1], strict=True)
            for one in samples(bench, other, encoder, half)
        ]
        for half in ("tuning", "reporting")
    }
    from sklearn.linear_model import LogisticRegression

    tuning, reporting = halves["tuning"], halves["reporting"]
    model = LogisticRegression(C=1e6, max_iter=5000).fit(
        [one.features for one in tuning],
        [one.right for one in tuning],
        sample_weight=_weights(tuning),
    )
    similarity, coverage = model.coef_[0]
    print(f"similarity {similarity:.2f}, coverage {coverage:.2f}, bias {model.intercept_[0]:.2f}")
    predicted = model.predict_proba([one.features for one in reporting])[:, 1]
    threshold = MIN_CONFIDENCE
    print(
        f"{'set':18} {'size':>5} {'right':>6} {'ECE':>6} {'AUROC off':>10} {'near':>6}"
        f"   at {threshold}: {'answered':>8} {'off declined':>13} {'near declined':>14}"
    )
    for name, size in sorted({(one.set, one.size) for one in reporting}):
        rows = [n for n, one in enumerate(reporting) if (one.set, one.size) == (name, size)]
        by_kind = {
            kind: [float(predicted[n]) for n in rows if reporting[n].kind == kind]
            for kind in ("answerable", "off-topic", "near")
        }
        yes, off, near = (np.array(values) for values in by_kind.values())
        right = np.array([float(reporting[n].right) for n in rows])
        weights = _weights([reporting[n] for n in rows])
        error = _weighted_error(predicted[rows], right, weights)
        hits = [reporting[n].right for n in rows if reporting[n].kind == "answerable"]
        print(
            f"{name:18} {size:5} {np.mean(hits):6.2f} {error:6.3f} {auroc(yes, off):10.3f}"
            f" {auroc(yes, near):6.3f} {'':11} {np.mean(yes >= threshold):7.2f}"
            f" {np.mean(off < threshold):13.2f}"
            f" {np.mean(near < threshold):14.2f}"
        )
    everything = np.array([float(one.right) for one in reporting])
    print(f"ECE of all: {_weighted_error(predicted, everything, _weights(reporting)):.3f}")


if __name__ == "__main__":
    main()
