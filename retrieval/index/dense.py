"""Dense index: nearest texts by cosine similarity.

A small part is searched exactly. In a large one an IVF index finds candidates, whose cosines are
then computed exactly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from retrieval.arrays import Floats, Mask, Rows, Vectors
from retrieval.index.ivf import InvertedFile

# From this number of texts on, IVF is faster than comparing every vector (over a millisecond).
MANY = 12_000
# IVF candidates for each result wanted, and the least number of candidates.
_CANDIDATES, _FEWEST_CANDIDATES = 4, 200


@dataclass(frozen=True, slots=True)
class DensePart:
    """The texts of a segment: the rows of their vectors in the store, and an IVF index where there
    are many."""

    rows: Rows
    ivf: InvertedFile | None = None


def candidates_for(most: int) -> int:
    """The number of IVF candidates for ``most`` results."""
    return max(_CANDIDATES * most, _FEWEST_CANDIDATES)


class VectorStore(Protocol):
    """Vectors by row."""

    @property
    def dimension(self) -> int: ...

    def vectors(self, rows: Rows) -> Vectors:
        """Shape (rows, dimension), float32."""
        ...


class DenseIndex:
    """Texts of several parts, searched by vector. They are numbered through all parts."""

    def __init__(self, store: VectorStore, parts: Sequence[DensePart]) -> None:
        self._store = store
        self._parts = tuple(parts)
        self._firsts = np.cumsum([0, *(len(part.rows) for part in parts)])
        self._matrices: list[Vectors | None] = [None for _ in parts]

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def search(
        self, vector: Vectors, most: int, masks: Sequence[Mask | None] | None = None
    ) -> Rows:
        """The ``most`` texts nearest to a vector of shape (dimension,), best first. ``masks``: for
        each part, which of its texts may be found (None: all)."""
        rows, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        for number, part in enumerate(self._parts):
            mask = masks[number] if masks else None
            found, cosines = self._nearest(number, part, vector, most, mask)
            rows = np.concatenate([rows, found + self._firsts[number]])
            scores = np.concatenate([scores, cosines])
        order = np.lexsort((rows, -scores))[:most]
        return rows[order]

    def vectors(self, numbers: Rows) -> Vectors:
        """The texts' vectors, shape (numbers, dimension)."""
        found = np.empty((len(numbers), self._store.dimension), np.float32)
        for number, here, inside in self._by_part(numbers):
            part = self._parts[number]
            if part.ivf is None:  # the matrix is in memory for searching anyway
                found[here] = self._matrix(number)[inside]
            else:
                found[here] = self._store.vectors(part.rows[inside])
        return found

    def store_rows(self, numbers: Rows) -> Rows:
        """The rows of these texts in the store."""
        rows = np.empty(len(numbers), np.int64)
        for number, here, inside in self._by_part(numbers):
            rows[here] = self._parts[number].rows[inside]
        return rows

    def _by_part(self, numbers: Rows) -> Iterator[tuple[int, Mask, Rows]]:
        """For each part with some of these texts: its number, a mask of those texts, and their
        numbers in the part."""
        owners = np.searchsorted(self._firsts, numbers, side="right") - 1
        for number, first in enumerate(self._firsts[:-1]):
            here = owners == number
            if here.any():
                yield number, here, numbers[here] - first

    def _nearest(
        self, number: int, part: DensePart, vector: Vectors, most: int, mask: Mask | None
    ) -> tuple[Rows, Floats]:
        """The nearest texts of a part and their cosines, unordered."""
        if part.ivf is None:
            rows = np.arange(len(part.rows)) if mask is None else np.flatnonzero(mask)
            cosines = (self._matrix(number) @ vector)[rows]
        else:
            if mask is not None and np.count_nonzero(mask) <= MANY:
                rows = np.flatnonzero(mask)
            else:
                rows = part.ivf.search(vector, candidates_for(most), mask)
            cosines = self._store.vectors(part.rows[rows]) @ vector
        if len(rows) > most:
            best = np.argpartition(-cosines, most - 1)[:most]
            rows, cosines = rows[best], cosines[best]
        return rows, cosines

    def _matrix(self, number: int) -> Vectors:
        """All vectors of a small part."""
        matrix = self._matrices[number]
        if matrix is None:
            matrix = self._matrices[number] = self._store.vectors(self._parts[number].rows)
        return matrix
