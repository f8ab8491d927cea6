"""What confidence is worth in collections of many sizes.

    python -m benchmarks.confidence --squad FILE --nq FILE [--distractors FILE]

Asked of the reporting halves, whole and cut into small collections; the kinds of question are
those of benchmarks/samples.py. "right" is how often the best sentence holds the answer, where
there is one. The weights are learned by benchmarks/train_ranker.py.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import open_benches, parser, print_origin
from benchmarks.samples import ANSWERABLE, NEAR, OFF_TOPIC, Sample, samples
from retrieval.confidence import confidence
from retrieval.defaults import MIN_CONFIDENCE
from retrieval.evaluation.measures import auroc, calibration_error
from retrieval.ranker import learned_ranker

_SEED = 2
_MOST_QUESTIONS = 650


def judged(found: Sequence[Sample]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The confidence in the best sentence of each, and whether it holds the answer."""
    logits = [learned_ranker().logits(one.table) for one in found]
    sure = np.array([confidence(float(each.max())) for each in logits])
    right = [bool(one.gold[each.argmax()]) for one, each in zip(found, logits, strict=True)]
    return sure, np.array(right)


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


def main() -> None:
    arguments = parser(__doc__).parse_args()
    print_origin(arguments)
    benches, encoder = open_benches(arguments)
    found = [
        one
        for bench, other in zip(benches, benches[::-1], strict=True)
        for one in samples(
            bench,
            [question for question in other.set.reporting if question.answerable],
            bench.set.reporting,
            encoder,
            _SEED,
            _MOST_QUESTIONS,
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


if __name__ == "__main__":
    main()
