"""Vectors that can be searched, by FAISS. The one file that imports it."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors


class DenseIndex:
    """Unit vectors, numbered in their order; similarity is the inner product (cosine).

    Search is exact.
    """

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """An index of vectors of shape ``(n, dimension)``."""
        import faiss

        engine = faiss.IndexFlatIP(vectors.shape[1])
        engine.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(engine)

    def __len__(self) -> int:
        return int(self._engine.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._engine.d)

    def search(
        self, vector: Vectors, most: int, among: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """The numbers of the vectors nearest to one of shape ``(dimension,)``, best first.

        ``among`` restricts the search to these numbers.
        """
        import faiss

        if not len(self) or (among is not None and not len(among)):
            return np.empty(0, np.int64)
        parameters: Any = None
        if among is not None:
            selector: Any = faiss.IDSelectorBatch(among)
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        _, numbers = self._engine.search(
            vector.reshape(1, -1), min(most, len(self)), params=parameters
        )
        found: NDArray[np.int64] = numbers[0]
        return found[found >= 0]

    def vectors(self, numbers: NDArray[np.int64]) -> Vectors:
        """The vectors themselves, shape ``(len(numbers), dimension)``."""
        if not len(numbers):
            return np.empty((0, self.dimension), np.float32)
        vectors: Vectors = self._engine.reconstruct_batch(np.ascontiguousarray(numbers))
        return vectors

    def save(self, file: Path) -> None:
        import faiss

        file.write_bytes(faiss.serialize_index(self._engine).tobytes())

    @classmethod
    def open(cls, file: Path) -> "DenseIndex":
        import faiss

        return cls(faiss.deserialize_index(np.fromfile(file, dtype=np.uint8)))
