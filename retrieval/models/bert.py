"""BERT encoder: its sizes and weights, read without torch."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.models.atomic_folder import Unsuitable

CONFIG, WEIGHTS = "config.json", "model.safetensors"
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
class Bert:
    """A BERT encoder without its pooler. ``weights``: by the names that transformers gives them.
    ``epsilon``: the layer norms'."""

    layers: int
    heads: int
    epsilon: float
    weights: Weights

    @property
    def width(self) -> int:
        return int(self.weights["embeddings.LayerNorm.weight"].shape[0])


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
