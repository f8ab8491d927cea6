"""Prepares the reader that ships with the project for the light runtime, once.

Like preparing.py, it compares what it has made with the network itself before anybody gets to see
it.
"""

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.openvino_runtime import convert, openvino
from retrieval.prepared_model import COMPILED, GRAPH, TOKENIZER
from retrieval.prepared_reader import PreparedReader, check, seal
from retrieval.preparing import CannotPrepare, sweep
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
    The folder appears whole or not at all. Raises CannotPrepare."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise CannotPrepare(f"{folder.parent} cannot be written: {error.strerror}") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's, about what the comparison would show
            _fill(draft, load_difference(base, weights), base, fingerprint)
        shutil.rmtree(draft / COMPILED, ignore_errors=True)  # known by the draft's path, no other
        draft.chmod(0o755)
        try:
            draft.rename(folder)
        except OSError:
            check(folder)  # another process was first
        PreparedReader(folder, fingerprint)  # so that the first question finds its graph compiled
    except CannotPrepare:
        raise
    except Exception as error:  # torch, transformers and OpenVINO raise what they like
        told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        raise CannotPrepare(f"the reader cannot be exported: {told}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


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
