"""The seam behind which a model turns texts into vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as a model sees it, token by token, each in its context.

    ``vectors`` has shape (n, d): unit length, float32. ``starts`` has shape (n,): where each token
    starts in the text, in order. Tokens that stand for nothing in the text are left out.
    """

    vectors: Vectors
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.vectors)


def token_starts(given: str, offsets: Sequence[tuple[int, int]], prompt: int) -> NDArray[np.int64]:
    """Where tokens start in a text, for their [start, end) in what the model was given: a prompt of
    this length and the text. Some tokenizers count the blank before a word as the word's own."""
    starts = [
        start + (start + 1 < end and given[start].isspace()) - prompt for start, end in offsets
    ]
    return np.array(starts, np.int64)


def unit(vectors: Vectors) -> Vectors:
    """The vectors (rows) at length one; those of no length stay so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, np.float32(1e-12))
    return scaled


class Encoder(Protocol):
    """Texts in, unit vectors out: float32 of shape ``(len(texts), dimension)``.

    ``read_questions`` gives each one's vector, shape (dimension,), and its tokens, in one pass.
    Questions and passages go in by different doors because many models want different prompts
    before them. Tokens are of dimensions of their own, the same on both sides; a model that has no
    such vectors gives none. ``fingerprint`` names the model: vectors of equal fingerprints can be
    compared.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...

    def read_questions(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]: ...

    def read_passages(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]: ...
