"""Measures the multilingual model's cosines: retrieval/ranking/language_scales.json.

    python -m training.measure_scales

For questions with their answers in seven languages (parallel_questions.tsv): the mean cosines of
unrelated and of related pairs, of whole texts and of a question's tokens with the nearest token of
the text; within each language, and across languages. "known" are those of the bundled model within
English, to which they are brought.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from retrieval.defaults import EMBEDDING_MODEL, MULTILINGUAL
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.ranking.language_scales import (
    ACROSS,
    FROM_ENGLISH,
    KNOWN,
    LANGUAGE_SCALES,
    TO_ENGLISH,
    WITHIN,
)
from training.train_ranker import compact

DATA = Path(__file__).with_name("parallel_questions.tsv")
_ENGLISH = "en"
# By pair of languages, then "text" or "token": the means of unrelated and related pairs.
Means = dict[str, dict[str, list[float]]]


def measured(encoder: Encoder) -> Means:
    """The mean cosines for all pairs of languages."""
    rows = [line.split("\t") for line in DATA.read_text("utf-8").splitlines()]
    questions = encoder.encode_questions_with_tokens([row[2] for row in rows])
    vectors, texts = encoder.encode_passages_with_tokens([row[3] for row in rows])
    found: dict[tuple[str, str, bool], list[float]] = defaultdict(list)
    for (row, (vector, tokens)), (other, passage, read) in product(
        zip(rows, questions, strict=True), zip(rows, vectors, texts, strict=True)
    ):
        best = float((tokens.vectors @ read.vectors.T).max(axis=1).mean())
        for pair in _pairs(row[0], other[0]):
            found[pair, "text", row[1] == other[1]].append(float(vector @ passage))
            found[pair, "token", row[1] == other[1]].append(best)
    means: Means = defaultdict(dict)
    for pair, what, _ in sorted(found):
        both = (np.mean(found[pair, what, related]) for related in (False, True))
        means[pair][what] = [round(float(one), 4) for one in both]
    return means


def _pairs(asked: str, language: str) -> Iterator[str]:
    if asked == language:
        yield from (language, WITHIN)
        return
    yield ACROSS
    if asked == _ENGLISH:
        yield FROM_ENGLISH
    if language == _ENGLISH:
        yield TO_ENGLISH


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--out", type=Path, default=LANGUAGE_SCALES)
    arguments = parser.parse_args()
    models = arguments.cache / "models"
    bundled, multilingual = (
        EmbeddingModel(find_model(name, models), models, print)
        for name in (EMBEDDING_MODEL, MULTILINGUAL)
    )
    made = {
        "made_by": "python -m training.measure_scales",
        "model": multilingual.fingerprint,
        **measured(multilingual),
        KNOWN: measured(bundled)[_ENGLISH],
    }
    arguments.out.write_text(compact(json.dumps(made, indent=1)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
