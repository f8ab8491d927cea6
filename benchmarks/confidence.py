"""Quality of the confidence in collections of many sizes.

    python -m benchmarks.confidence --squad FILE --nq FILE [--distractors FILE]

The questions are those of the reporting halves (``--validation``: the validation questions of
training/train_reader.py, which the default threshold was chosen by), asked of whole sets and of
small collections; their kinds are those of training/ranking_samples.py. "right" is how often the
best sentence holds the answer, if there is one. A second table shows other thresholds, averaged
over the whole sets and over the small collections. ``--no-reader`` measures without the reader.
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
from training.train_reader import validation_questions

_SEED = 2
_MOST_QUESTIONS = 650
_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)


def confidences(found: Sequence[Sample]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The confidence in each sample's best sentence, and whether it holds the answer."""
    values = np.array([confidence(float(one.logits.max())) for one in found])
    return values, np.array([bool(one.gold[one.logits.argmax()]) for one in found])


def print_row(name: str, found: Sequence[Sample]) -> None:
    values, right = confidences(found)
    of = {
        kind: np.array([one.kind == kind for one in found])
        for kind in (ANSWERABLE, NEAR, OFF_TOPIC)
    }
    yes, near, off = of.values()
    shown = values >= MIN_CONFIDENCE
    print(
        f"{name:28} {right[yes].mean():6.2f} {calibration_error(values, right):6.3f}"
        f" {auroc(values[yes], values[off]):10.3f} {auroc(values[yes], values[near]):6.3f}"
        f"    at {MIN_CONFIDENCE}: {shown[yes].mean():8.2f} {np.mean(~shown[off]):13.2f}"
        f" {np.mean(~shown[near]):14.2f}"
    )


def print_thresholds(name: str, found: Sequence[Sample]) -> None:
    """Prints a line for each threshold: the mean over sets and sizes."""
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
    values, right = confidences(found)
    kinds = np.array([one.kind for one in found])
    shown, yes = values >= threshold, kinds == ANSWERABLE
    return (
        float(shown[yes].mean()),
        float(right[yes & shown].mean()),
        float(1 - shown[kinds == OFF_TOPIC].mean()),
        float(1 - shown[kinds == NEAR].mean()),
    )


def _questions(whole: QuestionSet, arguments: argparse.Namespace) -> list[Question]:
    return validation_questions(whole) if arguments.validation else list(whole.reporting)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--validation", action="store_true")
    options.add_argument("--reader", action=argparse.BooleanOptionalAction, default=True)
    arguments = options.parse_args()
    print_origin(arguments)
    collections, encoder = open_collections(arguments)
    reader = bundled_reader(arguments.cache) if arguments.reader else None
    found = [
        one
        for collection, other in zip(collections, collections[::-1], strict=True)
        for one in samples(
            collection,
            [question for question in _questions(other.set, arguments) if question.answerable],
            _questions(collection.set, arguments),
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
    values, right = confidences(found)
    print(f"ECE of all: {calibration_error(values, right):.3f}")
    print_thresholds("whole sets", [one for one in found if not one.size])
    print_thresholds("small", [one for one in found if one.size])


if __name__ == "__main__":
    main()
