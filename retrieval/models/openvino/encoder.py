"""OpenVINO encoder: runs a prepared model without torch or transformers.

Compromises: only the CPU is used. Where bfloat16 is faster (see precision.py) it is used, and
vectors have a cosine of 0.9999 or more with those in float32, not 1. Machines of both kinds that
share an index mix them; no ranking has been seen to change.

Tried on two cores of a Zen 4, and left out: several requests in flight and a graph without token
vectors (no faster: all cores are busy anyway); two streams (a tenth faster on a busy machine, no
faster on an idle one); 8-bit weights and activations in groups of 32 (mean cosine 0.9997, no faster
than bfloat16; larger groups are at most a tenth faster, with cosines of 0.998 to 0.9995).
"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Vectors
from retrieval.models.encoder import Tokens, token_starts, unit
from retrieval.models.openvino.precision import FLOAT32, Trial, best_precision
from retrieval.models.openvino.prepared_model import (
    COMPILED,
    GRAPH,
    TOKENIZER,
    PreparedModel,
    PreparedModelError,
)
from retrieval.models.openvino.runtime import openvino
from retrieval.models.openvino.tokenizer_files import cut, load_tokenizer

# Padded tokens in a batch. From 512 to 2048, speed on two cores is the same and memory grows.
_BATCH_TOKENS = 1024
# Widths are rounded up to a multiple of this: the runtime builds kernels (about 40 ms) for every
# new shape, and nearly every batch would have one.
_WIDTH_STEP = 8
# Shapes whose kernels are kept; with the default of 5,000, memory would only grow.
_KEPT_SHAPES = 256
# The runtime sets the process's locale to "C" while it reads a graph, then restores it. Of two
# threads at once, the second would restore "C".
_one_at_a_time = threading.Lock()
# Texts tokenized at a time: a million passages must not be in memory as token ids at once.
_CHUNK = 4096


class OpenVinoEncoder:
    """An Encoder, with the vectors that sentence-transformers gives for the same model.

    >>> encoder = OpenVinoEncoder(Path("models/all-MiniLM-L6-v2"))  # doctest: +SKIP
    >>> encoder.encode_questions(["Who paid for the bridge?"]).shape  # doctest: +SKIP
    (1, 384)

    A passage longer than the model's window is encoded window by window: its vector is the mean of
    the windows', weighted by their tokens (only the first window has the model's prompt). A
    question is cut at the window, as in sentence-transformers.

    ``precision``: FLOAT32 or BFLOAT16 of ``models.precision``; by default the faster one.
    Thread-safe: one batch is in the graph at a time, on all cores. Not to be used on both sides of
    a fork. Raises PreparedModelError where the folder cannot be used.
    """

    def __init__(self, folder: Path, *, precision: str | None = None) -> None:
        self._model = PreparedModel.open(folder)
        try:
            digest = self._model.files[TOKENIZER].sha256
            self._tokenizer = load_tokenizer(folder / TOKENIZER, digest)
            if precision is None:
                precision = FLOAT32 if self._model.exact else best_precision(folder, _trial(folder))
            graph = compiled(folder, precision)
        except Exception as error:  # both libraries raise bare Exception and RuntimeError
            raise PreparedModelError(f"{folder} cannot be loaded: {error}") from error
        self.precision = precision
        self._request = graph.create_infer_request()
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        return self._model.fingerprint

    @property
    def dimension(self) -> int:
        return self._model.dimension

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._model.question_prompt, whole=False)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._model.passage_prompt, whole=True)

    def encode_questions_with_tokens(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]:
        prompt = self._model.question_prompt
        # One by one, which takes microseconds and starts no thread pool.
        encodings = [
            self._cut(prompt + text, self._tokenizer.encode(prompt + text)) for text in texts
        ]
        read: dict[int, tuple[Vectors, Tokens]] = {}
        for batch in _batches([len(encoding) for encoding in encodings]):
            vectors, tokens = self._run([encodings[i] for i in batch], with_tokens=True)
            for i, vector, found in zip(batch.tolist(), unit(vectors), tokens, strict=True):
                parts = [_of_text(encodings[i], found, prompt + texts[i], len(prompt))]
                read[i] = vector, _tokens(parts, self._model.token_dimension)
        return [read[i] for i in range(len(texts))]

    def encode_passages_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        prompt = self._model.passage_prompt
        given = [prompt + text for text in texts]
        encodings = self._tokenizer.encode_batch(given)
        windows = _windows([self._cut(*one) for one in zip(given, encodings, strict=True)])
        vectors = np.empty((len(windows), self.dimension), np.float32)
        found: list[list[tuple[Vectors, NDArray[np.int64]]]] = [[] for _ in texts]
        for batch in _batches([len(window) for _, window in windows]):
            vectors[batch], tokens = self._run([windows[i][1] for i in batch], with_tokens=True)
            for row, i in enumerate(batch):
                number, window = windows[i]
                given = prompt + texts[number]
                found[number].append(_of_text(window, tokens[row], given, len(prompt)))
        read = [_tokens(parts, self._model.token_dimension) for parts in found]
        return _joined(vectors, windows, len(texts)), read

    def _encode(self, texts: Sequence[str], prompt: str, *, whole: bool) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _CHUNK):
            encodings = self._tokenized(texts[start : start + _CHUNK], prompt)
            windows = _windows(encodings) if whole else list(enumerate(encodings))
            found = np.empty((len(windows), self.dimension), np.float32)
            for batch in _batches([len(window) for _, window in windows]):
                found[batch], _ = self._run([windows[i][1] for i in batch])
            vectors[start : start + _CHUNK] = _joined(found, windows, len(encodings))
        return vectors

    def _tokenized(self, texts: Sequence[str], prompt: str) -> list[Any]:
        prompted = [prompt + text for text in texts]
        if len(prompted) == 1:  # starts no thread pool
            return [self._cut(prompted[0], self._tokenizer.encode(prompted[0]))]
        encodings = self._tokenizer.encode_batch_fast(prompted)
        return [self._cut(*one) for one in zip(prompted, encodings, strict=True)]

    def _cut(self, text: str, encoding: Any) -> Any:
        return cut(self._tokenizer, encoding, text, self._model.max_tokens)

    def _run(self, encodings: list[Any], *, with_tokens: bool = False) -> tuple[Vectors, Vectors]:
        """The graph's output for one batch: text vectors (texts, dimension), and token vectors
        (texts, tokens, token dimension), empty unless ``with_tokens``."""
        shape = len(encodings), _width(max(len(encoding) for encoding in encodings))
        ids = np.full(shape, self._model.pad_id, np.int64)
        mask = np.zeros(shape, np.int64)
        types = np.full(shape, self._model.pad_type_id, np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding)] = encoding.ids
            mask[row, : len(encoding)] = 1
            types[row, : len(encoding)] = encoding.type_ids
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        with self._lock:
            results = self._request.infer(
                [given[name] for name in self._model.inputs], share_inputs=True, share_outputs=True
            )
            # Copied: the next batch overwrites them.
            tokens = results[1] if with_tokens else results[1][:, :0]
            return np.array(results[0]), np.array(tokens)


def _trial(folder: Path) -> Trial:
    return lambda precision: OpenVinoEncoder(folder, precision=precision).encode_passages


def _windows(encodings: list[Any]) -> list[tuple[int, Any]]:
    """The windows of texts, each with the number of its text, in order."""
    return [
        (number, window)
        for number, encoding in enumerate(encodings)
        for window in (encoding, *encoding.overflowing)
    ]


def _joined(vectors: Vectors, windows: list[tuple[int, Any]], texts: int) -> Vectors:
    """A unit vector for each text: the mean of its windows', weighted by their tokens without the
    special ones. A last window of three words says little about a text."""
    vectors = unit(vectors)  # in bfloat16 the graph's lengths are a thousandth off
    if len(windows) == texts:
        return vectors
    weights = [max(1, window.special_tokens_mask.count(0)) for _, window in windows]
    joined = np.zeros((texts, vectors.shape[1]), np.float32)
    weighted = vectors * np.array(weights, np.float32)[:, np.newaxis]
    np.add.at(joined, [number for number, _ in windows], weighted)
    return unit(joined)


def _of_text(
    encoding: Any, vectors: Vectors, given: str, prompt: int
) -> tuple[Vectors, NDArray[np.int64]]:
    """The vectors of a window's tokens that have characters in the text, and their starts there.
    ``given``: the tokenized string, whose first ``prompt`` characters are the prompt."""
    starts = token_starts(given, encoding.offsets, prompt)
    real = (np.asarray(encoding.special_tokens_mask) == 0) & (starts >= 0)
    return vectors[: len(encoding)][real], starts[real]


def _tokens(parts: list[tuple[Vectors, NDArray[np.int64]]], dimension: int) -> Tokens:
    """The tokens of one text, from its windows in any order."""
    parts = sorted(parts, key=lambda part: part[1][0] if len(part[1]) else 0)
    vectors = np.concatenate([np.empty((0, dimension), np.float32), *(part[0] for part in parts)])
    starts = np.concatenate([np.empty(0, np.int64), *(part[1] for part in parts)])
    return Tokens(unit(vectors), starts)


def _width(tokens: int) -> int:
    return max(1, -(-tokens // _WIDTH_STEP)) * _WIDTH_STEP


def _batches(lengths: Sequence[int]) -> Iterator[NDArray[np.intp]]:
    """The indices of texts in each batch, longest first, so that little of a batch is padding.

    >>> [batch.tolist() for batch in _batches([7, 900, 5])]
    [[1], [0, 2]]
    """
    order = np.argsort(-np.asarray(lengths, np.intp), kind="stable")
    start = 0
    while start < len(order):
        many = max(1, _BATCH_TOKENS // _width(lengths[order[start]]))
        yield order[start : start + many]
        start += many


def compiled(folder: Path, precision: str) -> Any:
    """The compiled graph of a prepared folder, in this precision."""
    settings: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY",  # one stream on all cores; two were slower or stuck
        "ENABLE_CPU_PINNING": False,  # two processes would be tied to the same cores
        "CPU_RUNTIME_CACHE_CAPACITY": _KEPT_SHAPES,
        # By precision: the runtime ignores it when it looks for a compiled graph, and one that was
        # compiled for float32 crashes in bfloat16 (2026.4, processors with AMX).
        "CACHE_DIR": str(folder / COMPILED / precision),
        "CACHE_MODE": "OPTIMIZE_SIZE",  # weights stay in graph.bin
        "INFERENCE_PRECISION_HINT": precision,
    }
    core = openvino().Core()
    with _one_at_a_time:
        try:
            return core.compile_model(folder / GRAPH, "CPU", settings)
        except RuntimeError:
            # Without the cache, which saves 0.2 s, where it cannot be written.
            del settings["CACHE_DIR"], settings["CACHE_MODE"]
            return core.compile_model(folder / GRAPH, "CPU", settings)
