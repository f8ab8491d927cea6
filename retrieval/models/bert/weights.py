"""BERT encoder: its sizes and weights, read without torch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models.openvino.atomic_folder import Unsuitable

CONFIG, WEIGHTS = "config.json", "model.safetensors"
WORDS = "embeddings.word_embeddings.weight"
Weights = Mapping[str, NDArray[np.float32]]
# What other configurations would change in the network; None: the key may be absent.
_KNOWN: dict[str, tuple[Any, ...]] = {
    "model_type": ("bert",),
    "hidden_act": ("gelu",),
    "position_embedding_type": ("absolute", None),
    "is_decoder": (False, None),
    "add_cross_attention": (False, None),
}


@dataclass(frozen=True, slots=True)
class PackedRows:
    """A table of 4 bits a weight. ``scales``: (rows, blocks). ``pairs``: (rows, blocks, half a
    block's weights), two weights a byte, the first in the low bits, as OpenVINO's int4; to be
    multiplied with the block's scale."""

    scales: NDArray[np.float16]
    pairs: NDArray[np.uint8]

    def rows(self, wanted: Sequence[int]) -> NDArray[np.float32]:
        """These rows, unpacked."""
        pairs, scales = self.pairs[list(wanted)], self.scales[list(wanted)].astype(np.float32)
        nibbles = np.stack([pairs & 15, pairs >> 4], axis=-1).astype(np.int8)
        weights = np.where(nibbles > 7, nibbles - 16, nibbles).reshape(*pairs.shape[:2], -1)
        found: NDArray[np.float32] = weights * scales[..., np.newaxis]
        return found.reshape(len(wanted), -1)

    def whole(self) -> NDArray[np.float32]:
        return self.rows(range(len(self.scales)))


@dataclass(frozen=True, slots=True)
class Bert:
    """A BERT encoder without its pooler. ``weights``: by the names that transformers gives them.
    ``epsilon``: the layer norms'. ``words``: the word embeddings, where ``weights`` lacks them."""

    layers: int
    heads: int
    epsilon: float
    weights: Weights
    words: PackedRows | None = None

    @property
    def width(self) -> int:
        return int(self.weights["embeddings.LayerNorm.weight"].shape[0])

    def word_vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The word embeddings of these tokens, (tokens, width)."""
        if self.words is not None:
            return self.words.rows(ids)
        found: NDArray[np.float32] = self.weights[WORDS][list(ids)]
        return found


def load_bert(folder: Path) -> Bert:
    """The encoder in a folder, as transformers saves it. Raises Unsuitable for another kind of
    model, and what safetensors and ``json`` raise."""
    config = json.loads((folder / CONFIG).read_text("utf-8"))
    for key, known in _KNOWN.items():
        if config.get(key) not in known:
            raise Unsuitable(f"its {key} is {config.get(key)!r}")
    weights = {
        name: value.astype(np.float32, copy=False)
        for name, value in load_weights(folder / WEIGHTS).items()
        if name.startswith(("embeddings.", "encoder.")) and not name.endswith(".position_ids")
    }
    return Bert(
        layers=int(config["num_hidden_layers"]),
        heads=int(config["num_attention_heads"]),
        epsilon=float(config["layer_norm_eps"]),
        weights=weights,
    )


def load_weights(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a safetensors file, by name."""
    from safetensors.numpy import load_file

    loaded: dict[str, NDArray[Any]] = load_file(path)
    return loaded
