"""Which arithmetic serves a prepared model best on this processor: float32 or bfloat16.

What a processor says it can do does not tell. Where bfloat16 has units of its own (AMX) it is
several times as fast; with AVX-512's instructions for it alone, it was 1.8 times as fast on one
processor (AMD's Zen 4) and 1.6 times as slow on another (an earlier Xeon). So both are timed once,
which takes a second or two, and the verdict is kept beside the model, under the processor's name:
a folder that has moved to another machine is timed anew, at its first use there.
"""

import contextlib
import hashlib
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from retrieval.arrays import Vectors
from retrieval.models.openvino_runtime import openvino

FLOAT32, BFLOAT16 = "f32", "bf16"
# A float32 vector's cosine to its bfloat16 one, at least; what is lost has to be worth the time.
CLOSE = 0.999
_WORTH_IT = 0.9
_VERDICTS = "precision.json"
# About 500 tokens: enough to keep all cores busy, and a fraction of a second in either arithmetic.
_TEXTS = ["Nobody had expected that many visitors on a Sunday in November. " * 9] * 4
_ROUNDS = 3
# A large model is timed once in each arithmetic; by then the difference is plain.
_LONG_SECONDS = 2.0
# Of /proc/cpuinfo, what names a processor and what it can do; clock rates change by the second.
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
    """FLOAT32 or BFLOAT16: what is known of this processor, or else what ``trial`` shows.

    Where the folder cannot be written, nothing could be kept and every start would be slow; then
    bfloat16 serves where there is AMX.
    """
    name = processor()
    verdicts = _verdicts(folder)
    if verdicts.get(name) in (FLOAT32, BFLOAT16):
        return verdicts[name]
    if not multiplies_bfloat16():
        found = FLOAT32
    elif os.access(folder, os.W_OK):
        found = timed(trial)
    else:
        return BFLOAT16 if " amx_bf16" in _described() else FLOAT32
    with contextlib.suppress(OSError):
        _keep(folder, {**verdicts, name: found})
    return found


def timed(trial: Trial) -> str:
    """BFLOAT16 where it is clearly faster and its vectors are nearly those of float32."""
    encoders = {precision: trial(precision) for precision in (FLOAT32, BFLOAT16)}
    # The first run of a shape builds its kernels; its time says nothing, its vectors do.
    exact, rounded = (encode(_TEXTS) for encode in encoders.values())
    if not np.sum(exact * rounded, axis=1).min() >= CLOSE:
        return FLOAT32
    best = dict.fromkeys(encoders, float("inf"))
    began = time.perf_counter()
    # In turns, and the best of each, for others may be at work on the same cores.
    for _ in range(_ROUNDS):
        for precision, encode in encoders.items():
            start = time.perf_counter()
            encode(_TEXTS)
            best[precision] = min(best[precision], time.perf_counter() - start)
        if time.perf_counter() - began > _LONG_SECONDS:
            break
    return BFLOAT16 if best[BFLOAT16] < _WORTH_IT * best[FLOAT32] else FLOAT32


def multiplies_bfloat16() -> bool:
    """Whether the processor has instructions for it; else the runtime would only imitate it."""
    return "BF16" in openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def processor() -> str:
    """A name for the processor and the runtime's version, by which verdicts are kept."""
    described = _described()
    model = [line for line in described.splitlines() if line.startswith("model name")]
    name = model[0].partition(":")[2].strip() if model else platform.machine()
    digest = hashlib.blake2b(described.encode(), digest_size=4).hexdigest()
    return f"{name} {digest}, OpenVINO {openvino().__version__}"


@lru_cache(maxsize=1)
def _described() -> str:
    try:
        with Path("/proc/cpuinfo").open("r", encoding="ascii", errors="replace") as file:
            # The first processor's; there may be hundreds.
            first = file.read(8192).partition("\n\n")[0]
    except OSError:
        first = platform.processor()
    lines = [line for line in first.splitlines() if line.partition(":")[0].strip() in _NAMING]
    return "\n".join(lines) or first


def _verdicts(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / _VERDICTS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(folder: Path, verdicts: dict[str, str]) -> None:
    """Written whole or not at all: another process may be reading."""
    descriptor, draft = tempfile.mkstemp(dir=folder, prefix=".precision.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(verdicts, indent=1, ensure_ascii=False) + "\n")
        Path(draft).chmod(0o644)
        Path(draft).replace(folder / _VERDICTS)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
