"""IVF index: approximate nearest vectors, by FAISS. The only module that imports it.

Vectors are clustered around centres (IVF). In the clusters nearest to a question, codes of one bit
per dimension (RaBitQ, Gao and Long 2024) find candidates, which the caller compares exactly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Rows, Vectors

_KIND = "RaBitQfs"
# Vectors per centre that k-means samples, and vectors added at a time.
_SAMPLE = 40
_ADDED = 16_384
_SEED = 19


@dataclass(frozen=True, slots=True)
class Size:
    """Parameters for up to ``most`` vectors: the number of centres, and of those whose clusters are
    probed for a question."""

    most: int
    centres: int
    probed: int


# Chosen by recall@10 and time: benchmarks/README.md, Growth.
SIZES = (
    Size(most=30_000, centres=256, probed=96),
    Size(most=120_000, centres=512, probed=320),
    Size(most=500_000, centres=1024, probed=512),
    Size(most=2_000_000, centres=2048, probed=448),
    Size(most=1 << 62, centres=4096, probed=288),
)


def size_for(vectors: int) -> Size:
    """The row of the table for this many vectors."""
    return next(size for size in SIZES if vectors <= size.most)


class InvertedFile:
    """An approximate index of unit vectors, numbered in their order."""

    def __init__(self, load: Callable[[], Any]) -> None:
        self._load = load

    @cached_property
    def _engine(self) -> Any:
        return self._load()

    @cached_property
    def _probed(self) -> int:
        return size_for(len(self)).probed

    @classmethod
    def build(
        cls, vectors: Callable[[Rows], Vectors], many: int, centres: int | None = None
    ) -> "InvertedFile":
        """An index of ``many`` vectors, which the function returns by number. ``centres``: None for
        the table's."""
        faiss, threads = _loaded()
        centres = centres or size_for(many).centres
        faiss.omp_set_num_threads(threads)
        generator = np.random.default_rng(_SEED)
        sample = np.sort(generator.permutation(many)[: _SAMPLE * centres])
        first = vectors(sample)
        engine = faiss.index_factory(
            first.shape[1], f"IVF{centres},{_KIND}", faiss.METRIC_INNER_PRODUCT
        )
        engine.cp.seed, engine.cp.spherical = _SEED, True
        engine.train(first)
        del first
        for start in range(0, many, _ADDED):
            engine.add(vectors(np.arange(start, min(many, start + _ADDED))))
        return cls(lambda: engine)

    def __len__(self) -> int:
        return int(self._engine.ntotal)

    def search(
        self,
        vector: Vectors,
        most: int,
        mask: NDArray[np.bool_] | None = None,
        probed: int | None = None,
    ) -> Rows:
        """The numbers of the vectors that are probably nearest to one of shape (dimension,).
        ``mask``: which may be found. ``probed``: None for the table's."""
        faiss = _faiss()
        # A search is too short for several threads: two take longer, much longer on a busy machine.
        faiss.omp_set_num_threads(1)
        options: dict[str, Any] = {"nprobe": probed or self._probed}
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
    def open(cls, file: Path, *, later: bool = False) -> "InvertedFile":
        """``later``: it is read when it is first used, all of it; so the file must stay until then.
        Raises OSError, ValueError."""

        def read() -> Any:
            try:
                return _faiss().read_index(str(file))
            except RuntimeError as error:  # FAISS raises it for every fault
                raise ValueError(f"{file} cannot be read: {error}") from error

        found = cls(read)
        if not later:
            found._engine  # noqa: B018
        return found


@cache
def _loaded() -> tuple[Any, int]:
    """FAISS, and how many threads it would use: one a core, or as ``OMP_NUM_THREADS`` says."""
    import faiss

    return faiss, faiss.omp_get_max_threads()


def _faiss() -> Any:
    return _loaded()[0]
