"""Prepares the reader that ships with the project for the light runtime, once.

Like preparing.py, it compares what it has made with the network itself before anybody gets to see
it.
"""

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.drafting import CannotPrepare, drafted
from retrieval.openvino_runtime import convert, openvino
from retrieval.prepared_model import GRAPH, TOKENIZER
from retrieval.prepared_reader import PreparedReader, seal
from retrieval.reader import ReadablePassage
from retrieval.reading_network import load_difference, logits_of, traced_network

# How far a logit may be from the network's own, where only rounding differs.
_SAME = 0.01
_QUESTION = "Who paid for the bridge?"
_PROBES = (
    "The county paid for it. It was opened in 1931.",
    "Nobody had expected that many visitors on a Sunday in November. " * 5,
    "北京市 🦊 Straße — ﬁn",
)


def prepare_reader(base: str, weights: Path, folder: Path, fingerprint: str) -> None:
    """Writes ``folder``, from which PreparedReader reads as the network does that is made of the
    transformer at ``base`` and the difference in ``weights``. Takes some 10 s, half of it imports.
    The folder appears whole or not at all. Raises CannotPrepare, PreparedModelError."""
    with drafted(folder, "the reader") as draft:
        _fill(draft, load_difference(base, weights), base, fingerprint)
    PreparedReader(folder, fingerprint)  # so that the first question finds its graph compiled


def _fill(draft: Path, network: Any, base: str, fingerprint: str) -> None:
    traced, example = traced_network(network)
    graph = convert(traced, example_input=example)
    openvino().save_model(graph, draft / GRAPH, compress_to_fp16=False)
    shutil.copyfile(Path(base) / TOKENIZER, draft / TOKENIZER)
    seal(draft, fingerprint)
    prepared = PreparedReader(draft, fingerprint)
    worst = 0.0
    for probe in _PROBES:
        for given in prepared.inputs(_QUESTION, ReadablePassage(probe, ())):
            own = logits_of(network, given.ids, given.types)
            found = prepared.logits([given])
            for one, other in zip(own, found, strict=True):
                # A NaN is as large as can be, to np.max too.
                worst = float(np.max([worst, *np.abs(one - other[:1, : one.shape[1]]).ravel()]))
    if not worst <= _SAME:
        raise CannotPrepare(f"the prepared reader is off by {worst:.4f}")
