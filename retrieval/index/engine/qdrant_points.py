"""Points in Qdrant: a server, its client's local mode, or Qdrant Edge in this process. The one
module that imports qdrant_client and qdrant_edge.

    https://:API-KEY@host:6333/name     a server; ``name`` is where our collections' names begin
    qdrant:///path/to/folder            Qdrant Edge: the engine in this process, for one process
    qdrant://memory                     the client's local mode, in memory; for tests
"""

import contextlib
import importlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from corpus.errors import StorageError
from retrieval.arrays import Vectors

Payload = dict[str, Any]
# Condition: a field has one of these values.
Where = Mapping[str, Sequence[str]]
_PREFIX = "pullquote"
_PAGE = 500
_UPSERTED = 200
_SECONDS = 30
PASSAGE, SENTENCES, WORDS = "passage", "sentences", "words"


@dataclass(frozen=True, slots=True)
class Sparse:
    indices: Sequence[int]
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class NewPoint:
    """``vectors`` (1 + n, dimension): the passage's, and its sentences'; None in collections that
    are only looked up."""

    id: int | str
    payload: Payload
    vectors: Vectors | None = None
    words: Sparse | None = None


@dataclass(frozen=True, slots=True)
class Nearest:
    """A search by one of a point's vectors."""

    using: str
    query: Vectors | Sparse
    most: int


class Points(Protocol):
    """Collections of points. Methods raise StorageError."""

    @property
    def shown(self) -> str: ...

    def close(self) -> None: ...

    def exists(self, name: str) -> bool: ...

    def create(self, name: str, dimension: int | None, keys: Sequence[str]) -> None:
        """``dimension`` None: points that are only looked up. ``keys``: fields of conditions."""
        ...

    def drop(self, name: str) -> None: ...

    def upsert(self, name: str, points: Sequence[NewPoint]) -> None: ...

    def delete(self, name: str, where: Where) -> None: ...

    def fetch(
        self, name: str, ids: Sequence[int | str], fields: Sequence[str]
    ) -> list[tuple[int | str, Payload]]: ...

    def scroll(
        self, name: str, where: Where, fields: Sequence[str]
    ) -> Iterator[tuple[int | str, Payload]]: ...

    def search(
        self, name: str, searches: Sequence[Nearest], where: Where, fields: Sequence[str]
    ) -> list[list[tuple[int, Payload]]]:
        """What each search finds, in one round trip."""
        ...


def connect(url: str) -> tuple[Points, str]:
    """The points at an address, and where our collections' names begin. A server is not contacted
    yet. Raises StorageError."""
    parts = urlsplit(url)
    if parts.scheme == "qdrant" and parts.netloc == "memory":
        return ClientPoints({"location": ":memory:"}, "Qdrant in memory"), _PREFIX
    if parts.scheme == "qdrant":
        return EdgePoints(Path(unquote(parts.path))), _PREFIX
    host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    options = {
        "url": f"{parts.scheme}://{host}",
        "api_key": unquote(parts.password) if parts.password else None,
        "timeout": _SECONDS,
        "check_compatibility": False,
        **({} if parts.port else {"port": 443 if parts.scheme == "https" else 80}),
    }
    return ClientPoints(options, f"{parts.scheme}://{host}"), parts.path.strip("/") or _PREFIX


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise StorageError(
            f"Qdrant needs the package {name.replace('_', '-')} ({error})", "qdrant-missing"
        ) from None


class ClientPoints:
    """By the package qdrant-client."""

    def __init__(self, options: Mapping[str, Any], shown: str) -> None:
        self.shown = shown
        self._options = dict(options)
        self._made: Any = None

    @property
    def _client(self) -> Any:
        if self._made is None:
            self._made = _module("qdrant_client").QdrantClient(**self._options)
        return self._made

    def close(self) -> None:
        if self._made is not None:
            self._made.close()
            self._made = None

    def exists(self, name: str) -> bool:
        with self._faults():
            return bool(self._client.collection_exists(name))

    def create(self, name: str, dimension: int | None, keys: Sequence[str]) -> None:
        m = _module("qdrant_client.models")
        dense, sparse = {}, {}
        if dimension is not None:
            kind = {"distance": m.Distance.DOT, "datatype": m.Datatype.FLOAT16, "on_disk": True}
            many = m.MultiVectorConfig(comparator=m.MultiVectorComparator.MAX_SIM)
            dense = {
                PASSAGE: m.VectorParams(size=dimension, **kind),
                SENTENCES: m.VectorParams(size=dimension, multivector_config=many, **kind),
            }
            sparse = {WORDS: m.SparseVectorParams()}
        with self._faults():
            self._client.create_collection(
                name, vectors_config=dense, sparse_vectors_config=sparse, on_disk_payload=True
            )
            if "location" not in self._options:  # local mode has no indexes of fields
                for key in keys:
                    self._client.create_payload_index(name, key, m.PayloadSchemaType.KEYWORD)

    def drop(self, name: str) -> None:
        with self._faults():
            self._client.delete_collection(name)

    def upsert(self, name: str, points: Sequence[NewPoint]) -> None:
        m = _module("qdrant_client.models")
        made = []
        for one in points:
            vector: dict[str, Any] = {}
            if one.vectors is not None:
                vector = {PASSAGE: one.vectors[0].tolist(), SENTENCES: one.vectors[1:].tolist()}
            if one.words is not None:
                words = m.SparseVector(indices=one.words.indices, values=one.words.values)
                vector[WORDS] = words
            made.append(m.PointStruct(id=one.id, vector=vector, payload=one.payload))
        with self._faults():
            for first in range(0, len(made), _UPSERTED):
                self._client.upsert(name, made[first : first + _UPSERTED], wait=True)

    def delete(self, name: str, where: Where) -> None:
        m = _module("qdrant_client.models")
        with self._faults():
            selector = m.FilterSelector(filter=self._filter(where))
            self._client.delete(name, selector, wait=True)

    def fetch(
        self, name: str, ids: Sequence[int | str], fields: Sequence[str]
    ) -> list[tuple[int | str, Payload]]:
        if not ids:
            return []
        with self._faults():
            found = self._client.retrieve(name, list(ids), with_payload=list(fields))
            return [(one.id, one.payload) for one in found]

    def scroll(
        self, name: str, where: Where, fields: Sequence[str]
    ) -> Iterator[tuple[int | str, Payload]]:
        offset: Any = None
        while True:
            with self._faults():
                found, offset = self._client.scroll(
                    name, self._filter(where), limit=_PAGE, offset=offset,
                    with_payload=list(fields),
                )  # fmt: skip
            yield from ((one.id, one.payload) for one in found)
            if offset is None:
                return

    def search(
        self, name: str, searches: Sequence[Nearest], where: Where, fields: Sequence[str]
    ) -> list[list[tuple[int, Payload]]]:
        m = _module("qdrant_client.models")
        requests = [
            m.QueryRequest(
                query=m.SparseVector(indices=one.query.indices, values=one.query.values)
                if isinstance(one.query, Sparse)
                # The local mode wants a matrix where points have one.
                else ([one.query.tolist()] if one.using == SENTENCES else one.query.tolist()),
                using=one.using,
                limit=one.most,
                filter=self._filter(where),
                with_payload=list(fields),
            )
            for one in searches
        ]
        with self._faults():
            found = self._client.query_batch_points(name, requests)
            return [[(one.id, one.payload) for one in some.points] for some in found]

    def _filter(self, where: Where) -> Any:
        m = _module("qdrant_client.models")
        conditions = [
            m.FieldCondition(key=key, match=m.MatchAny(any=list(values)))
            for key, values in where.items()
        ]
        return m.Filter(must=conditions) if conditions else None

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        exceptions = _module("qdrant_client.http.exceptions")
        try:
            yield
        except exceptions.ResponseHandlingException as error:
            raise StorageError(
                f"the search server at {self.shown} does not answer: {error.source}", "engine-lost"
            ) from None
        except exceptions.UnexpectedResponse as error:
            raise StorageError(
                f"the search server at {self.shown} refused: {error.status_code} "
                f"{error.reason_phrase}",
                "engine-lost" if (error.status_code or 0) >= 500 else "",
            ) from None


class EdgePoints:
    """By the package qdrant-edge-py: a shard for each collection, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.shown = f"Qdrant Edge in {folder}"
        self._folder = folder
        self._shards: dict[str, Any] = {}

    def close(self) -> None:
        for shard in self._shards.values():
            shard.close()
        self._shards.clear()

    def exists(self, name: str) -> bool:
        return name in self._shards or (self._folder / name).is_dir()

    def create(self, name: str, dimension: int | None, keys: Sequence[str]) -> None:
        m = _module("qdrant_edge")
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
            for key in keys:
                kind_of = m.PayloadSchemaType.Keyword
                self._shards[name].update(m.UpdateOperation.create_field_index(key, kind_of))

    def drop(self, name: str) -> None:
        if self.exists(name):
            self._shard(name).close()
            del self._shards[name]
            shutil.rmtree(self._folder / name)

    def upsert(self, name: str, points: Sequence[NewPoint]) -> None:
        m = _module("qdrant_edge")
        made = []
        for one in points:
            vector: dict[str, Any] = {}
            if one.vectors is not None:
                vector = {PASSAGE: one.vectors[0].tolist(), SENTENCES: one.vectors[1:].tolist()}
            words = one.words or Sparse([0], [1.0])
            vector[WORDS] = m.SparseVector(list(words.indices), list(words.values))
            made.append(m.Point(one.id, vector, one.payload))
        with self._faults():
            for first in range(0, len(made), _UPSERTED):
                some = made[first : first + _UPSERTED]
                self._shard(name).update(m.UpdateOperation.upsert_points(some))
            self._shard(name).flush()

    def delete(self, name: str, where: Where) -> None:
        m = _module("qdrant_edge")
        with self._faults():
            operation = m.UpdateOperation.delete_points_by_filter(self._filter(where))
            self._shard(name).update(operation)
            self._shard(name).flush()

    def fetch(
        self, name: str, ids: Sequence[int | str], fields: Sequence[str]
    ) -> list[tuple[int | str, Payload]]:
        with self._faults():
            found = self._shard(name).retrieve(list(ids), list(fields), False)
            return [(one.id, one.payload or {}) for one in found]

    def scroll(
        self, name: str, where: Where, fields: Sequence[str]
    ) -> Iterator[tuple[int | str, Payload]]:
        m = _module("qdrant_edge")
        offset: Any = None
        while True:
            with self._faults():
                found, offset = self._shard(name).scroll(
                    m.ScrollRequest(
                        offset=offset, limit=_PAGE, filter=self._filter(where),
                        with_payload=list(fields),
                    )
                )  # fmt: skip
            yield from ((one.id, one.payload or {}) for one in found)
            if offset is None:
                return

    def search(
        self, name: str, searches: Sequence[Nearest], where: Where, fields: Sequence[str]
    ) -> list[list[tuple[int, Payload]]]:
        m = _module("qdrant_edge")
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

    def optimize(self, name: str) -> None:
        """Builds what makes searching fast; a server does that by itself."""
        with self._faults():
            self._shard(name).optimize()

    def _shard(self, name: str) -> Any:
        if name not in self._shards:
            self._shards[name] = _module("qdrant_edge").EdgeShard.load(str(self._folder / name))
        return self._shards[name]

    def _filter(self, where: Where) -> Any:
        m = _module("qdrant_edge")
        conditions = [
            m.FieldCondition(key, match=m.MatchAny(list(values))) for key, values in where.items()
        ]
        return m.Filter(must=conditions) if conditions else None

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except StorageError:
            raise
        except Exception as error:  # the engine's own, of no common class
            why = " ".join(str(error).split())
            raise StorageError(f"{self.shown} cannot be used: {why}", "engine-lost") from None
