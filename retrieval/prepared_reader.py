"""The reader that ships with the project, made ready for the light runtime, and run on it.

It is prepared once, when it is first needed: the bundled model's weights and what differs from
them (reader.safetensors) become one graph. A folder of it has

graph.xml, graph.bin   ids, mask and types in, (batch, tokens); the logits of passages (batch, 1)
                       and tokens (batch, tokens) out
tokenizer.json         the bundled model's tokenizer
reader.json            sizes and hashes of these; written last, so a folder without it is no reader
compiled/              what OpenVINO remembers of the compiled graph
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.light_encoder import batches, compiled, width
from retrieval.precision import FLOAT32
from retrieval.prepared_model import (
    GRAPH,
    TOKENIZER,
    WEIGHTS,
    PreparedFile,
    PreparedModelError,
    seal_of,
)
from retrieval.reader import ReadablePassage, Reading
from retrieval.reading_input import ReadingInput, Sequencer

DESCRIPTION = "reader.json"
FORMAT = 1
FILES = (GRAPH, WEIGHTS, TOKENIZER)

Logits = NDArray[np.float32]


def seal(folder: Path, fingerprint: str) -> None:
    """Writes the description of a folder whose files are all there."""
    seals = {name: asdict(seal_of(folder / name)) for name in FILES}
    known = {"format": FORMAT, "fingerprint": fingerprint, "files": seals}
    (folder / DESCRIPTION).write_text(json.dumps(known, indent=1) + "\n", "utf-8")


def check(folder: Path, *, whole: bool = False) -> None:
    """Whether the files are those that were prepared, by their sizes, or byte by byte (``whole``).
    Raises PreparedModelError."""
    try:
        known = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        if known["format"] != FORMAT:
            raise PreparedModelError(f"{folder} was prepared by another version of the program")
        for name, given in known["files"].items():
            path, wanted = folder / name, PreparedFile(**given)
            found = seal_of(path) if whole else PreparedFile(path.stat().st_size, wanted.sha256)
            if found != wanted:
                raise PreparedModelError(f"{path} is not what was prepared")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PreparedModelError(f"{folder} holds no prepared reader: {error}") from error


class PreparedReader:
    """A Reader. May be shared between threads: one batch is in the graph at a time.

    A passage's relevance is its best window's, a sentence's probability that of the window with
    most of its tokens. ``precision`` is precision.py's. Raises PreparedModelError where the folder
    cannot be used.
    """

    def __init__(self, folder: Path, fingerprint: str, precision: str = FLOAT32) -> None:
        from tokenizers import Tokenizer

        check(folder)
        try:
            self._sequencer = Sequencer(Tokenizer.from_file(str(folder / TOKENIZER)))
            self._request = compiled(folder, precision).create_infer_request()
        except Exception as error:  # both libraries raise bare Exception and RuntimeError
            raise PreparedModelError(f"{folder} cannot be loaded: {error}") from error
        self.fingerprint = fingerprint
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[ReadablePassage]) -> list[Reading]:
        with self._lock:
            return self._read(question, passages)

    def _read(self, question: str, passages: Sequence[ReadablePassage]) -> list[Reading]:
        asked = self._sequencer.shortened(question)
        given: list[ReadingInput] = []
        owners: list[int] = []
        for number, passage in enumerate(passages):
            places = [(one.start, one.end) for one in passage.sentences]
            made = self._sequencer.sequences(asked, passage.title, passage.text, places)
            given += made
            owners += [number] * len(made)
        relevance = np.full(len(passages), -np.inf)
        logits = [np.zeros(len(passage.sentences)) for passage in passages]
        weights = [np.zeros(len(passage.sentences)) for passage in passages]
        for batch in batches([len(one.ids) for one in given]):
            whole, tokens = self._run([given[one] for one in batch])
            for row, one in enumerate(batch):
                number = owners[one]
                relevance[number] = max(relevance[number], float(whole[row, 0]))
                inside = given[one].owners >= 0
                count = np.bincount(given[one].owners[inside], minlength=len(logits[number]))
                values = tokens[row, : len(inside)][inside]
                total = np.bincount(
                    given[one].owners[inside], values, minlength=len(logits[number])
                )
                better = count > weights[number]
                logits[number][better] = (total / np.maximum(count, 1))[better]
                weights[number] = np.maximum(weights[number], count)
        return [
            _reading(relevance[number], logits[number], weights[number] > 0)
            for number in range(len(passages))
        ]

    def _run(self, given: Sequence[ReadingInput]) -> tuple[Logits, Logits]:
        shape = len(given), width(max(len(one.ids) for one in given))
        filled = np.zeros((3, *shape), np.int64)
        for row, one in enumerate(given):
            filled[0, row, : len(one.ids)] = one.ids
            filled[1, row, : len(one.ids)] = 1
            filled[2, row, : len(one.ids)] = one.types
        results = self._request.infer(list(filled), share_inputs=True, share_outputs=True)
        # Copied, for the next batch overwrites them.
        return np.array(results[0]), np.array(results[1])


def _reading(relevance: float, logits: NDArray[np.float64], seen: NDArray[np.bool_]) -> Reading:
    """Probabilities: each sentence's against all others and "none", whose logit is 0, as the
    reader was trained."""
    powers = np.where(seen, np.exp(np.clip(logits, -30, 30)), 0.0)
    shares = powers / (1 + powers.sum())
    return Reading(
        float(1 / (1 + np.exp(-np.clip(relevance, -30, 30)))), tuple(map(float, shares))
    )

