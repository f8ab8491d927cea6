"""The tokens of all passages, for late interaction: rounded, one after the other, on disk."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Tokens
from retrieval.token_codes import TokenCodes

_CODES, _FACTORS, _STARTS, _ENDS = "codes.npy", "factors.npy", "starts.npy", "ends.npy"


class TokenIndex:
    """Passages' tokens, by the passages' numbers. ``ends`` of shape (passages,) says where those
    of each end among all."""

    def __init__(self, everything: TokenCodes, ends: NDArray[np.int64]) -> None:
        self._everything = everything
        self._ends = ends

    @classmethod
    def build(cls, passages: Iterable[TokenCodes]) -> "TokenIndex":
        """An index of these, which are numbered in their order."""
        parts = list(passages)
        # A text without tokens need not know how wide those of the others are.
        full = [part for part in parts if len(part)]
        width = full[0].codes.shape[1] if full else 0
        return cls(
            TokenCodes(
                np.concatenate([np.empty((0, width), np.uint8), *(part.codes for part in full)]),
                np.concatenate([np.empty(0, np.float16), *(part.factors for part in full)]),
                np.concatenate([np.empty(0, np.uint16), *(part.starts for part in full)]),
            ),
            np.cumsum([len(part) for part in parts], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self._ends)

    def codes(self, passage: int) -> TokenCodes:
        """A passage's tokens as they are kept."""
        end = int(self._ends[passage])
        start = int(self._ends[passage - 1]) if passage else 0
        kept = self._everything
        return TokenCodes(kept.codes[start:end], kept.factors[start:end], kept.starts[start:end])

    def tokens(self, passage: int) -> Tokens:
        """A passage's tokens, turned (see ``TokenCodes.tokens``); they start where they do in its
        text with every white space made one blank."""
        return self.codes(passage).tokens()

    def save(self, folder: Path) -> None:
        folder.mkdir()
        for name, array in (
            (_CODES, self._everything.codes),
            (_FACTORS, self._everything.factors),
            (_STARTS, self._everything.starts),
            (_ENDS, self._ends),
        ):
            np.save(folder / name, array)

    @classmethod
    def open(cls, folder: Path) -> "TokenIndex":
        """Raises OSError, ValueError."""

        def read(name: str) -> Any:
            # A plain view: slicing a memmap object costs more than reading what it points to.
            return np.load(folder / name, mmap_mode="r").view(np.ndarray)

        codes, ends = TokenCodes(read(_CODES), read(_FACTORS), read(_STARTS)), read(_ENDS)
        if len({len(codes.codes), len(codes.factors), len(codes.starts)}) != 1:
            raise ValueError("the tokens' files are of different lengths")
        if len(ends) and int(ends[-1]) != len(codes):
            raise ValueError("the tokens' files do not end where the last passage does")
        return cls(codes, ends)
