"""BERT encoder as an OpenVINO graph, built from its weights.

The graph refers to the weights' memory; keep them until it is saved.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from retrieval.models.bert.weights import WORDS, Bert
from retrieval.models.openvino.runtime import openvino

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class BertGraph:
    """The encoder's graph. ``inputs``: INPUTS, each (batch, tokens). ``vectors``: the tokens'
    (batch, tokens, width). Other operations can be added to these."""

    def __init__(self, bert: Bert) -> None:
        self._bert = bert
        self.ops = openvino().opset13
        ids, mask, types = self.inputs = [
            self.ops.parameter([-1, -1], np.int64, name=name) for name in INPUTS
        ]
        self.mask = mask
        vectors = self._embedded(ids, types)
        attended = self.ops.not_equal(
            self.ops.unsqueeze(mask, self.integers([1, 2])), self.integers(0)
        )
        for number in range(bert.layers):
            vectors = self._layer(f"encoder.layer.{number}", vectors, attended)
        self.vectors = vectors

    def model(self, outputs: list[Any], name: str) -> Any:
        return openvino().Model(outputs, self.inputs, name)

    def integers(self, values: ArrayLike) -> Any:
        return self.ops.constant(np.asarray(values, np.int64))

    def linear(self, given: Any, weight: ArrayLike, bias: ArrayLike) -> Any:
        """``weight``: (outputs, inputs), as torch keeps it."""
        product = self.ops.matmul(given, self._constant(weight), False, True)
        return self.ops.add(product, self._constant(bias))

    def _constant(self, values: ArrayLike) -> Any:
        return self.ops.constant(np.ascontiguousarray(values, np.float32), shared_memory=True)

    def _linear(self, name: str, given: Any) -> Any:
        weights = self._bert.weights
        return self.linear(given, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def _normed(self, name: str, given: Any) -> Any:
        """Layer normalisation."""
        ops, weights = self.ops, self._bert.weights
        scaled = ops.mvn(given, self.integers([-1]), True, self._bert.epsilon, "inside_sqrt")
        scaled = ops.multiply(scaled, self._constant(weights[f"{name}.weight"]))
        return ops.add(scaled, self._constant(weights[f"{name}.bias"]))

    def _embedded(self, ids: Any, types: Any) -> Any:
        ops, zero = self.ops, self.integers(0)
        words = self._words()
        kinds, places = (
            self._constant(self._bert.weights[f"embeddings.{name}_embeddings.weight"])
            for name in ("token_type", "position")
        )
        tokens = ops.gather(ops.shape_of(ids, "i64"), self.integers([1]), zero)
        first, step = self.integers([0]), self.integers([1])
        together = ops.add(
            ops.add(ops.gather(words, ids, zero), ops.gather(kinds, types, zero)),
            ops.slice(places, first, tokens, step, first),
        )
        return self._normed("embeddings.LayerNorm", together)

    def _words(self) -> Any:
        """The word embeddings. Packed ones stay packed in the file and in memory: the runtime
        unpacks the rows that a text needs."""
        packed = self._bert.words
        if packed is None:
            return self._constant(self._bert.weights[WORDS])
        ops, library = self.ops, openvino()
        shape = library.Shape([*packed.pairs.shape[:2], 2 * packed.pairs.shape[2]])
        weights = library.Tensor(packed.pairs.reshape(-1), shape, library.Type.i4)
        scales = ops.constant(packed.scales[..., np.newaxis])
        scaled = ops.multiply(ops.convert(ops.constant(weights), "f16"), scales)
        rows = ops.reshape(scaled, self.integers([len(packed.scales), self._bert.width]), False)
        return ops.convert(rows, "f32")

    def _layer(self, name: str, given: Any, attended: Any) -> Any:
        ops, heads, width = self.ops, self._bert.heads, self._bert.width
        swapped = self.integers([0, 2, 1, 3])
        split = self.integers([0, 0, heads, width // heads])
        query, key, value = (
            ops.transpose(
                ops.reshape(self._linear(f"{name}.attention.self.{part}", given), split, True),
                swapped,
            )
            for part in ("query", "key", "value")
        )
        found = ops.scaled_dot_product_attention(query, key, value, attended)
        found = ops.reshape(ops.transpose(found, swapped), self.integers([0, 0, width]), True)
        found = ops.add(self._linear(f"{name}.attention.output.dense", found), given)
        found = self._normed(f"{name}.attention.output.LayerNorm", found)
        inner = ops.gelu(self._linear(f"{name}.intermediate.dense", found), "erf")
        outer = ops.add(self._linear(f"{name}.output.dense", inner), found)
        return self._normed(f"{name}.output.LayerNorm", outer)
