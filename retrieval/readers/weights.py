"""Weights of the bundled reader: the English model's with the stored difference, without torch.

The format is described in network.py, which writes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.models.bert.weights import Bert, load_bert, load_weights

# Of a row's scale, and of the transformer's names.
SCALE, BODY = ".scale", "body."


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """The reader's transformer, and its heads' weights by their names in network.py."""

    body: Bert
    heads: Mapping[str, NDArray[np.float32]]


def load_reader_weights(base: str, path: Path) -> ReaderWeights:
    """The weights in ``path``, over those of the model in the folder ``base``. Raises what
    safetensors raises, Unsuitable where ``base`` is no BERT encoder, and RuntimeError where the
    weights do not fit it."""
    return reader_weights(load_bert(Path(base)), path)


def reader_weights(bert: Bert, path: Path) -> ReaderWeights:
    """The weights in ``path``, over those of this encoder. Raises what safetensors raises, and
    RuntimeError where the weights do not fit it."""
    kept = load_weights(path)
    body, heads = dict(bert.weights), {}
    for name, value in kept.items():
        if name.endswith(SCALE):
            continue
        added = value.astype(np.float32) * kept.get(name + SCALE, np.float32(1))
        if not name.startswith(BODY):
            heads[name] = added
            continue
        inner = name.removeprefix(BODY)
        if inner not in body or body[inner].shape != added.shape:
            raise RuntimeError(f"{path} does not fit its base: {name}")
        body[inner] = body[inner] + added
    for name, value in heads.items():
        if name.endswith(".weight") and value.shape[1:] != (bert.width,):
            raise RuntimeError(f"{path} does not fit its base: {name}")
    return ReaderWeights(replace(bert, weights=body), heads)
