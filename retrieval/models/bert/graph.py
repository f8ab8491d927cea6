"""BERT encoder as an OpenVINO graph, built from its weights.

The tokens of a batch come in one of two layouts: in rows padded to one length, or packed, one text
after the other. Packed, only attention, a fifth of the work, pays for texts of unequal length.

The graph refers to the weights' memory; keep them until it is saved.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from retrieval.models.bert.weights import WORDS, Bert
from retrieval.models.openvino.runtime import openvino

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
PACKED_INPUTS = ("ids", "types", "places", "slots", "back")


class Layout(Protocol):
    """How a graph's tokens are arranged. ``inputs``: the graph's. ``ids``, ``types`` and the
    tokens' vectors have the same shape, but for the vectors' width. ``attended``: which tokens of a
    text there are, of a shape that attention takes."""

    inputs: list[Any]
    ids: Any
    types: Any
    attended: Any

    def places(self, table: Any) -> Any:
        """The rows of the table of position embeddings, one for each token."""
        ...

    def apart(self, vectors: Any) -> Any:
        """The tokens' vectors as (texts, tokens, width), for attention."""
        ...

    def together(self, attended: Any, heads: int, width: int) -> Any:
        """What ``apart`` took apart, after attention: from (texts, tokens, heads, width of one)."""
        ...


class Padded:
    """A Layout: (texts, tokens), padded to the longest. Inputs: INPUTS."""

    def __init__(self) -> None:
        self._ops = openvino().opset13
        self.inputs = [self._ops.parameter([-1, -1], np.int64, name=name) for name in INPUTS]
        self.ids, self.mask, self.types = self.inputs
        mask = self._ops.unsqueeze(self.mask, _integers([1, 2]))
        self.attended = self._ops.not_equal(mask, _integers(0))

    def places(self, table: Any) -> Any:
        ops, first = self._ops, _integers([0])
        tokens = ops.gather(ops.shape_of(self.ids, "i64"), _integers([1]), _integers(0))
        return ops.slice(table, first, tokens, _integers([1]), first)

    def apart(self, vectors: Any) -> Any:
        return vectors

    def together(self, attended: Any, heads: int, width: int) -> Any:
        return self._ops.reshape(attended, _integers([0, 0, heads * width]), True)


class Packed:
    """A Layout: (tokens,), of all texts. Inputs: PACKED_INPUTS. ``places``: each token's in its
    text. ``slots`` (texts, tokens): the token that stands there, -1 for none; ``back`` (tokens,):
    the slot that each token has, counted through all texts."""

    def __init__(self) -> None:
        self._ops = ops = openvino().opset13
        self.inputs = [
            ops.parameter([-1, -1] if name == "slots" else [-1], np.int64, name=name)
            for name in PACKED_INPUTS
        ]
        self.ids, self.types, self._places, self._slots, self._back = self.inputs
        there = ops.greater_equal(self._slots, _integers(0))
        self.attended = ops.unsqueeze(there, _integers([1, 2]))

    def places(self, table: Any) -> Any:
        return self._ops.gather(table, self._places, _integers(0))

    def apart(self, vectors: Any) -> Any:
        # -1 takes the last token, which is then not attended to.
        return self._ops.gather(vectors, self._slots, _integers(0))

    def together(self, attended: Any, heads: int, width: int) -> Any:
        rows = self._ops.reshape(attended, _integers([-1, heads * width]), False)
        return self._ops.gather(rows, self._back, _integers(0))


class BertGraph:
    """The encoder's graph. ``vectors``: the tokens' in the layout. Other operations can be added
    to these."""

    def __init__(self, bert: Bert, layout: Layout) -> None:
        self._bert, self._layout = bert, layout
        self.ops = openvino().opset13
        vectors = self._embedded()
        for number in range(bert.layers):
            vectors = self._layer(f"encoder.layer.{number}", vectors)
        self.vectors = vectors

    def model(self, outputs: list[Any], name: str) -> Any:
        return openvino().Model(outputs, self._layout.inputs, name)

    def integers(self, values: ArrayLike) -> Any:
        return _integers(values)

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

    def _embedded(self) -> Any:
        ops, zero, layout = self.ops, _integers(0), self._layout
        kinds, places = (
            self._constant(self._bert.weights[f"embeddings.{name}_embeddings.weight"])
            for name in ("token_type", "position")
        )
        of_words, of_kinds = (
            ops.gather(table, given, zero)
            for table, given in ((self._words(), layout.ids), (kinds, layout.types))
        )
        together = ops.add(ops.add(of_words, of_kinds), layout.places(places))
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

    def _layer(self, name: str, given: Any) -> Any:
        ops, heads, layout = self.ops, self._bert.heads, self._layout
        width = self._bert.width // heads
        swapped, split = _integers([0, 2, 1, 3]), _integers([0, 0, heads, width])
        query, key, value = (
            ops.transpose(
                ops.reshape(
                    layout.apart(self._linear(f"{name}.attention.self.{part}", given)), split, True
                ),
                swapped,
            )
            for part in ("query", "key", "value")
        )
        found = ops.scaled_dot_product_attention(query, key, value, layout.attended)
        found = layout.together(ops.transpose(found, swapped), heads, width)
        found = ops.add(self._linear(f"{name}.attention.output.dense", found), given)
        found = self._normed(f"{name}.attention.output.LayerNorm", found)
        inner = ops.gelu(self._linear(f"{name}.intermediate.dense", found), "erf")
        outer = ops.add(self._linear(f"{name}.output.dense", inner), found)
        return self._normed(f"{name}.output.LayerNorm", outer)


def _integers(values: ArrayLike) -> Any:
    return openvino().opset13.constant(np.asarray(values, np.int64))
