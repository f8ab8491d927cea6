"""Encoder protocol: texts in, vectors out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Vectors


@dataclass(frozen=True, slots=True)
class Tokens:
    """The n tokens of a text, each encoded in its context.

    ``vectors``: shape (n, d), float32, unit length. ``starts``: shape (n,), where each token starts
    in the text, ascending. Special tokens, which have no characters in the text, are left out.
    """

    vectors: Vectors
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.vectors)


def token_starts(given: str, offsets: Sequence[tuple[int, int]], prompt: int) -> NDArray[np.int64]:
    """Where tokens start in a text, from their [start, end) in ``given``: a prompt of length
    ``prompt`` and the text. Some tokenizers count the blank before a word as part of the word."""
    starts = [
        start + (start + 1 < end and given[start].isspace()) - prompt for start, end in offsets
    ]
    return np.array(starts, np.int64)


def unit(vectors: Vectors) -> Vectors:
    """The vectors (rows) scaled to unit length; zero vectors stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, np.float32(1e-12))
    return scaled


class Encoder(Protocol):
    """Texts in, unit vectors out: float32 of shape ``(len(texts), dimension)``.

    The methods ``…_with_tokens`` give the tokens too, from the same pass; each question's vector
    has shape (dimension,). Questions and passages have methods of their own because many models
    expect a different prompt before each. Token vectors may have another dimension than text
    vectors; a model without token vectors gives no tokens. ``fingerprint`` names the model: vectors
    can be compared where fingerprints are equal.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...

    def encode_questions_with_tokens(
        self, texts: Sequence[str]
    ) -> list[tuple[Vectors, Tokens]]: ...

    def encode_passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]: ...
