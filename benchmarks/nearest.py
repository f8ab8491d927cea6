"""How many centres, and how many of them to look at: what `retrieval/index/ivf.py` goes by.

    python -m benchmarks.nearest --squad FILE --nq FILE --distractors FILE --more FILE...

Vectors of real sentences, and such as benchmarks/growth_corpus.py makes of them where more are
wanted, are searched with real questions. Recall@10 is of the ten nearest, by a look at every
vector, among those that are proposed. Times are of one thread.
"""

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.growth import EVERYTHING, texts_and_questions
from benchmarks.growth_corpus import Real, moved
from retrieval.arrays import Vectors
from retrieval.index.dense import candidates_for
from retrieval.index.ivf import InvertedFile, Size
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.ranking.retriever import SENTENCES
from training.question_collections import parser, print_origin

_QUESTIONS = 400
_TEN = 10
_ROWS = 65_536


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--more", type=Path, nargs="*", default=[], help="SQuAD JSON, as texts")
    options.add_argument("--sizes", type=int, nargs="+", default=(10_000, 50_000, 300_000))
    options.add_argument("--centres", type=int, nargs="+", default=(256, 512, 1024, 2048, 4096))
    options.add_argument("--questions", type=int, default=_QUESTIONS)
    arguments = options.parse_args()
    print_origin(arguments)
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(None, models), models, print)
    contexts, asked = texts_and_questions(arguments)
    real = Real(contexts, encoder, arguments.cache / "growth" / EVERYTHING)
    questions = encoder.encode_questions([question.text for question, _ in asked])
    for many in arguments.sizes:
        vectors = _vectors(real, many)
        started = time.perf_counter()
        nearest = _nearest(vectors, questions)
        exact = 1000 * (time.perf_counter() - started) / len(questions)
        print(f"{many:,} vectors; a look at each, many questions at once: {exact:.1f} ms")
        for centres in arguments.centres:
            # FAISS wants 39 vectors a centre to learn from.
            if not 39 * centres <= many <= 4000 * centres:
                continue
            started = time.perf_counter()
            lists = InvertedFile.build(vectors.__getitem__, many, centres)
            print(f"  {centres} centres, built in {time.perf_counter() - started:.0f} s")
            for share in (0.03, 0.06, 0.09, 0.12, 0.18, 0.25):
                size = Size(many, centres, round(share * centres))
                found = _measured(lists, size, vectors, questions, nearest)
                print(f"    {size.probed:>4}: {found}", flush=True)


def _vectors(real: Real, many: int) -> Vectors:
    """So many: real ones in a fixed order, then moved ones."""
    chooser = np.random.default_rng(5)
    rows = chooser.permutation(real.sentences)[:many]
    parts = [real.index.store.vectors(rows)]
    left = many - len(rows)
    while left > 0:
        drawn = chooser.integers(0, 1 << 32, (min(left, _ROWS), 4))
        parts.append(moved(real, drawn))
        left -= len(drawn)
    return np.concatenate(parts)


def _nearest(vectors: Vectors, questions: Vectors) -> NDArray[np.float32]:
    """The cosine of each question's tenth nearest, less what rounding may do."""
    best = np.full((len(questions), _TEN), -1.0, np.float32)
    for first in range(0, len(vectors), _ROWS):
        cosines = questions @ vectors[first : first + _ROWS].T
        best = -np.sort(-np.concatenate([best, cosines], axis=1), axis=1)[:, :_TEN]
    tenth: NDArray[np.float32] = best[:, -1] - np.float32(1e-6)
    return tenth


def _measured(
    lists: InvertedFile,
    size: Size,
    vectors: Vectors,
    questions: Vectors,
    nearest: NDArray[np.float32],
) -> str:
    times, shares = [], []
    for question, tenth in zip(questions, nearest, strict=True):
        started = time.perf_counter()
        found = lists.search(question, candidates_for(SENTENCES), probed=size.probed)
        times.append(1000 * (time.perf_counter() - started))
        cosines = vectors[found] @ question
        shares.append(min(_TEN, int(np.count_nonzero(cosines >= tenth))) / _TEN)
    return f"recall@10 {np.mean(shares):.3f}, {np.median(times):.2f} ms"


if __name__ == "__main__":
    main()
