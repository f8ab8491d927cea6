"""Answer quality, beside baseline retrievers.

    python -m benchmarks.quality --squad FILE --nq FILE [--distractors FILE]

All retrievers get the same questions, those of the reporting halves; the baselines are those of
benchmarks/baselines.py. Off-topic questions are the other set's. Pullquote's figures are computed
by the code of `pullquote evaluate`. `--cache FOLDER` keeps the indexes between runs, `--limit N`
asks at most N questions of each kind, drawn at random.
"""

from collections.abc import Sequence

from threadpoolctl import threadpool_limits

from benchmarks.baselines import Baselines
from retrieval.evaluation.measures import recall, reciprocal_ranks
from retrieval.evaluation.question_sets import Question, chosen
from retrieval.evaluation.report import Report, report
from retrieval.evaluation.run import DEPTH, Kind, Outcome, ask_all
from retrieval.models.encoder import Encoder
from retrieval.readers.reader import Reader
from training.question_collections import (
    QuestionCollection,
    bundled_reader,
    open_collections,
    parser,
    print_origin,
    progress_observer,
)

_RECALLS = (1, 5, 10)
Ranks = list[int | None]


def baseline_ranks(baselines: Baselines, questions: Sequence[Question]) -> dict[str, Ranks]:
    """The rank of each question's passage with each baseline, None below the first ten."""
    ranks: dict[str, Ranks] = {}
    for question in questions:
        for name, found in baselines.rank(question.text).items():
            ranks.setdefault(name, []).append(rank_of(question, found[:DEPTH]))
    return ranks


def rank_of(question: Question, ranked: Sequence[int]) -> int | None:
    """The rank of the question's passage, from 0."""
    return ranked.index(question.context) if question.context in ranked else None


def pullquote_outcomes(
    collection: QuestionCollection,
    questions: Sequence[tuple[Kind, Question]],
    reader: Reader | None,
) -> list[Outcome]:
    """Pullquote's answers to the questions, with a reader or without."""
    return ask_all(collection.answerer(reader), questions, progress_observer())


def print_passages(ranks: dict[str, Ranks]) -> None:
    """A line for each retriever."""
    print(f"  {'':28}" + "".join(f"{f'R@{k}':>8}" for k in _RECALLS) + f"{'MRR@10':>8}")
    for name, found in ranks.items():
        cells = [recall(found, k).mean() for k in _RECALLS]
        cells.append(reciprocal_ranks(found).mean())
        print(f"  {name:28}" + "".join(f"{cell:8.3f}" for cell in cells))


def print_figures(found: Report) -> None:
    """Prints the figures that only Pullquote has: sentences and confidence."""
    for name, one in (found.finding | found.telling_apart).items():
        print(f"  {name:28}{one.value:8.3f}   ({one.low:.3f} – {one.high:.3f})")
    for mixture, each in found.distinct_mixtures.items():
        print(f"  confidence, {mixture} ({each.questions})")
        for name, one in each.figures.items():
            print(f"    {name:26}{one.value:8.3f}   ({one.low:.3f} – {one.high:.3f})")
    print(
        f"  ms an answer: median {1000 * found.latency[0]:.1f}, p99 {1000 * found.latency[1]:.1f}"
    )


def compare(
    collection: QuestionCollection,
    other: QuestionCollection,
    encoder: Encoder,
    reader: Reader | None,
    limit: int | None = None,
) -> None:
    """Prints the figures of one set's reporting half, without the reader and with it."""
    answerable = [one for one in collection.set.reporting if one.answerable]
    answerable = chosen(answerable, limit, seed=0)
    unanswerable = [one for one in collection.set.reporting if not one.answerable]
    unanswerable = chosen(unanswerable, limit, seed=0)
    foreign = chosen(other.set.reporting, len(answerable), seed=0)
    print(f"{collection.set.name}: {len(answerable)} questions, {len(collection.texts)} passages")
    questions = (
        [(Kind.ANSWERABLE, one) for one in answerable]
        + [(Kind.UNANSWERABLE, one) for one in unanswerable]
        + [(Kind.OFF_TOPIC, one) for one in foreign]
    )
    found = {"Pullquote, no reader": pullquote_outcomes(collection, questions, None)}
    if reader is not None:
        found["Pullquote"] = pullquote_outcomes(collection, questions, reader)
    ranks = baseline_ranks(Baselines(collection.texts, encoder), answerable)
    ranks |= {
        name: [one.rank for one in outcomes if one.kind is Kind.ANSWERABLE]
        for name, outcomes in found.items()
    }
    print_passages(ranks)
    for name, outcomes in found.items():
        print(name)
        print_figures(report(outcomes, ranked=True, seed=0))


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--limit", type=int)
    arguments = options.parse_args()
    print_origin(arguments)
    collections, encoder = open_collections(arguments)
    reader = bundled_reader(arguments.cache)
    # As in `pullquote`: numpy's threads would compete with the models'.
    with threadpool_limits(limits=1, user_api="blas"):
        for collection, other in zip(collections, collections[::-1], strict=True):
            compare(collection, other, encoder, reader, arguments.limit)


if __name__ == "__main__":
    main()
