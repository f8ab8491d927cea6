"""How good the answers are, side by side with what a first script would do.

    python -m benchmarks.quality --squad FILE --nq FILE [--distractors FILE]

Retrievers: one vector a passage (as the first examples of sentence-transformers and FAISS have
it); BM25 alone; Pullquote. All answer the same questions, of the reporting halves. Off-topic
questions are those of the other set. `--cache FOLDER` keeps the indexes between runs.
"""

import argparse
import hashlib
import json
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.question_sets import Question, QuestionSet, read_lines, read_passages, read_squad
from corpus.document import Document, text_hash
from corpus.observer import Observer
from corpus.shelf import Shelf
from retrieval.confidence import Evidence, confidence, evidence
from retrieval.defaults import MIN_CONFIDENCE
from retrieval.dense import DenseIndex
from retrieval.embedding_model import EmbeddingModel
from retrieval.encoder import Encoder
from retrieval.errors import IndexFault
from retrieval.index import Index
from retrieval.index_folder import IndexFolder
from retrieval.indexing import build_index
from retrieval.lexical import LexicalIndex
from retrieval.model_files import find_model
from retrieval.quoting import quotes
from retrieval.ranking import rank

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Collected:
    """What Pullquote made of one question: the contexts of its quotes, which of the quotes'
    highlights hold the answer, the evidence, and the seconds it took."""

    contexts: list[int]
    hits: list[bool]
    evidence: Evidence
    seconds: float


class Bench:
    """One question set's passages (and distractors) as a collection, with its index."""

    def __init__(
        self, questions: QuestionSet, distractors: list[str], encoder: Encoder, cache: Path
    ) -> None:
        self.set = questions
        self.texts = questions.contexts + distractors
        documents = [
            Document(id=str(n), source=str(n), sha256=text_hash(text), added="", text=text)
            for n, text in enumerate(self.texts)
        ]
        self._encoder = encoder
        self._shelf = Shelf(documents)
        self.index = self._index(cache / questions.name)

    def _index(self, cache: Path) -> Index:
        folder = IndexFolder(cache)
        try:
            index = folder.open(self._encoder.fingerprint)
            if index.revision == self._shelf.revision:
                return index
        except IndexFault:
            pass
        observer = Observer(
            progress=lambda what, done, of: print(f"\r{what} {done}/{of}", end="", flush=True)
        )
        folder.save(
            build_index(
                self._shelf.documents(), self._encoder, self._shelf.revision, observer=observer
            )
        )
        print()
        return folder.open(self._encoder.fingerprint)

    def document(self, context: int) -> Document:
        """The document of a passage: its id is the passage's number."""
        found = self._shelf.get(str(context))
        if found is None:
            raise LookupError(f"no passage {context}")
        return found

    def ask(self, question: Question) -> Collected:
        started = time.perf_counter()
        found = quotes(
            rank(question.text, self.index, self._encoder), self.index, self._shelf, _DEPTH
        )
        seconds = time.perf_counter() - started
        contexts = [int(quote.document.id) for _, quote in found]
        return Collected(
            list(dict.fromkeys(contexts)),
            [question.answered_by(quote) for _, quote in found],
            evidence(question.text, *found[0], self.index),
            seconds,
        )


def recall(ranks: list[int | None], at: int) -> float:
    """The share of questions whose passage is among the first ``at``."""
    return sum(rank is not None and rank < at for rank in ranks) / len(ranks)


def rank_of(wanted: int, ranked: list[int]) -> int | None:
    return ranked.index(wanted) if wanted in ranked else None


def one_vector_a_passage(bench: Bench, encoder: Encoder, asked: list[Question]) -> list[int | None]:
    index = DenseIndex.build(encoder.encode_passages(bench.texts))
    vectors = encoder.encode_questions([question.text for question in asked])
    return [
        rank_of(question.context, index.search(vector, _DEPTH).tolist())
        for question, vector in zip(asked, vectors, strict=True)
    ]


def bm25_alone(bench: Bench, asked: list[Question]) -> list[int | None]:
    index = LexicalIndex.build(bench.texts)
    return [
        rank_of(
            question.context,
            np.argsort(-index.scores(index.terms(question.text)))[:_DEPTH].tolist(),
        )
        for question in asked
    ]


def auroc(positive: list[float], negative: list[float]) -> float:
    """The chance that a positive scores above a negative (Mann and Whitney's U)."""
    from scipy.stats import mannwhitneyu

    statistic = mannwhitneyu(positive, negative).statistic
    return float(statistic) / (len(positive) * len(negative))


def calibration_error(
    predicted: NDArray[np.float64],
    truth: NDArray[np.float64],
    weights: NDArray[np.float64] | None = None,
) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    weights = np.ones(len(truth)) if weights is None else weights
    bins = np.minimum((predicted * 10).astype(int), 9)
    gaps = [
        abs(np.sum((predicted - truth)[bins == number] * weights[bins == number]))
        for number in range(10)
    ]
    return float(sum(gaps) / weights.sum())


def report(bench: Bench, other: Bench, encoder: Encoder) -> dict[str, float]:
    """The figures of one set, on its reporting half."""
    asked = [q for q in bench.set.reporting if q.answerable]
    baseline, lexical = one_vector_a_passage(bench, encoder, asked), bm25_alone(bench, asked)
    answers = [bench.ask(question) for question in asked]
    ours = [rank_of(q.context, one.contexts) for q, one in zip(asked, answers, strict=True)]
    unanswerable = [bench.ask(q) for q in bench.set.reporting if not q.answerable]
    foreign = [bench.ask(question) for question in other.set.reporting[: len(answers)]]
    sure = {
        name: [confidence(one.evidence) for one in group]
        for name, group in (("yes", answers), ("no", unanswerable), ("foreign", foreign))
    }
    truth = [float(one.hits[0]) for one in answers] + [0.0] * len(foreign)
    figures = {
        "questions": len(asked),
        "passages": len(bench.texts),
        "one vector R@1": recall(baseline, 1),
        "one vector R@5": recall(baseline, 5),
        "BM25 R@1": recall(lexical, 1),
        "BM25 R@5": recall(lexical, 5),
        "Pullquote R@1": recall(ours, 1),
        "Pullquote R@5": recall(ours, 5),
        "sentence hit@1": statistics.mean(one.hits[0] for one in answers),
        "sentence hit@3": statistics.mean(any(one.hits[:3]) for one in answers),
        "AUROC off-topic": auroc(sure["yes"], sure["foreign"]),
        "calibration error": calibration_error(
            np.array(sure["yes"] + sure["foreign"]), np.array(truth)
        ),
        "answerable answered": statistics.mean(p >= MIN_CONFIDENCE for p in sure["yes"]),
        "off-topic declined": statistics.mean(p < MIN_CONFIDENCE for p in sure["foreign"]),
        "median ms": 1000 * statistics.median(one.seconds for one in answers),
    }
    if unanswerable:
        figures["AUROC unanswerable"] = auroc(sure["yes"], sure["no"])
        figures["unanswerable declined"] = statistics.mean(p < MIN_CONFIDENCE for p in sure["no"])
    return figures


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options that the benchmarks of quality share."""
    options = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    options.add_argument("--squad", type=Path, required=True, help="SQuAD 2.0 JSON")
    options.add_argument("--nq", type=Path, required=True, help="JSON Lines of questions")
    options.add_argument("--distractors", type=Path, help="JSON Lines of passages")
    options.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    return options


def print_origin(arguments: argparse.Namespace) -> None:
    """Which code and which data the figures are from."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()
    files = [arguments.squad, arguments.nq, arguments.distractors]
    data = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files if path}
    print(json.dumps({"commit": commit, "data": data}))


def open_benches(arguments: argparse.Namespace) -> tuple[list[Bench], Encoder]:
    """SQuAD (with the distractors) and NQ, indexed."""
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(None, models), models, print)
    distractors = read_passages(arguments.distractors) if arguments.distractors else []
    return [
        Bench(read_squad(arguments.squad), distractors, encoder, arguments.cache),
        Bench(read_lines(arguments.nq), [], encoder, arguments.cache),
    ], encoder


def main() -> None:
    arguments = parser(__doc__).parse_args()
    print_origin(arguments)
    benches, encoder = open_benches(arguments)
    for bench, other in zip(benches, benches[::-1], strict=True):
        print(bench.set.name)
        for name, value in report(bench, other, encoder).items():
            print(
                f"  {name:22} {value:.3f}" if isinstance(value, float) else f"  {name:22} {value}"
            )


if __name__ == "__main__":
    main()
