"""Points in Qdrant: what the engine needs of a server, its client's local mode, or Qdrant Edge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from retrieval.arrays import Vectors

Payload = dict[str, Any]
# A point's vectors: its passage's, its sentences' (the best counts), its words' weights.
PASSAGE, SENTENCES, WORDS = "passage", "sentences", "words"
# Points that are asked for, and that are sent, at a time.
PAGE, UPSERTED = 500, 200
# Kinds of fields that conditions are on.
KEYWORD, INTEGER = "keyword", "integer"


@dataclass(frozen=True, slots=True)
class Condition:
    """A field has one of these values (``any``), or a number in a range, or letters in it."""

    field: str
    any: Sequence[str] | None = None
    least: int | None = None
    most: int | None = None
    letters: str | None = None


# All of them.
Where = Sequence[Condition]


def any_of(field: str, values: Sequence[str]) -> Where:
    return (Condition(field, any=tuple(values)),)


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

    def create(self, name: str, dimension: int | None, fields: Mapping[str, str]) -> None:
        """``dimension`` None: points that are only looked up. ``fields``: those of conditions, each
        with its kind."""
        ...

    def drop(self, name: str) -> None: ...

    def upsert(self, name: str, points: Sequence[NewPoint]) -> None: ...

    def describe(self, name: str, payload: Payload, where: Where) -> None:
        """Sets these fields of points."""
        ...

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

    def settle(self, name: str) -> None:
        """Called when many points have been added: builds what makes searching fast, where that is
        not done by itself."""
        ...
