"""How many passages the reader should read for a question, and what fewer cost.

    python -m benchmarks.reader_limits --squad FILE --nq FILE [--distractors FILE]

Asked of what fit_reader.py fits to, which the reader has not seen. For each limit, passages at most
and how far behind the ranker's best (in logits): how many are read on the average, how often the
first sentence is that of all eight, for answerable questions and for all; how often it holds the
answer; and AUROCs of answerable questions against the others. It is what the limits in
retrieval/ranking/reranker.py were chosen by.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Doubles
from retrieval.evaluation.measures import auroc
from retrieval.ranking.reader_blend import SIGNALS, learned_blend
from retrieval.ranking.reranker import MOST_PASSAGES
from training.fit_reader_blend import Read, collect
from training.question_collections import parser, print_origin
from training.ranking_samples import ANSWERABLE, NEAR, OFF_TOPIC, UNANSWERABLE

# Passages at most, and how far behind.
LIMITS = (
    (8, np.inf),
    (8, 4.0),
    (8, 2.5),
    (6, 4.0),
    (6, 2.5),
    (5, 4.0),
    (4, 4.0),
    (3, 4.0),
    (2, 4.0),
    (1, 4.0),
)
_GAP = "_gap"


@dataclass(frozen=True, slots=True)
class Limited:
    """What comes of one question: how many passages are read, which candidate is first then (its
    place among all), its logit, and whether it holds the answer."""

    kind: str
    passages: int
    first: int
    logit: float
    right: bool


def limited(one: Read, most: int, behind: float) -> Limited:
    """As if only the ``most`` best passages were read, and of these none ``behind`` or more."""
    ranker = one.table[:, SIGNALS.index("ranker")]
    order = np.argsort(-ranker, kind="stable")
    hopeful = order[ranker[order] >= ranker.max() - behind]
    read = list(dict.fromkeys(one.passages[hopeful].tolist()))[:most]
    inside = np.flatnonzero(np.isin(one.passages, read))
    logits = learned_blend().logits(compared(one.table[inside]))
    best = int(logits.argmax())
    first = int(inside[best])
    return Limited(one.kind, len(read), first, float(logits[best]), bool(one.gold[first]))


def compared(table: Doubles) -> Doubles:
    """Doubles of some of a question's candidates, their gaps being those among them."""
    table = table.copy()
    for place, name in enumerate(SIGNALS):
        if name.endswith(_GAP):
            values = table[:, SIGNALS.index(name.removesuffix(_GAP))]
            table[:, place] = values - values.max()
    return table


def row(found: Sequence[Limited], whole: Sequence[Limited]) -> str:
    """The figures of one limit, beside those of reading all."""
    kinds = np.array([one.kind for one in found])
    logits = np.array([one.logit for one in found])
    same = np.array([one.first == other.first for one, other in zip(found, whole, strict=True)])
    right = np.array([one.right for one in found])
    yes = kinds == ANSWERABLE
    against = (_auroc(logits, yes, kinds == kind) for kind in (UNANSWERABLE, OFF_TOPIC, NEAR))
    return (
        f"{np.mean([one.passages for one in found]):7.2f} {same[yes].mean():7.3f}"
        f" {same.mean():7.3f} {right[yes].mean():7.3f} " + " ".join(against)
    )


def _auroc(logits: NDArray[np.float64], yes: NDArray[np.bool_], no: NDArray[np.bool_]) -> str:
    return f"{auroc(logits[yes], logits[no]):7.3f}" if no.any() else f"{'-':>7}"


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--seed", type=int, default=1)
    arguments = options.parse_args()
    print_origin(arguments)
    found, _ = collect(arguments)
    for name in dict.fromkeys(one.set for one in found):
        here = [one for one in found if one.set == name]
        whole = [limited(one, MOST_PASSAGES, np.inf) for one in here]
        print(f"{name}: {len(here)} questions")
        print(
            f"{'most, behind':>14} {'read':>7} {'same':>7} {'(all)':>7} {'right':>7}"
            f" {'written':>7} {'off':>7} {'near':>7}"
        )
        for most, behind in LIMITS:
            some = [limited(one, most, behind) for one in here]
            print(f"{most:>8}, {behind:4} {row(some, whole)}", flush=True)


if __name__ == "__main__":
    main()
