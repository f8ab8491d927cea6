"""Retrieval in languages that the embedding model does not know.

    python -m benchmarks.foreign --squad FILE --nq FILE [--limit N]

The reporting halves with their letters replaced (training/cipher.py), once by Latin and once by
Cyrillic letters, asked of their own passages. Only words can be matched, so no figure should fall
below BM25 alone.
"""

from dataclasses import replace

from benchmarks.baselines import Baselines
from benchmarks.quality import baseline_ranks, print_passages, pullquote_outcomes
from retrieval.evaluation.question_sets import QuestionSet, chosen
from retrieval.evaluation.run import Kind
from training.cipher import Script, enciphered_set
from training.question_collections import (
    QuestionCollection,
    bundled_reader,
    open_collections,
    parser,
    print_origin,
)


def reporting(whole: QuestionSet) -> QuestionSet:
    """The answerable questions of the reporting half, with their own contexts only."""
    questions = [one for one in whole.reporting if one.answerable and one.context is not None]
    numbers = sorted({one.context for one in questions if one.context is not None})
    place = {number: n for n, number in enumerate(numbers)}
    return QuestionSet(
        f"{whole.name}-reporting",
        [whole.contexts[number] for number in numbers],
        [replace(one, context=place[one.context]) for one in questions if one.context is not None],
    )


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--limit", type=int, help="questions of each set at most, drawn at random")
    arguments = options.parse_args()
    print_origin(arguments)
    collections, encoder = open_collections(arguments)
    reader = bundled_reader(arguments.cache)
    for known in collections:
        for script in Script:
            questions = enciphered_set(reporting(known.set), script)
            collection = QuestionCollection(questions, [], encoder, arguments.cache)
            sample = chosen(collection.set.questions, arguments.limit, seed=0)
            print(f"{questions.name}: {len(sample)} questions, {len(collection.texts)} passages")
            ranks = baseline_ranks(Baselines(collection.texts, encoder), sample)
            outcomes = pullquote_outcomes(
                collection, [(Kind.ANSWERABLE, one) for one in sample], reader
            )
            ranks["Pullquote"] = [one.rank for one in outcomes]
            print_passages(ranks)


if __name__ == "__main__":
    main()
