"""Encoding speed: sentence-transformers' default ``encode`` against Pullquote's encoder.

    python -m benchmarks.encoding --squad FILE

Both encode the same texts in the same process, in turns with a large matrix product, so that other
load affects all three alike. Ratios are computed per round; reported are medians over the rounds.
Operations are those of the model's matrix products over the texts' own tokens, without padding.
"""

import argparse
import gc
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.text.sentences import sentences
from retrieval.evaluation.question_files import read_questions
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.models.sentence_transformer import load_model
from training.question_collections import origin

# Sizes of the matrix products; the fastest rate is taken as the processor's.
_SIZES = (2048, 4096)


def measure(
    texts: Sequence[str], encoder: Encoder, rounds: int, model: Any = None
) -> dict[str, Any]:
    """Encodes the texts with both, ``rounds`` times in turns after one that does not count.

    Texts longer than the model's window are left out (``left_out``): the reference truncates them
    and the encoder does not. ``model`` is the sentence-transformers model of the same weights,
    by default the bundled one. Seconds are medians; rates are texts, or 10⁹ floating-point
    operations, per second. ``ratio`` is the reference's time over the encoder's;
    ``share_of_bfloat16`` and ``share_of_float32`` are the encoder's operations per second over
    those of the matrix product. ``reading`` is what an index stores of a passage: its vector and
    its tokens' rounded vectors. ``cosine_mean`` and ``cosine_worst`` are to the reference's float32
    vectors.
    """
    model = load_model(find_model(None).location) if model is None else model
    lengths = _lengths(model, texts)
    many = len(texts)
    texts = [
        text for text, fits in zip(texts, lengths <= model.max_seq_length, strict=True) if fits
    ]
    operations = _operations(model, lengths[lengths <= model.max_seq_length])
    runs: dict[str, Callable[[], Any]] = {
        "reference": lambda: model.encode(texts, show_progress_bar=False),
        "encoder": lambda: encoder.encode_passages(texts),
        "reading": lambda: _read(encoder, texts),
    }
    cosines = np.sum(_unit(runs["reference"]()) * _unit(runs["encoder"]()), axis=1)
    runs["reading"]()
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    rates: dict[str, list[float]] = {"float32": [], "bfloat16": []}
    for _ in range(rounds):
        for name, run in runs.items():
            gc.collect()
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
        for name, found in rates.items():
            found.append(matrix_rate(name))
    own = [operations / spent for spent in seconds["encoder"]]
    return {
        "texts": len(texts),
        "left_out": many - len(texts),
        "operations": operations,
        "seconds": {name: statistics.median(spent) for name, spent in seconds.items()},
        "texts_a_second": {
            name: len(texts) / statistics.median(spent) for name, spent in seconds.items()
        },
        "ratio": _median_ratio(seconds["reference"], seconds["encoder"]),
        "reading_ratio": _median_ratio(seconds["reference"], seconds["reading"]),
        "gflops": statistics.median(own) / 1e9,
        "reference_gflops": operations / statistics.median(seconds["reference"]) / 1e9,
        "matrix_gflops": {name: statistics.median(found) / 1e9 for name, found in rates.items()},
        "share_of_bfloat16": _median_ratio(own, rates["bfloat16"]),
        "share_of_float32": _median_ratio(own, rates["float32"]),
        "cosine_mean": float(cosines.mean()),
        "cosine_worst": float(cosines.min()),
    }


def matrix_rate(precision: str) -> float:
    """Floating-point operations per second of torch's square matrix product in "float32" or
    "bfloat16": the best of the sizes."""
    import torch

    best = 0.0
    for size in _SIZES:
        left, right = (torch.rand(size, size).to(getattr(torch, precision)) for _ in range(2))
        left[:256] @ right  # builds its kernel
        start = time.perf_counter()
        left @ right
        best = max(best, 2 * size**3 / (time.perf_counter() - start))
    return best


def _lengths(model: Any, texts: Sequence[str]) -> NDArray[np.int64]:
    """Tokens per text, special ones included, counted up to one beyond the window."""
    most = model.max_seq_length + 1
    given = model.tokenizer(list(texts), truncation=True, max_length=most)
    return np.array([len(ids) for ids in given["input_ids"]], np.int64)


def _operations(model: Any, lengths: NDArray[np.int64]) -> float:
    """Operations of a BERT's layers for texts of these lengths: two per weight of the linear layers
    and per product in attention. Pooling, norms and activations (under 1%) are left out."""
    config = model[0].auto_model.config
    width, inner, layers = (
        config.hidden_size,
        config.intermediate_size,
        config.num_hidden_layers,
    )
    linear = 2 * (4 * width * width + 2 * width * inner) * lengths
    attention = 4 * width * lengths * lengths
    return float(layers * (linear + attention).sum())


def _read(encoder: Encoder, texts: Sequence[str]) -> list[TokenCodes]:
    vectors, tokens = encoder.encode_passages_with_tokens(texts)
    return TokenCodes.of_all(tokens, vectors)


def _unit(vectors: Any) -> Any:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _median_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(numerators, denominators, strict=True))


def _print(name: str, found: dict[str, Any]) -> None:
    rate, matrix = found["texts_a_second"], found["matrix_gflops"]
    print(f"{name}: {found['texts']} texts, {found['operations'] / 1e9:.0f} GFLOP", end="")
    print(f" ({found['left_out']} longer than the window left out)")
    print(f"  sentence-transformers     {rate['reference']:8.1f} a second")
    print(f"  Pullquote                 {rate['encoder']:8.1f} a second   × {found['ratio']:.2f}")
    print(
        f"  with rounded tokens       {rate['reading']:8.1f} a second   "
        f"× {found['reading_ratio']:.2f}"
    )
    print(f"  cosine to float32         mean {found['cosine_mean']:.6f}", end="")
    print(f", worst {found['cosine_worst']:.6f}")
    print(
        f"  GFLOP/s                   {found['gflops']:.0f} (sentence-transformers "
        f"{found['reference_gflops']:.0f}); matrix products: bfloat16 {matrix['bfloat16']:.0f}, "
        f"float32 {matrix['float32']:.0f}"
    )
    print(
        f"  share of the products'    {found['share_of_bfloat16']:.2f} of bfloat16's, "
        f"{found['share_of_float32']:.2f} of float32's"
    )


def machine() -> dict[str, Any]:
    """The processor's name, its cores, and the number of threads torch uses."""
    import torch

    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text("utf-8", errors="replace").splitlines()
        named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        name = named[0] if named else name
    return {"processor": name, "cores": os.cpu_count(), "threads": torch.get_num_threads()}


def _texts(squad: Path, limit: int) -> Iterator[tuple[str, list[str]]]:
    """Passages spread evenly over the set, and four times as many of their sentences."""
    contexts = [context.text for context in read_questions(squad).contexts]
    passages = contexts[:: max(1, len(contexts) // limit)][:limit]
    yield "passages", passages
    found = [one.of(text).strip() for text in passages for one in sentences(text)]
    yield "sentences", found[:: max(1, len(found) // (4 * limit))][: 4 * limit]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--squad", type=Path, required=True, help="SQuAD 2.0 JSON")
    options.add_argument("--limit", type=int, default=128, help="passages; 4 sentences for each")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    options.add_argument("--json", type=Path, help="also write the figures to this file")
    arguments = options.parse_args()
    folder = arguments.cache / "models"
    files = find_model(None, folder)
    encoder = EmbeddingModel(files, folder, print)
    model = load_model(files.location)
    encoder.encode_questions(["Is it ready?"])
    figures = {**origin([arguments.squad]), **machine(), "precision": encoder.precision}
    print(json.dumps(figures))
    for name, texts in _texts(arguments.squad, arguments.limit):
        figures[name] = measure(texts, encoder, arguments.rounds, model)
        _print(name, figures[name])
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
