"""Export of the bundled reader to OpenVINO, done once.

As in ``models.export``, the exported model is compared with the original before it is used.
"""

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.models.atomic_folder import CannotPrepare, atomic_folder
from retrieval.models.openvino_runtime import convert, openvino
from retrieval.models.prepared_model import GRAPH, TOKENIZER
from retrieval.readers.network import load_difference, logits_of, traced_network
from retrieval.readers.openvino_reader import OpenVinoReader, seal
from retrieval.readers.reader import ReaderPassage

# The largest difference of a logit from the network's own that rounding explains.
_SAME = 0.01
_QUESTION = "Who paid for the bridge?"
_PROBES = (
    "The county paid for it. It was opened in 1931.",
    "Nobody had expected that many visitors on a Sunday in November. " * 5,
    "北京市 🦊 Straße — ﬁn",
)


def prepare_reader(base: str, weights: Path, folder: Path, fingerprint: str) -> None:
    """Writes ``folder`` for OpenVinoReader: the network of the transformer at ``base`` and the
    difference in ``weights``. Takes about 10 s, half of it imports. The folder appears complete or
    not at all. Raises CannotPrepare, PreparedModelError."""
    with atomic_folder(folder, "the reader") as draft:
        _fill(draft, load_difference(base, weights), base, fingerprint)
    OpenVinoReader(folder, fingerprint)  # compiles the graph for the first question


def _fill(draft: Path, network: Any, base: str, fingerprint: str) -> None:
    traced, example = traced_network(network)
    graph = convert(traced, example_input=example)
    openvino().save_model(graph, draft / GRAPH, compress_to_fp16=False)
    shutil.copyfile(Path(base) / TOKENIZER, draft / TOKENIZER)
    seal(draft, fingerprint)
    prepared = OpenVinoReader(draft, fingerprint)
    worst = 0.0
    for probe in _PROBES:
        for given in prepared.inputs(_QUESTION, ReaderPassage(probe, ())):
            own = logits_of(network, given.ids, given.types)
            found = prepared.logits([given])
            for one, other in zip(own, found, strict=True):
                # np.max keeps a NaN, and the comparison below fails for it.
                worst = float(np.max([worst, *np.abs(one - other[:1, : one.shape[1]]).ravel()]))
    if not worst <= _SAME:
        raise CannotPrepare(f"the prepared reader is off by {worst:.4f}")
