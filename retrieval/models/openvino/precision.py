"""Precision of a prepared model on this processor: float32 or bfloat16.

The processor's capabilities do not tell which is faster. With units for it (AMX), bfloat16 is
several times as fast; with AVX-512 instructions only, it was 1.8 times as fast on one processor
(AMD's Zen 4) and 1.6 times as slow on another (an earlier Xeon). So both are timed once, which
takes a second or two. The result is stored beside the model under the processor's name: a folder
that moves to another machine is timed again there.
"""

import contextlib
import hashlib
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from corpus.atomic_write import atomic_write
from retrieval.arrays import Vectors
from retrieval.models.openvino.runtime import openvino

FLOAT32, BFLOAT16 = "f32", "bf16"
# The least cosine of a text's vectors in float32 and bfloat16, and the largest share of float32's
# time that bfloat16 may take.
CLOSE = 0.999
_MOST_TIME = 0.9
_TIMINGS = "precision.json"
# About 500 tokens: enough to keep all cores busy, for a fraction of a second.
_TEXTS = ["Nobody had expected that many visitors on a Sunday in November. " * 9] * 4
_ROUNDS = 3
# After this long no further round is timed.
_LONG_SECONDS = 1.0
# Fields of /proc/cpuinfo that identify a processor; others, such as the clock rate, vary.
_NAMING = {
    "model name",
    "cpu family",
    "model",
    "stepping",
    "flags",
    "CPU implementer",
    "CPU part",
    "Features",
}

# Given a precision, a function that encodes texts in it.
Trial = Callable[[str], Callable[[Sequence[str]], Vectors]]


def best_precision(folder: Path, trial: Trial) -> str:
    """FLOAT32 or BFLOAT16: the stored result for this processor, else the faster one in ``trial``.

    Where the folder cannot be written, every start would have to time both; bfloat16 is then used
    on processors with AMX.
    """
    name = processor()
    stored = _stored(folder)
    if stored.get(name) in (FLOAT32, BFLOAT16):
        return stored[name]
    if not multiplies_bfloat16():
        found = FLOAT32
    elif os.access(folder, os.W_OK):
        found = timed(trial)
    else:
        return BFLOAT16 if " amx_bf16" in _described() else FLOAT32
    with contextlib.suppress(OSError):
        _keep(folder, {**stored, name: found})
    return found


def timed(trial: Trial) -> str:
    """BFLOAT16 where it is clearly faster and its vectors are close to float32's."""
    found: dict[str, Vectors] = {}
    best: dict[str, float] = {}
    for precision in (FLOAT32, BFLOAT16):  # one after the other: a model may be large
        encode = trial(precision)
        # The first run builds kernels and is not timed; its vectors are compared.
        found[precision] = encode(_TEXTS)
        best[precision] = _least_seconds(encode)
        del encode
    if not np.sum(found[FLOAT32] * found[BFLOAT16], axis=1).min() >= CLOSE:
        return FLOAT32
    return BFLOAT16 if best[BFLOAT16] < _MOST_TIME * best[FLOAT32] else FLOAT32


def _least_seconds(encode: Callable[[Sequence[str]], Vectors]) -> float:
    """The best of a few runs: other processes may be using the cores."""
    best, began = float("inf"), time.perf_counter()
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        encode(_TEXTS)
        best = min(best, time.perf_counter() - start)
        if time.perf_counter() - began > _LONG_SECONDS:
            break
    return best


def multiplies_bfloat16() -> bool:
    """Whether the processor has instructions for bfloat16; else the runtime emulates it."""
    return "BF16" in openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def processor() -> str:
    """The key of stored results: the processor and the runtime's version."""
    described = _described()
    model = [line for line in described.splitlines() if line.startswith("model name")]
    name = model[0].partition(":")[2].strip() if model else platform.machine()
    digest = hashlib.blake2b(described.encode(), digest_size=4).hexdigest()
    return f"{name} {digest}, OpenVINO {openvino().__version__}"


@lru_cache(maxsize=1)
def _described() -> str:
    try:
        with Path("/proc/cpuinfo").open("r", encoding="ascii", errors="replace") as file:
            # Only the first processor's part: there may be hundreds.
            first = file.read(8192).partition("\n\n")[0]
    except OSError:
        first = platform.processor()
    lines = [line for line in first.splitlines() if line.partition(":")[0].strip() in _NAMING]
    return "\n".join(lines) or first


def _stored(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / _TIMINGS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(folder: Path, stored: dict[str, str]) -> None:
    """Replaces the file by one rename: another process may be reading it."""
    text = json.dumps(stored, indent=1, ensure_ascii=False) + "\n"
    atomic_write(folder / _TIMINGS, text.encode())
