"""Preparation of the bundled reader for OpenVINO, done once, without torch.

As in ``models.bert.preparation``, the graph is compared with the same weights in numpy before it is
used.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.arrays import Floats
from retrieval.models.bert.graph import BertGraph, Packed
from retrieval.models.bert.reference import token_vectors
from retrieval.models.model_files import ModelFiles
from retrieval.models.multilingual.packed_model import PackedModel
from retrieval.models.multilingual.tokenizer import tokenizer_of
from retrieval.models.openvino.atomic_folder import CannotPrepare, atomic_folder
from retrieval.models.openvino.precision import best_precision
from retrieval.models.openvino.prepared_model import GRAPH, TOKENIZER
from retrieval.models.openvino.runtime import openvino
from retrieval.models.openvino.tokenizer_files import whole_tokenizer
from retrieval.readers.openvino_reader import OpenVinoReader, precision_trial, seal
from retrieval.readers.reader import ReaderPassage
from retrieval.readers.weights import ReaderWeights, load_reader_weights, reader_weights

# The largest difference of a logit from numpy's that rounding explains.
_SAME = 0.01
_QUESTION = "Who paid for the bridge?"
_PROBES = (
    "The county paid for it. It was opened in 1931.",
    "Nobody had expected that many visitors on a Sunday in November. " * 2,
    "北京市 🦊 Straße — ﬁn",
)


def prepare_reader(base: ModelFiles | str, weights: Path, folder: Path, fingerprint: str) -> None:
    """Writes ``folder`` for OpenVinoReader: the network of the transformer ``base`` (a model or its
    folder) and the difference in ``weights``. Takes about a second. The folder appears complete or
    not at all. Raises CannotPrepare, PreparedModelError."""
    with atomic_folder(folder, "the reader") as draft:
        _fill(draft, base, weights, fingerprint)


def _fill(draft: Path, base: ModelFiles | str, path: Path, fingerprint: str) -> None:
    location = base if isinstance(base, str) else base.location
    if isinstance(base, ModelFiles) and base.multilingual:
        packed = PackedModel(Path(location))
        weights = reader_weights(packed.bert(), path)
        tokenizer_of(packed).save(str(draft / TOKENIZER), pretty=False)
    else:
        weights = load_reader_weights(location, path)
        tokenizer = whole_tokenizer(Path(location) / TOKENIZER)
        tokenizer.save(str(draft / TOKENIZER), pretty=False)
    openvino().save_model(_graph(weights), draft / GRAPH, compress_to_fp16=False)
    seal(draft, fingerprint)
    prepared = OpenVinoReader(draft, fingerprint)
    worst = 0.0
    for probe in _PROBES:
        for given in prepared.inputs(_QUESTION, ReaderPassage(probe, ())):
            passage, tokens = _reference(weights, given.ids, given.types)
            [found] = prepared.logits([given])
            # np.max keeps a NaN, and the comparison below fails for it.
            worst = float(np.max([worst, *np.abs(passage - found.passage)]))
            worst = float(np.max([worst, *np.abs(tokens - found.tokens).ravel()]))
    if not worst <= _SAME:
        raise CannotPrepare(f"the prepared reader is off by {worst:.4f}")
    del prepared, weights  # 90 MB
    best_precision(draft, precision_trial(draft, fingerprint))


def _graph(weights: ReaderWeights) -> Any:
    """In: packed tokens (see ``bert.graph``). Out: the passage's logit in the row of a sequence's
    first token, (tokens, 1); each token's, (tokens, outputs of the head)."""
    graph, heads = BertGraph(weights.body, Packed()), weights.heads
    outputs = [
        graph.linear(graph.vectors, heads[f"{name}.weight"], heads[f"{name}.bias"])
        for name in ("passage", "ends")
    ]
    return graph.model(outputs, "reader")


def _reference(
    weights: ReaderWeights, ids: Sequence[int], types: Sequence[int]
) -> tuple[Floats, Floats]:
    """The logits of one sequence: shapes (1,) and (tokens, outputs of the head)."""
    vectors = token_vectors(weights.body, ids, types)
    passage, ends = (
        given @ weights.heads[f"{name}.weight"].T + weights.heads[f"{name}.bias"]
        for name, given in (("passage", vectors[0]), ("ends", vectors))
    )
    return passage, ends
