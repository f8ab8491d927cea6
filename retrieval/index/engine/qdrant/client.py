"""Points by the package qdrant-client: a server, or its local mode. The one module that imports
qdrant_client."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

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

# How long a lost server is looked for, as for a database.
_RETRY_SECONDS, _PAUSE_SECONDS = 8.0, 0.2
# Characters of an error that are shown.
_LONGEST = 300
_Result = TypeVar("_Result")


class ClientPoints:
    """See ``points.Points``."""

    def __init__(self, options: Mapping[str, Any], shown: str) -> None:
        self.shown = shown
        self._options = dict(options)
        self._made: Any = None

    @property
    def _client(self) -> Any:
        if self._made is None:
            self._made = optional_module("qdrant_client").QdrantClient(**self._options)
        return self._made

    @property
    def _models(self) -> Any:
        return optional_module("qdrant_client.models")

    def close(self) -> None:
        if self._made is not None:
            self._made.close()
            self._made = None

    def exists(self, name: str) -> bool:
        return self._read(lambda: bool(self._client.collection_exists(name)))

    def create(self, name: str, dimension: int | None, fields: Mapping[str, str]) -> None:
        m = self._models
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
                kinds = m.PayloadSchemaType
                for field, of in fields.items():
                    schema = kinds.KEYWORD if of == KEYWORD else kinds.INTEGER
                    self._client.create_payload_index(name, field, schema)

    def drop(self, name: str) -> None:
        with self._faults():
            self._client.delete_collection(name)

    def upsert(self, name: str, points: Sequence[NewPoint]) -> None:
        m = self._models
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
            for first in range(0, len(made), UPSERTED):
                self._client.upsert(name, made[first : first + UPSERTED], wait=True)

    def describe(self, name: str, payload: Payload, where: Where) -> None:
        with self._faults():
            self._client.set_payload(name, payload, self._filter(where), wait=True)

    def delete(self, name: str, where: Where) -> None:
        with self._faults():
            selector = self._models.FilterSelector(filter=self._filter(where))
            self._client.delete(name, selector, wait=True)

    def fetch(
        self, name: str, ids: Sequence[int | str], fields: Sequence[str]
    ) -> list[tuple[int | str, Payload]]:
        if not ids:
            return []
        found = self._read(
            lambda: self._client.retrieve(name, list(ids), with_payload=list(fields))
        )
        return [(one.id, one.payload) for one in found]

    def scroll(
        self, name: str, where: Where, fields: Sequence[str]
    ) -> Iterator[tuple[int | str, Payload]]:
        offset: Any = None

        def page() -> Any:
            return self._client.scroll(
                name, self._filter(where), limit=PAGE, offset=offset, with_payload=list(fields)
            )

        while True:
            found, offset = self._read(page)
            yield from ((one.id, one.payload) for one in found)
            if offset is None:
                return

    def search(
        self, name: str, searches: Sequence[Nearest], where: Where, fields: Sequence[str]
    ) -> list[list[tuple[int, Payload]]]:
        m = self._models
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
        found = self._read(lambda: self._client.query_batch_points(name, requests))
        return [[(one.id, one.payload) for one in some.points] for some in found]

    def settle(self, name: str) -> None:
        """A server does that by itself."""

    def _filter(self, where: Where) -> Any:
        return self._models.Filter(must=[self._condition(one) for one in where]) if where else None

    def _condition(self, one: Condition) -> Any:
        m = self._models
        if one.any is not None:
            return m.FieldCondition(key=one.field, match=m.MatchAny(any=list(one.any)))
        if one.letters is not None:
            # Exactly these letters, where a field has no full-text index.
            return m.FieldCondition(key=one.field, match=m.MatchText(text=one.letters))
        return m.FieldCondition(key=one.field, range=m.Range(gte=one.least, lte=one.most))

    def _read(self, work: Callable[[], _Result]) -> _Result:
        """Reads, once more where the server was lost, for as long as its restart may take."""
        deadline = time.monotonic() + _RETRY_SECONDS
        while True:
            try:
                with self._faults():
                    return work()
            except StorageError as error:
                if error.code != "engine-lost" or time.monotonic() > deadline:
                    raise
            time.sleep(_PAUSE_SECONDS)

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        """Turns the client's errors into StorageError."""
        exceptions = optional_module("qdrant_client.http.exceptions")
        busy = optional_module("qdrant_client.common.client_exceptions").QdrantException
        server = f"the search server at {self.shown}"
        try:
            yield
        except exceptions.ResponseHandlingException as error:
            why = _one_line(str(error.source)) or type(error.source).__name__
            raise StorageError(f"{server} does not answer: {why}", "engine-lost") from None
        except exceptions.UnexpectedResponse as error:
            status = error.status_code or 0
            why = f"{status} {error.reason_phrase}{_server_message(error.content)}"
            lost = "engine-lost" if status >= 500 else ""
            raise StorageError(f"{server} refused: {why}", lost) from None
        except busy as error:
            raise StorageError(
                f"{server} is busy: {_one_line(str(error))}", "engine-lost"
            ) from None
        except ValueError as error:
            raise StorageError(
                f"{server} does not answer as Qdrant does: {_one_line(str(error))}", "engine-lost"
            ) from None


def _server_message(content: bytes) -> str:
    """What the server says of an error."""
    try:
        told = json.loads(content)["status"]["error"]
    except (ValueError, KeyError, TypeError):
        return ""
    return f" ({_one_line(str(told))})"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
