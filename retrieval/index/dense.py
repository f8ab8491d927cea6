"""Texts by the likeness of their vectors to a question's: the inner product of unit vectors.

Few are compared with every one, exactly; of many, inverted lists say which are worth comparing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.arrays import Floats, Mask, Rows, Vectors
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.ivf import InvertedFile

# From here on, a look at every vector takes longer than inverted lists do (over a millisecond).
MANY = 12_000
# So many times more than wanted are compared exactly, of those that inverted lists propose; but
# no fewer than the second number.
_PROPOSED, _FEWEST_PROPOSED = 4, 200


@dataclass(frozen=True, slots=True)
class DensePart:
    """Some texts: the rows of their vectors in the store, and how the nearest are found where
    there are many."""

    rows: Rows
    lists: InvertedFile | None = None


def proposals_for(most: int) -> int:
    """How many are asked of inverted lists, where so many are wanted."""
    return max(_PROPOSED * most, _FEWEST_PROPOSED)


class DenseIndex:
    """Texts that can be searched by vectors. They are numbered through all the parts."""

    def __init__(self, store: EmbeddingStore, parts: Sequence[DensePart]) -> None:
        self._store = store
        self._parts = tuple(parts)
        self._firsts = np.cumsum([0, *(len(part.rows) for part in parts)])
        self._matrices: list[Vectors | None] = [None for _ in parts]

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def search(
        self, vector: Vectors, most: int, masks: Sequence[Mask | None] | None = None
    ) -> Rows:
        """The numbers of the texts nearest to a vector of shape (dimension,), best first.
        ``masks``: for each part, which of its texts may be found (None: all)."""
        rows, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        for number, part in enumerate(self._parts):
            mask = masks[number] if masks else None
            found, cosines = self._nearest(number, part, vector, most, mask)
            rows = np.concatenate([rows, found + self._firsts[number]])
            scores = np.concatenate([scores, cosines])
        order = np.lexsort((rows, -scores))[:most]
        return rows[order]

    def vectors(self, numbers: Rows) -> Vectors:
        """The vectors themselves, shape (numbers, dimension)."""
        found = np.empty((len(numbers), self._store.dimension), np.float32)
        for number, here, inside in self._by_part(numbers):
            part = self._parts[number]
            if part.lists is None:  # its matrix is there already, for who searches it
                found[here] = self._matrix(number)[inside]
            else:
                found[here] = self._store.vectors(part.rows[inside])
        return found

    def store_rows(self, numbers: Rows) -> Rows:
        """Where the store has what belongs to these texts."""
        rows = np.empty(len(numbers), np.int64)
        for number, here, inside in self._by_part(numbers):
            rows[here] = self._parts[number].rows[inside]
        return rows

    def _by_part(self, numbers: Rows) -> Iterator[tuple[int, Mask, Rows]]:
        """Each part that some of these texts are of: which they are, and their numbers there."""
        owners = np.searchsorted(self._firsts, numbers, side="right") - 1
        for number, first in enumerate(self._firsts[:-1]):
            here = owners == number
            if here.any():
                yield number, here, numbers[here] - first

    def _nearest(
        self, number: int, part: DensePart, vector: Vectors, most: int, mask: Mask | None
    ) -> tuple[Rows, Floats]:
        """The nearest of a part, and their cosines, in no order."""
        if part.lists is None:
            rows = np.arange(len(part.rows)) if mask is None else np.flatnonzero(mask)
            cosines = (self._matrix(number) @ vector)[rows]
        else:
            if mask is not None and np.count_nonzero(mask) <= MANY:
                rows = np.flatnonzero(mask)
            else:
                rows = part.lists.search(vector, proposals_for(most), mask)
            cosines = self._store.vectors(part.rows[rows]) @ vector
        if len(rows) > most:
            best = np.argpartition(-cosines, most - 1)[:most]
            rows, cosines = rows[best], cosines[best]
        return rows, cosines

    def _matrix(self, number: int) -> Vectors:
        """All vectors of a part that has not many."""
        matrix = self._matrices[number]
        if matrix is None:
            matrix = self._matrices[number] = self._store.vectors(self._parts[number].rows)
        return matrix
