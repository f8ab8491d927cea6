"""Measurements of one data folder, in a process of its own, so that memory is counted separately.

    python -m benchmarks.growth_measures FOLDER QUESTIONS

QUESTIONS has one JSON object per line: ``question``, and ``context``, the id of the document that
answers. Prints one JSON object.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from corpus.store.collection import Collection
from retrieval.answerer import Answerer
from retrieval.arrays import Vectors
from retrieval.index.folder import IndexFolder
from retrieval.index.index import Index, Layer
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.query import QueryAnalyzer
from retrieval.ranking.rank import RANKED_PASSAGES
from retrieval.ranking.retriever import PASSAGES, SENTENCES, retrieve
from retrieval.ranking.search_scope import SearchScope

# Questions asked before timing starts, and those with exhaustive search for recall.
_WARM_UP, _EXACTLY = 10, 200
_NEAREST = 10
_ROWS = 65_536


def measured(folder: Path, entries: Sequence[dict[str, str]]) -> dict[str, Any]:
    """The figures of one data folder; times in milliseconds, memory in MiB."""
    models = folder / "models"
    encoder = EmbeddingModel(find_model(None, models), models, print)
    encoder.encode_questions(["Is anybody there?"])
    without = resident()
    started = time.perf_counter()
    index = IndexFolder(folder / "index").open(encoder.fingerprint)
    opening = 1000 * (time.perf_counter() - started)
    questions = [one["question"] for one in entries]
    read = {one: encoder.encode_questions_with_tokens([one])[0] for one in questions}
    vectors = [vector for vector, _ in read.values()]
    analyzer = QueryAnalyzer(index, read.__getitem__)

    with Collection(folder) as collection:
        scope = SearchScope.of(index, collection)

        def search(number: int) -> None:
            retrieve(analyzer.query(questions[number]), scope, RANKED_PASSAGES)

        answerer = Answerer(collection, index, encoder)
        found = {
            "passages": len(index.passages),
            "sentences": len(index.sentences),
            "segments": len(index.segments),
            "open_ms": opening,
            "encode_ms": _timed(
                lambda n: encoder.encode_questions_with_tokens([questions[n]]), len(entries)
            ),
            "search_ms": _timed(search, len(entries)),
            "resident_after_search": resident(),
            "ask_ms": _timed(lambda n: answerer.ask(questions[n]), len(entries)),
            "resident": resident(),
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "resident_without_index": without,
            "found": _found(answerer, entries),
        }
    # Last, because it reads all vectors into memory.
    some = vectors[:_EXACTLY]
    return found | {
        "recall_sentences": recall(index.sentences, some, SENTENCES),
        "recall_passages": recall(index.passages, some, PASSAGES),
        "lexical_agrees": _lexical_agrees(index, questions[:20]),
    }


def _timed(work: Callable[[int], object], many: int) -> dict[str, float]:
    for number in range(min(_WARM_UP, many)):
        work(number)
    times = []
    for number in range(many):
        started = time.perf_counter()
        work(number)
        times.append(1000 * (time.perf_counter() - started))
    return {name: float(np.percentile(times, at)) for name, at in (("p50", 50), ("p99", 99))}


def resident() -> float:
    """The process's resident memory in MiB, including mapped files."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def _found(answerer: Answerer, entries: Sequence[dict[str, str]]) -> dict[str, float]:
    """How often the answering document is ranked first, or among the first ten."""
    ranks = []
    for one in entries:
        ranked = answerer.search(answerer.analyze(one["question"])).documents(10)
        ranks.append(ranked.index(one["context"]) if one["context"] in ranked else 10)
    return {f"R@{k}": float(np.mean([rank < k for rank in ranks])) for k in (1, 10)}


def recall(layer: Layer, vectors: Sequence[Vectors], most: int) -> float:
    """The share of the ten nearest by exhaustive search that the index finds. Ties with the tenth
    count as found."""
    questions = np.stack(vectors)
    best = np.full((len(questions), _NEAREST), -np.inf, np.float32)
    for first in range(0, len(layer), _ROWS):
        rows = np.arange(first, min(len(layer), first + _ROWS))
        cosines = questions @ layer.vectors.vectors(rows).T
        best = -np.sort(-np.concatenate([best, cosines], axis=1), axis=1)[:, :_NEAREST]
    shares = []
    for vector, nearest in zip(questions, best, strict=True):
        found = layer.vectors.vectors(layer.vectors.search(vector, most)) @ vector
        wanted = nearest[np.isfinite(nearest)]
        hits = np.count_nonzero(found >= wanted[-1] - 1e-6)
        shares.append(min(int(hits), len(wanted)) / len(wanted))
    return float(np.mean(shares))


def _lexical_agrees(index: Index, questions: Sequence[str]) -> bool:
    """Whether BM25's best are those of exhaustive scoring."""
    for question in questions:
        terms = index.terms(question)
        for layer, most in ((index.passages, PASSAGES), (index.sentences, SENTENCES)):
            scores = layer.words.scores(terms)
            found = scores[layer.words.search(terms, most)]
            best = -np.sort(-scores)[: len(found)]
            if not np.allclose(found, best, rtol=1e-4):
                return False
    return True


if __name__ == "__main__":
    lines = Path(sys.argv[2]).read_text("utf-8").splitlines()
    # As in `pullquote`: numpy's threads would compete with the models'.
    with threadpool_limits(limits=1, user_api="blas"):
        print(json.dumps(measured(Path(sys.argv[1]), [json.loads(line) for line in lines])))
