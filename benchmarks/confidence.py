"""What confidence is worth in collections of many sizes.

    python -m benchmarks.confidence --squad FILE --nq FILE [--distractors FILE]

Asked of the reporting halves (``--held``: of what fit_reader.py fits to, to choose by), whole and
cut into small collections; the kinds of question are those of training/ranking_samples.py. "right" is how
often the best sentence holds the answer, where there is one. Below that, what other thresholds
would come to, in whole sets and in small collections, the mean of each. ``--no-reader``: as with
PULLQUOTE_READER_MODEL=none.
"""

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.calibration import confidence
from retrieval.defaults import MIN_CONFIDENCE
from retrieval.evaluation.measures import auroc, calibration_error
from retrieval.evaluation.question_sets import Question, QuestionSet
from training.question_collections import bundled_reader, open_collections, parser, print_origin
from training.ranking_samples import ANSWERABLE, NEAR, OFF_TOPIC, Sample, samples
from training.train_reader import held

_SEED = 2
_MOST_QUESTIONS = 650
_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)


def judged(found: Sequence[Sample]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The confidence in the best sentence of each, and whether it holds the answer."""
    sure = np.array([confidence(float(one.logits.max())) for one in found])
    return sure, np.array([bool(one.gold[one.logits.argmax()]) for one in found])


def print_row(name: str, found: Sequence[Sample]) -> None:
    sure, right = judged(found)
    of = {
        kind: np.array([one.kind == kind for one in found])
        for kind in (ANSWERABLE, NEAR, OFF_TOPIC)
    }
    yes, near, off = of.values()
    print(
        f"{name:28} {right[yes].mean():6.2f} {calibration_error(sure, right):6.3f}"
        f" {auroc(sure[yes], sure[off]):10.3f} {auroc(sure[yes], sure[near]):6.3f}"
        f"    at {MIN_CONFIDENCE}: {np.mean(sure[yes] >= MIN_CONFIDENCE):8.2f}"
        f" {np.mean(sure[off] < MIN_CONFIDENCE):13.2f} {np.mean(sure[near] < MIN_CONFIDENCE):14.2f}"
    )


def print_thresholds(name: str, found: Sequence[Sample]) -> None:
    """A line for each: the mean of the sets and sizes that there are."""
    groups = [
        [one for one in found if (one.set, one.size) == group]
        for group in sorted({(one.set, one.size) for one in found})
    ]
    print(f"{name + ', at':>14} {'answered':>9} {'and right':>10} {'off declined':>13} {'near':>6}")
    for threshold in _THRESHOLDS:
        figures = [_at(threshold, group) for group in groups]
        answered, right, off, near = np.mean(figures, axis=0)
        print(f"{threshold:14.2f} {answered:9.3f} {right:10.3f} {off:13.3f} {near:6.3f}")


def _at(threshold: float, found: Sequence[Sample]) -> tuple[float, float, float, float]:
    sure, right = judged(found)
    kinds = np.array([one.kind for one in found])
    shown, yes = sure >= threshold, kinds == ANSWERABLE
    return (
        float(shown[yes].mean()),
        float(right[yes & shown].mean()),
        float(1 - shown[kinds == OFF_TOPIC].mean()),
        float(1 - shown[kinds == NEAR].mean()),
    )


def _asked(whole: QuestionSet, arguments: argparse.Namespace) -> list[Question]:
    return held(whole) if arguments.held else list(whole.reporting)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--held", action="store_true")
    options.add_argument("--reader", action=argparse.BooleanOptionalAction, default=True)
    arguments = options.parse_args()
    print_origin(arguments)
    benches, encoder = open_collections(arguments)
    reader = bundled_reader(arguments.cache) if arguments.reader else None
    found = [
        one
        for bench, other in zip(benches, benches[::-1], strict=True)
        for one in samples(
            bench,
            [question for question in _asked(other.set, arguments) if question.answerable],
            _asked(bench.set, arguments),
            encoder,
            _SEED,
            _MOST_QUESTIONS,
            reader,
        )
        if len(one.table)
    ]
    print(
        f"{'set, passages':28} {'right':>6} {'ECE':>6} {'AUROC off':>10} {'near':>6}"
        f"    {'':7} {'answered':>8} {'off declined':>13} {'near declined':>14}"
    )
    for name, size in sorted({(one.set, one.size) for one in found}):
        rows = [one for one in found if (one.set, one.size) == (name, size)]
        print_row(f"{name}, {size or 'all'}", rows)
    sure, right = judged(found)
    print(f"ECE of all: {calibration_error(sure, right):.3f}")
    print_thresholds("whole sets", [one for one in found if not one.size])
    print_thresholds("small", [one for one in found if one.size])


if __name__ == "__main__":
    main()
