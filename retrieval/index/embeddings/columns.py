"""Embedding columns: the vectors and tokens of many texts, as arrays in memory or mapped from
files of the same names.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Vectors
from retrieval.index.embeddings.rounded_vectors import SCALE_BYTES, Rounded, rounded
from retrieval.index.embeddings.text_hashes import KEY_BYTES, Keys
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.mapping_faults import expect_faults

# Each column's element type and width: a number, and a field of the store's description whose
# value is added.
_KINDS: dict[str, tuple[type[np.generic], int, str]] = {
    "keys": (np.uint8, KEY_BYTES, ""),
    "vectors": (np.int8, SCALE_BYTES, "dimension"),
    "ends": (np.int64, 1, ""),
    "read": (np.uint8, 1, ""),
    "shares": (np.float16, 1, ""),
    "codes": (np.uint8, 0, "width"),
    "factors": (np.float16, 1, ""),
    "starts": (np.uint16, 1, ""),
}
NAMES = tuple(_KINDS)
OF_TOKENS = ("codes", "factors", "starts")


@dataclass(frozen=True, slots=True)
class EmbeddingColumns:
    """n texts with m tokens in all. ``keys`` (n, 16); ``vectors`` (n, d + 4), as in
    ``rounded_vectors``; ``ends`` (n,), where the tokens of each end; ``read`` (n,), 1 where its
    tokens are stored, else 0; ``shares`` (n,), what share of the vector was taken from the tokens;
    ``codes`` (m, w), ``factors`` and ``starts`` (m,), as in ``TokenCodes``."""

    keys: NDArray[np.uint8]
    vectors: Rounded
    ends: NDArray[np.int64]
    read: NDArray[np.uint8]
    shares: NDArray[np.float16]
    codes: NDArray[np.uint8]
    factors: NDArray[np.float16]
    starts: NDArray[np.uint16]

    @classmethod
    def of(
        cls, keys: Keys, vectors: Vectors, tokens: Sequence[TokenCodes | None]
    ) -> "EmbeddingColumns":
        """The columns of these texts; ``tokens`` has None where they are not stored."""
        known = [part for part in tokens if part is not None and len(part)]
        width = known[0].codes.shape[1] if known else 0
        return cls(
            keys=keys,
            vectors=rounded(vectors),
            ends=np.cumsum([len(part) if part else 0 for part in tokens], dtype=np.int64),
            read=np.array([part is not None for part in tokens], np.uint8),
            shares=np.array([part.share if part else 0 for part in tokens], np.float16),
            codes=np.concatenate([np.empty((0, width), np.uint8), *(one.codes for one in known)]),
            factors=np.concatenate([np.empty(0, np.float16), *(one.factors for one in known)]),
            starts=np.concatenate([np.empty(0, np.uint16), *(one.starts for one in known)]),
        )

    def then(self, more: "EmbeddingColumns") -> "EmbeddingColumns":
        """These columns followed by ``more``, whose ends count from its own first token."""
        shifted = more.ends + (self.ends[-1] if len(self.ends) else 0)
        joined = {
            one.name: np.concatenate([getattr(self, one.name), getattr(more, one.name)])
            for one in fields(EmbeddingColumns)
            if one.name not in ("ends", "codes")
        }
        both = [part.codes for part in (self, more) if len(part.codes)] or [self.codes]
        return EmbeddingColumns(
            **joined, ends=np.concatenate([self.ends, shifted]), codes=np.concatenate(both)
        )

    @classmethod
    def joined(cls, parts: "Sequence[EmbeddingColumns]") -> "EmbeddingColumns":
        """One or more parts, one after the other."""
        return reduce(cls.then, parts)


def digest(part: EmbeddingColumns) -> str:
    """The SHA-256 of all columns."""
    found = hashlib.sha256()
    for name in NAMES:
        found.update(getattr(part, name).tobytes())
    return found.hexdigest()


def item_bytes(name: str, described: Mapping[str, Any]) -> int:
    """The bytes of one text or token in this column."""
    kind, _, _ = _KINDS[name]
    return np.dtype(kind).itemsize * _width(name, described)


def _width(name: str, described: Mapping[str, Any]) -> int:
    _, width, more = _KINDS[name]
    return width + int(described[more] if more else 0)


def mapped_columns(folder: Path, described: Mapping[str, Any]) -> EmbeddingColumns:
    """The columns in a folder, memory-mapped. Raises OSError, ValueError."""
    parts = {}
    for name in NAMES:
        kind, _, more = _KINDS[name]
        count = int(described["tokens" if name in OF_TOKENS else "texts"])
        wide = _width(name, described)
        shape = (count,) if wide == 1 and not more else (count, wide)
        if 0 in shape:
            parts[name] = np.empty(shape, kind)
            continue
        file = folder / f"{name}.bin"
        expect_faults(file)
        # A plain view: slicing a memmap object costs more than reading what it points to.
        parts[name] = np.memmap(file, kind, "r", shape=shape).view(np.ndarray)
    columns = EmbeddingColumns(**parts)
    if len(columns.ends) and int(columns.ends[-1]) != len(columns.codes):
        raise ValueError(f"{folder}: the tokens do not end where those of the last text do")
    return columns
