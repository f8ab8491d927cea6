"""Search engines beside the index folder: the same collections, questions and answers.

    python -m benchmarks.engines FOLDER... [--index URL]

Each FOLDER is a data folder that `benchmarks.growth` filled and indexed, with its questions.jsonl.
Its index is copied to the engine, without encoding (``--index``: default, a PostgreSQL server with
pgvector that is started for this; qdrant:///FOLDER is Qdrant Edge). Measures building, search
(candidates and their ranking's input) at the 50th and 99th percentile, recall of candidates against
exhaustive search, and how many first quotes and whole answers (without the reader) are those of the
folder. Prints a Markdown table, writes engines.json.
"""

import argparse
import contextlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.store.collection import Collection
from corpus.store.postgres.address import Address
from corpus.store.postgres.connection import PostgresConnection
from retrieval.answerer import Answerer
from retrieval.arrays import Vectors
from retrieval.index.engine.engine_index import EngineIndex
from retrieval.index.engine.open import open_engine
from retrieval.index.engine.protocol import Engine, Generation
from retrieval.index.engine.records import DocumentRecords, segment_records
from retrieval.index.folder import FORMAT, IndexFolder
from retrieval.index.index import Index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.ranking.rank import RANKED_PASSAGES
from retrieval.ranking.retriever import retrieve
from retrieval.ranking.search_scope import SearchScope
from tests.postgres import server, with_new_schema

_BATCH = 300
_NEAREST = 10
_ROWS = 65_536


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--index", help="the engine's address")
    options.add_argument("--questions", type=int, default=200)
    options.add_argument("--out", type=Path, default=Path("build/benchmarks/engines"))
    arguments = options.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    rows = []
    with contextlib.ExitStack() as stack:
        base = None if arguments.index else stack.enter_context(server()).url
        for folder in arguments.folders:
            url = with_new_schema(base) if base else f"{arguments.index}/{folder.name}"
            rows.append(measured(folder, url, arguments.questions))
            print(json.dumps(rows[-1]), flush=True)
            (arguments.out / "engines.json").write_text(json.dumps(rows, indent=1), "utf-8")
    print(f"load average {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores at the end")
    print(table(rows))


def measured(folder: Path, url: str, most: int) -> dict[str, Any]:
    """The figures of one collection; times in milliseconds."""
    models = folder.parent.parent / "models"
    encoder = EmbeddingModel(find_model(None, models), models, print)
    index = IndexFolder(folder / "index").open(encoder.fingerprint)
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(one)["question"] for one in lines][:most]
    engine = open_engine(url)
    started = time.perf_counter()
    generation = fill(engine, index)
    built = time.perf_counter() - started
    other = EngineIndex(engine, generation)
    with Collection(folder) as library:
        one, two = Answerer(library, index, encoder), Answerer(library, other, encoder)
        times: dict[str, list[float]] = {"folder": [], "engine": []}
        recalls, firsts, wholes = [], 0, 0
        asked = [one.analyze(question) for question in questions]
        best = exact(index, [query.vector for query in asked])
        for number, query in enumerate(asked):
            again = two.analyze(questions[number])
            started = time.perf_counter()
            retrieve(query, SearchScope.of(index, library), RANKED_PASSAGES)
            times["folder"].append(1000 * (time.perf_counter() - started))
            started = time.perf_counter()
            small = other.candidates([(again.vector, again.terms)])
            retrieve(again, SearchScope.of(small, library), RANKED_PASSAGES)
            times["engine"].append(1000 * (time.perf_counter() - started))
            recalls.append(recall(small, query.vector, best[number]))
            a, b = one.answer(query, 3), two.answer(again, 3)
            firsts += [q.reference for q in a.quotes[:1]] == [q.reference for q in b.quotes[:1]]
            wholes += [q.reference for q in a.quotes] == [q.reference for q in b.quotes]
    many = len(questions)
    row = {
        "engine": engine.shown.partition(" (")[0],
        "passages": len(index.passages),
        "sentences": len(index.sentences),
        "questions": many,
        "build_s": built,
        "recall": float(np.mean(recalls)),
        "first_quotes": firsts / many,
        "answers": wholes / many,
        "disk_mib": disk(url),
    }
    for name, taken in times.items():
        row[f"{name}_ms"] = {f"p{at}": float(np.percentile(taken, at)) for at in (50, 99)}
    engine.close()
    return row


def fill(engine: Engine, index: Index) -> Generation:
    """Copies a folder's index to an engine."""
    generation = engine.pending(index.model, FORMAT, index.store.dimension)
    for batch in _batches(index):
        generation = engine.change(generation, [], batch, index.revision)
    engine.publish(generation)
    return generation


def _batches(index: Index) -> Iterator[list[DocumentRecords]]:
    batch: list[DocumentRecords] = []
    for segment in index.segments:
        for one in segment_records(segment, index.store, {}):
            batch.append(one)
            if len(batch) == _BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def exact(index: Index, vectors: Sequence[Vectors]) -> Vectors:
    """The cosines of the ten sentences nearest to each question, by exhaustive search."""
    questions = np.stack(vectors)
    best = np.full((len(questions), _NEAREST), -np.inf, np.float32)
    layer = index.sentences
    for first in range(0, len(layer), _ROWS):
        rows = np.arange(first, min(len(layer), first + _ROWS))
        cosines = questions @ layer.vectors.vectors(rows).T
        best = -np.sort(-np.concatenate([best, cosines], axis=1), axis=1)[:, :_NEAREST]
    return best


def recall(small: Index, vector: Vectors, best: Vectors) -> float:
    """The share of the nearest sentences that are among the candidates."""
    rows = np.arange(len(small.sentences))
    cosines = small.sentences.vectors.vectors(rows) @ vector
    return min(int(np.count_nonzero(cosines >= best[-1] - 1e-6)), len(best)) / len(best)


def disk(url: str) -> float:
    """What the index takes on disk, in MiB."""
    if url.startswith("qdrant:"):
        files = (path for path in Path(url.removeprefix("qdrant://")).rglob("*") if path.is_file())
        # Files are allocated in advance: blocks, not sizes.
        return sum(path.stat().st_blocks * 512 for path in files) / 2**20
    address = Address.of(url)
    connection = PostgresConnection(address)
    size = connection.run(
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n "
        "ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r'",
        [address.schema],
    )[0][0]
    connection.close()
    return float(size) / 2**20


def table(rows: Sequence[dict[str, Any]]) -> str:
    lines = [
        "| engine | passages | sentences | build, s | disk, MiB | search p50 / p99, ms | "
        "the folder's, ms | recall@10 | same first quote | same answer |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row['engine']} | {row['passages']:,} | {row['sentences']:,} | "
        f"{row['build_s']:.0f} | {row['disk_mib']:,.0f} | "
        f"{_both(row['engine_ms'])} | {_both(row['folder_ms'])} | "
        f"{row['recall']:.3f} | {row['first_quotes']:.3f} | {row['answers']:.3f} |"
        for row in rows
    ]
    return "\n".join(lines)


def _both(times: dict[str, float]) -> str:
    return f"{times['p50']:.1f} / {times['p99']:.1f}"


if __name__ == "__main__":
    main()
