"""Nearest vectors among very many, by FAISS. The one file that imports it.

Vectors are gathered around centres (IVF); of those around the centres nearest to a question, codes
of one bit a dimension (RaBitQ, Gao and Long 2024) say which may be near. These are then compared
exactly, by whoever has the vectors themselves.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Rows, Vectors

_KIND = "RaBitQfs"
# Vectors a centre that k-means looks at, and vectors that are added at a time.
_SAMPLE = 40
_ADDED = 65_536
_SEED = 19


@dataclass(frozen=True, slots=True)
class Size:
    """How a collection of up to ``most`` vectors is searched: around how many centres they are
    gathered, and how many of these are looked at for a question."""

    most: int
    centres: int
    looked_at: int


# Chosen by recall@10 and time, as `python -m benchmarks.nearest` measures them.
SIZES = (
    Size(most=30_000, centres=256, looked_at=96),
    Size(most=120_000, centres=512, looked_at=320),
    Size(most=500_000, centres=1024, looked_at=512),
    Size(most=2_000_000, centres=2048, looked_at=448),
    Size(most=1 << 62, centres=4096, looked_at=288),
)


def size_for(vectors: int) -> Size:
    """The row of the table for so many vectors."""
    return next(size for size in SIZES if vectors <= size.most)


class InvertedFile:
    """An approximate index of unit vectors, numbered in their order."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._looked_at = size_for(len(self)).looked_at

    @classmethod
    def build(
        cls, vectors: Callable[[Rows], Vectors], many: int, centres: int | None = None
    ) -> "InvertedFile":
        """Of ``many`` vectors that a function gives by their numbers; around as many centres as
        the table says, or as are given."""
        faiss = _faiss()
        centres = centres or size_for(many).centres
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        chooser = np.random.default_rng(_SEED)
        sample = np.sort(chooser.permutation(many)[: _SAMPLE * centres])
        first = vectors(sample)
        engine = faiss.index_factory(
            first.shape[1], f"IVF{centres},{_KIND}", faiss.METRIC_INNER_PRODUCT
        )
        engine.cp.seed, engine.cp.spherical = _SEED, True
        engine.train(first)
        for start in range(0, many, _ADDED):
            engine.add(vectors(np.arange(start, min(many, start + _ADDED))))
        return cls(engine)

    def __len__(self) -> int:
        return int(self._engine.ntotal)

    def search(
        self,
        vector: Vectors,
        most: int,
        mask: NDArray[np.bool_] | None = None,
        looked_at: int | None = None,
    ) -> Rows:
        """The numbers of vectors that are likely to be the nearest to one of shape (dimension,);
        ``mask`` says which may be found. ``looked_at``: how many centres, where not as many as the
        table says."""
        faiss = _faiss()
        # A search is too short for threads to meet: with two it takes longer, and much longer
        # where the processor is busy.
        faiss.omp_set_num_threads(1)
        options: dict[str, Any] = {"nprobe": looked_at or self._looked_at}
        if mask is not None:
            bits = np.packbits(mask, bitorder="little")
            options["sel"] = faiss.IDSelectorBitmap(bits)
        parameters = faiss.SearchParametersIVF(**options)
        _, numbers = self._engine.search(vector[np.newaxis], most, params=parameters)
        found: Rows = numbers[0]
        return found[found >= 0]

    def save(self, file: Path) -> None:
        """Raises OSError."""
        try:
            _faiss().write_index(self._engine, str(file))
        except RuntimeError as error:
            raise OSError(f"{file} cannot be written: {error}") from error

    @classmethod
    def open(cls, file: Path) -> "InvertedFile":
        """Raises OSError, ValueError."""
        faiss = _faiss()
        try:
            return cls(faiss.read_index(str(file)))
        except RuntimeError as error:  # what FAISS raises for all that can be wrong
            raise ValueError(f"{file} cannot be read: {error}") from error


def _faiss() -> Any:
    import faiss

    return faiss
