"""Token vectors in two bits a dimension, for an index that keeps them all.

A vector is turned by a fixed rotation, after which its components are much like draws from a normal
distribution, whatever the model; each is then rounded to one of the four levels that are best for
that (Max 1960). An inner product with an unrounded vector is estimated by that with the rounded
one, divided by what rounding did to the vector's product with itself (as Gao and Long 2024 do for
one bit). With 384 dimensions an estimate is off by 0.018 (one standard deviation), and a token
takes 100 bytes, not 1,536.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Vectors
from retrieval.models.encoder import Tokens

# Of a standard normal distribution: where a component passes from one level to the next, and the
# levels.
_EDGES = (-0.9816, 0.0, 0.9816)
_LEVELS = np.array([-1.510, -0.4528, 0.4528, 1.510], np.float32)
_PER_BYTE = 4
# Tokens rounded in one product: 3 MB of 384 dimensions in float32.
_TOGETHER = 2048
_SHIFTS = np.array([0, 2, 4, 6], np.uint8)
# Level of each of the four components of every byte.
_UNPACKED = _LEVELS[(np.arange(256)[:, np.newaxis] >> _SHIFTS) & 3]
_SEED = 19


@dataclass(frozen=True, slots=True)
class TokenCodes:
    """The tokens of a text, n of them.

    ``codes`` of shape (n, dimension / 4, rounded up); ``factors`` (n,) turn products into cosines;
    ``starts`` (n,): where each token starts in the text.
    """

    codes: NDArray[np.uint8]
    factors: NDArray[np.float16]
    starts: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, tokens: Tokens) -> "TokenCodes":
        """Rounds a text's tokens. A text has at most 65,535 characters."""
        return cls.of_all([tokens])[0]

    @classmethod
    def of_all(cls, texts: Sequence[Tokens]) -> list["TokenCodes"]:
        """Rounds the tokens of many texts, some thousands of tokens at a time.

        Text by text, numpy would wake its threads for each product, and where other programs use
        the cores too it would wait for them longer than it computes.
        """
        found: list[TokenCodes] = []
        for group in _groups(texts):
            ends = np.cumsum([len(tokens) for tokens in group])
            codes, factors = _rounded(np.concatenate([tokens.vectors for tokens in group]))
            for tokens, end in zip(group, ends, strict=True):
                own = slice(end - len(tokens), end)
                starts = np.minimum(tokens.starts, np.iinfo(np.uint16).max).astype(np.uint16)
                found.append(cls(codes[own], factors[own], starts))
        return found

    def tokens(self) -> Tokens:
        """The tokens, turned: their products with ``rotated`` vectors are estimated cosines."""
        vectors = _UNPACKED[self.codes].reshape(len(self), self.codes.shape[1] * _PER_BYTE)
        vectors *= self.factors.astype(np.float32)[:, np.newaxis]
        return Tokens(vectors, self.starts.astype(np.int64))


def _groups(texts: Sequence[Tokens]) -> Iterator[list[Tokens]]:
    """Neighbouring texts of one dimension, about ``_TOGETHER`` tokens of them."""
    group: list[Tokens] = []
    many = 0
    for tokens in texts:
        alike = not group or tokens.vectors.shape[1] == group[0].vectors.shape[1]
        if many >= _TOGETHER or not alike:
            yield group
            group, many = [], 0
        group.append(tokens)
        many += len(tokens)
    if group:
        yield group


def _rounded(vectors: Vectors) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Codes and factors of vectors of shape (n, dimension)."""
    turned = rotated(vectors)
    scaled = turned * np.sqrt(np.float32(turned.shape[1] or 1))
    levels = np.zeros(scaled.shape, np.uint8)
    for edge in _EDGES:
        levels += scaled > edge
    # Four levels lie in the bytes of one number, the first lowest; shifted onto the lowest two
    # bits and those above, all four are in its last byte. (A loop over them takes 20 times as
    # long.)
    fours = levels.view("<u4")
    fours = fours | fours >> 6
    codes = (fours | fours >> 12).astype(np.uint8)
    products = np.einsum("ij,ij->i", turned, _UNPACKED.take(codes, axis=0).reshape(turned.shape))
    return codes, (1 / np.maximum(products, np.float32(1e-3))).astype(np.float16)


def rotated(vectors: Vectors) -> Vectors:
    """Vectors of shape (n, d), turned, and filled up with zeros to a multiple of four."""
    dimension = vectors.shape[1]
    filled = np.zeros((len(vectors), -(-dimension // _PER_BYTE) * _PER_BYTE), np.float32)
    np.matmul(vectors, _rotation(dimension), out=filled[:, :dimension])
    return filled


@lru_cache(maxsize=4)
def _rotation(dimension: int) -> Vectors:
    """An orthogonal matrix, the same on every machine: signs drawn by lot, Hadamard blocks of the
    largest size that divides the dimension, a shuffle, and all of it once more."""
    chooser = random.Random(_SEED)
    size = dimension & -dimension or 1
    turn = np.eye(dimension, dtype=np.float32)
    for _ in range(2):
        signs = np.array([chooser.choice((-1, 1)) for _ in range(dimension)], np.float32)
        order = list(range(dimension))
        chooser.shuffle(order)
        turn = _mixed(turn * signs, size)[:, order]
    return turn


def _mixed(rows: Vectors, size: int) -> Vectors:
    """Rows times Hadamard blocks of this size, at length one, by sums and differences of halves:
    every process does it that reads tokens, and a product would take it milliseconds."""
    half = 1
    while half < size:
        parts = rows.reshape(len(rows), -1, 2, half)
        sums, differences = parts[:, :, 0] + parts[:, :, 1], parts[:, :, 0] - parts[:, :, 1]
        rows = np.stack([sums, differences], axis=2).reshape(rows.shape)
        half *= 2
    mixed: Vectors = rows / np.sqrt(np.float32(size))
    return mixed
