"""Points by the package qdrant-edge-py: a shard for each collection, in a folder. The one module
that imports qdrant_edge."""

import contextlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import StorageError
from retrieval.index.engine.qdrant.optional_module import optional_module
from retrieval.index.engine.qdrant.points import (
    KEYWORD,
    PAGE,
    PASSAGE,
    SENTENCES,
    UPSERTED,
    WORDS,
    Condition,
    Nearest,
    NewPoint,
    Payload,
    Sparse,
    Where,
)


class EdgePoints:
    """See ``points.Points``."""

    def __init__(self, folder: Path) -> None:
        self.shown = f"Qdrant Edge in {folder}"
        self._folder = folder
        self._shards: dict[str, Any] = {}

    @property
    def _models(self) -> Any:
        return optional_module("qdrant_edge")

    def close(self) -> None:
        for shard in self._shards.values():
            shard.close()
        self._shards.clear()

    def exists(self, name: str) -> bool:
        return name in self._shards or (self._folder / name).is_dir()

    def create(self, name: str, dimension: int | None, fields: Mapping[str, str]) -> None:
        m = self._models
        dense = None
        if dimension is not None:
            kind = {"distance": m.Distance.Dot, "datatype": m.VectorStorageDatatype.Float16}
            many = m.MultiVectorConfig(m.MultiVectorComparator.MaxSim)
            dense = {
                PASSAGE: m.EdgeVectorParams(dimension, **kind),
                SENTENCES: m.EdgeVectorParams(dimension, multivector_config=many, **kind),
            }
        config = m.EdgeConfig(vectors=dense, sparse_vectors={WORDS: m.EdgeSparseVectorParams()})
        path = self._folder / name
        with self._faults():
            path.mkdir(parents=True)
            self._shards[name] = m.EdgeShard.create(str(path), config)
            kinds = m.PayloadSchemaType
            for field, of in fields.items():
                schema = kinds.Keyword if of == KEYWORD else kinds.Integer
                self._shards[name].update(m.UpdateOperation.create_field_index(field, schema))

    def drop(self, name: str) -> None:
        if self.exists(name):
            with self._faults():
                self._shard(name).close()
                del self._shards[name]
                shutil.rmtree(self._folder / name)

    def upsert(self, name: str, points: Sequence[NewPoint]) -> None:
        m = self._models
        made = []
        for one in points:
            vector: dict[str, Any] = {}
            if one.vectors is not None:
                vector = {PASSAGE: one.vectors[0].tolist(), SENTENCES: one.vectors[1:].tolist()}
            words = one.words or Sparse([0], [1.0])
            vector[WORDS] = m.SparseVector(list(words.indices), list(words.values))
            made.append(m.Point(one.id, vector, one.payload))
        some = (made[first : first + UPSERTED] for first in range(0, len(made), UPSERTED))
        self._update(name, *map(m.UpdateOperation.upsert_points, some))

    def describe(self, name: str, payload: Payload, where: Where) -> None:
        operation = self._models.UpdateOperation.set_payload_by_filter(self._filter(where), payload)
        self._update(name, operation)

    def delete(self, name: str, where: Where) -> None:
        self._update(
            name, self._models.UpdateOperation.delete_points_by_filter(self._filter(where))
        )

    def fetch(
        self, name: str, ids: Sequence[int | str], fields: Sequence[str]
    ) -> list[tuple[int | str, Payload]]:
        with self._faults():
            found = self._shard(name).retrieve(list(ids), list(fields), False)
            return [(one.id, one.payload or {}) for one in found]

    def scroll(
        self, name: str, where: Where, fields: Sequence[str]
    ) -> Iterator[tuple[int | str, Payload]]:
        offset: Any = None
        while True:
            with self._faults():
                found, offset = self._shard(name).scroll(
                    self._models.ScrollRequest(
                        offset=offset, limit=PAGE, filter=self._filter(where),
                        with_payload=list(fields),
                    )
                )  # fmt: skip
            yield from ((one.id, one.payload or {}) for one in found)
            if offset is None:
                return

    def search(
        self, name: str, searches: Sequence[Nearest], where: Where, fields: Sequence[str]
    ) -> list[list[tuple[int, Payload]]]:
        m = self._models
        found = []
        with self._faults():
            for one in searches:
                query: Any = (
                    m.SparseVector(list(one.query.indices), list(one.query.values))
                    if isinstance(one.query, Sparse)
                    else one.query.tolist()
                )
                request = m.QueryRequest(
                    limit=one.most,
                    query=m.Query.Nearest(query, using=one.using),
                    filter=self._filter(where),
                    with_payload=list(fields),
                )
                points = self._shard(name).query(request)
                found.append([(point.id, point.payload or {}) for point in points])
        return found

    def settle(self, name: str) -> None:
        with self._faults():
            self._shard(name).optimize()

    def _update(self, name: str, *operations: Any) -> None:
        with self._faults():
            for operation in operations:
                self._shard(name).update(operation)
            self._shard(name).flush()

    def _shard(self, name: str) -> Any:
        if name not in self._shards:
            self._shards[name] = self._models.EdgeShard.load(str(self._folder / name))
        return self._shards[name]

    def _filter(self, where: Where) -> Any:
        return self._models.Filter(must=[self._condition(one) for one in where]) if where else None

    def _condition(self, one: Condition) -> Any:
        m = self._models
        if one.any is not None:
            return m.FieldCondition(one.field, match=m.MatchAny(list(one.any)))
        if one.letters is not None:
            # Exactly these letters, where a field has no full-text index.
            return m.FieldCondition(one.field, match=m.MatchText(one.letters))
        return m.FieldCondition(one.field, range=m.RangeFloat(gte=one.least, lte=one.most))

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except StorageError:
            raise
        except Exception as error:  # the engine's own, of no common class
            why = " ".join(str(error).split())
            raise StorageError(f"{self.shown} cannot be used: {why}", "engine-lost") from None
