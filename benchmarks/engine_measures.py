"""Measures of a search engine beside the index folder: time, work, round trips, recall, answers."""

import gc
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.filters import Filters
from corpus.store.collection import Collection
from retrieval.answerer import Answerer
from retrieval.arrays import Vectors
from retrieval.index.engine.conditions import Conditions, DocumentFields
from retrieval.index.engine.engine_index import EngineIndex
from retrieval.index.engine.protocol import Engine, Generation
from retrieval.index.engine.records import DocumentRecords, segment_records
from retrieval.index.folder import FORMAT
from retrieval.index.index import Index
from retrieval.models.encoder import Encoder
from retrieval.query import Query
from retrieval.ranking.rank import RANKED_PASSAGES, rank
from retrieval.ranking.retriever import PASSAGES, retrieve
from retrieval.ranking.search_scope import SearchScope

_BATCH = 300
_NEAREST = 10
_ROWS = 65_536
# Filters that admit about half of the made documents, and one in forty.
_FILTERS = {"half": Filters(since="2008"), "few": Filters(since="2025")}
# Calls of an engine that are a round trip each.
_CALLS = ("words", "similar_words", "search", "around", "tokens")

# The processor time in seconds of processes that work for the engine.
ProcessorTime = Callable[[], float]


class Counted:
    """An engine whose round trips are counted."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.trips = engine, 0

    def __getattr__(self, name: str) -> Any:
        self.trips += name in _CALLS
        return getattr(self._engine, name)


def measured(
    folder: Path, engine: Engine, index: Index, encoder: Encoder, most: int, server: ProcessorTime
) -> dict[str, Any]:
    """The figures of one collection, which is copied to the engine; times in milliseconds."""
    questions = [
        json.loads(one)["question"]
        for one in (folder / "questions.jsonl").read_text("utf-8").splitlines()
    ][:most]
    with Collection(folder) as library:
        generation, seconds = filled(engine, index, library)
        row: dict[str, Any] = {
            "engine": engine.shown.partition(" (")[0],
            "passages": len(index.passages),
            "sentences": len(index.sentences),
            "questions": len(questions),
            "build_s": seconds,
        }
        counted = Counted(engine)
        other = EngineIndex(counted, generation)
        one, two = Answerer(library, index, encoder), Answerer(library, other, encoder)
        asked = [one.analyze(question) for question in questions]
        best = exact(index, [query.vector for query in asked])
        found: dict[str, list[float]] = {}

        def note(**figures: float) -> None:
            for name, figure in figures.items():
                found.setdefault(name, []).append(figure)

        for number, query in enumerate(asked):
            gc.collect()  # not in the middle of a question
            with _Timed(lambda: 0.0) as alone:
                index.terms(questions[number])
                retrieve(query, SearchScope.of(index, library), RANKED_PASSAGES)
            counted.trips = 0
            with _Timed(server) as taken:
                again = replace(query, terms=tuple(other.terms(questions[number])))
                small = other.candidates([(again.vector, again.terms)])
                retrieve(again, SearchScope.of(small, library), RANKED_PASSAGES)
            scope = SearchScope.of(small, library)
            rank(again, scope)
            note(
                folder_ms=alone.wall, folder_cpu=alone.work,
                engine_ms=taken.wall, engine_cpu=taken.work,
                server_cpu=taken.server,
                trips=counted.trips, recall=recall(small, query.vector, best[number]),
                by_words=words_recall(query, index, small),
            )  # fmt: skip
            a, b = one.answer(query, 3), two.answer(again, 3)
            firsts = [[q.reference for q in answer.quotes[:1]] for answer in (a, b)]
            wholes = [[q.reference for q in answer.quotes] for answer in (a, b)]
            note(first_quotes=firsts[0] == firsts[1], answers=wholes[0] == wholes[1])
            for name, filters in _FILTERS.items():
                with _Timed(server) as taken:
                    other.candidates([(again.vector, again.terms)], (), Conditions.of(filters))
                note(**{f"{name}_ms": taken.wall})
    for name, figures in found.items():
        array = np.array(figures, np.float64)
        row[name] = {f"p{at}": float(np.percentile(array, at)) for at in (50, 99, 100)}
        row[name]["mean"] = float(array.mean())
    return row


class _Timed:
    """``wall``: milliseconds that passed; ``work``: those that processors worked, here and in the
    ``server``'s processes (counted in hundredths of a second: means are of use)."""

    def __init__(self, server: ProcessorTime) -> None:
        self._server = server
        self.wall = self.work = self.server = 0.0

    def __enter__(self) -> "_Timed":
        self._before = self._server()
        self._work, self._wall = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = 1000 * (time.perf_counter() - self._wall)
        own = 1000 * (time.process_time() - self._work)
        self.server = 1000 * (self._server() - self._before)
        self.work = own + self.server


def processes_of(parent: int) -> ProcessorTime:
    """The processor time of a process's children; on systems with /proc."""

    def total() -> float:
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                told = path.read_text("utf-8").rpartition(")")[2].split()
            except OSError:
                continue  # it has ended
            if int(told[1]) == parent:
                ticks += int(told[11]) + int(told[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    return total


def filled(engine: Engine, index: Index, library: Collection) -> tuple[Generation, float]:
    """The index in the engine, and how long copying it took; 0 where it was there."""
    there = engine.current()
    if there is not None and (there.revision, there.model) == (index.revision, index.model):
        return there, 0.0
    started = time.perf_counter()
    fields = {one.id: DocumentFields.of(one) for one in library.cards()}
    return fill(engine, index, fields), time.perf_counter() - started


def fill(engine: Engine, index: Index, fields: dict[str, DocumentFields]) -> Generation:
    """Copies a folder's index to an engine."""
    generation = engine.pending(index.model, FORMAT, index.store.dimension)
    for batch in _batches(index, fields):
        generation = engine.change(generation, [], batch, index.revision)
    engine.publish(generation)
    return generation


def _batches(index: Index, fields: dict[str, DocumentFields]) -> Iterator[list[DocumentRecords]]:
    batch: list[DocumentRecords] = []
    for segment in index.segments:
        for one in segment_records(segment, index.store, fields):
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


def words_recall(query: Query, index: Index, small: Index) -> float:
    """The share of the best passages by BM25 that are among the candidates."""
    rows = index.passages.words.search(query.terms, PASSAGES)
    if not len(rows):
        return 1.0
    there = {_place(small, row) for row in range(len(small.passages))}
    return sum(_place(index, int(row)) in there for row in rows) / len(rows)


def _place(index: Index, row: int) -> tuple[str, int, int]:
    span = index.passages.span(row)
    return index.document_of(row)[0], span.start, span.end
