"""BERT encoder in numpy: slow and plain, to compare prepared graphs with."""

import math
from collections.abc import Sequence

import numpy as np

from retrieval.arrays import Floats
from retrieval.models.bert.weights import Bert


def token_vectors(bert: Bert, ids: Sequence[int], types: Sequence[int]) -> Floats:
    """The tokens' vectors, (tokens, width), of one sequence without padding."""
    weights = bert.weights

    def linear(name: str, given: Floats) -> Floats:
        return given @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def normed(name: str, given: Floats) -> Floats:
        centred = given - given.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        scaled: Floats = centred / np.sqrt(variance + bert.epsilon)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def attended(name: str, given: Floats) -> Floats:
        query, key, value = (
            linear(f"{name}.{part}", given).reshape(len(ids), bert.heads, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1])
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        found: Floats = powers / powers.sum(axis=-1, keepdims=True) @ value
        return found.swapaxes(0, 1).reshape(len(ids), -1)

    vectors = (
        bert.word_vectors(ids)
        + weights["embeddings.token_type_embeddings.weight"][list(types)]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
    )
    vectors = normed("embeddings.LayerNorm", vectors)
    for number in range(bert.layers):
        name = f"encoder.layer.{number}"
        found = linear(
            f"{name}.attention.output.dense", attended(f"{name}.attention.self", vectors)
        )
        vectors = normed(f"{name}.attention.output.LayerNorm", found + vectors)
        inner = _gelu(linear(f"{name}.intermediate.dense", vectors))
        outer = linear(f"{name}.output.dense", inner)
        vectors = normed(f"{name}.output.LayerNorm", outer + vectors)
    return vectors


def _gelu(given: Floats) -> Floats:
    """x Φ(x), with the error function of Abramowitz and Stegun, 7.1.26, which is exact to 1.5e-7:
    numpy has none.

    >>> _gelu(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [-0.1587, 0.0, 1.9545]
    """
    size = np.abs(given) / math.sqrt(2)
    step = 1 / (1 + 0.3275911 * size)
    series = 1.061405429 * step - 1.453152027
    for term in (1.421413741, -0.284496736, 0.254829592):
        series = series * step + term
    error = np.copysign(1 - series * step * np.exp(-np.square(size)), given)
    found: Floats = given * (1 + error) / 2
    return found
