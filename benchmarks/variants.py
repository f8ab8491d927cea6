"""Robustness to how a question is typed: fragments, capitals, misspellings, preambles.

    python -m benchmarks.variants --squad FILE --nq FILE [--distractors FILE] [--limit N]

The answerable questions of the reporting halves, as written and in the variants of
benchmarks/question_variants.py. Figures: R@1 for all; for Pullquote also whether the first
highlight holds the answer (hit@1).
"""

import dataclasses
import random

from benchmarks.baselines import Baselines
from benchmarks.quality import baseline_ranks, pullquote_outcomes
from benchmarks.question_variants import VARIANTS
from retrieval.evaluation.measures import recall
from retrieval.evaluation.question_sets import Question, chosen
from retrieval.evaluation.run import Kind
from retrieval.models.encoder import Encoder
from retrieval.readers.reader import Reader
from training.question_collections import (
    QuestionCollection,
    bundled_reader,
    open_collections,
    parser,
    print_origin,
)

_SEED = 0


def varied(questions: list[Question], name: str, seed: int) -> list[Question]:
    """The questions in one variant."""
    chance = random.Random(seed)
    return [dataclasses.replace(one, text=VARIANTS[name](one.text, chance)) for one in questions]


def compare(
    collection: QuestionCollection, encoder: Encoder, reader: Reader | None, limit: int | None
) -> None:
    """Prints a line for each variant."""
    questions = chosen([one for one in collection.set.reporting if one.answerable], limit, _SEED)
    baselines = Baselines(collection.texts, encoder)
    print(
        f"{collection.set.name}: {len(questions)} questions, {len(collection.texts)} passages; R@1"
    )
    for number, name in enumerate(VARIANTS):
        varied_questions = varied(questions, name, _SEED)
        outcomes = pullquote_outcomes(
            collection, [(Kind.ANSWERABLE, one) for one in varied_questions], reader
        )
        ranks = baseline_ranks(baselines, varied_questions)
        ranks["Pullquote"] = [one.rank for one in outcomes]
        if not number:
            print(f"  {'':22}" + "".join(f"{each:>27}" for each in (*ranks, "Pullquote, hit@1")))
        cells = [float(recall(found, 1).mean()) for found in ranks.values()]
        cells.append(sum(one.right for one in outcomes) / len(outcomes))
        print(f"  {name:22}" + "".join(f"{cell:27.3f}" for cell in cells), flush=True)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--limit", type=int, help="questions of each set at most, drawn at random")
    arguments = options.parse_args()
    print_origin(arguments)
    collections, encoder = open_collections(arguments)
    reader = bundled_reader(arguments.cache)
    for collection in collections:
        compare(collection, encoder, reader, arguments.limit)


if __name__ == "__main__":
    main()
