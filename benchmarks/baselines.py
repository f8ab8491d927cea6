"""Baseline retrievers that Pullquote is compared with.

Each ranks passages for a question: one vector per passage, as in the introductory examples of
sentence-transformers and FAISS; BM25; and the two usual fusions of their lists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.dense import DenseIndex, DensePart
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.text_hashes import keys_of
from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.models.encoder import Encoder

# Length of each list before fusion.
_DEPTH = 100
_RRF_K = 60


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages by number, best first, and their scores."""

    passages: NDArray[np.int64]
    scores: NDArray[np.float64]


class Baselines:
    """The retrievers over one collection of passages."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        self._encoder = encoder
        store = EmbeddingStore.empty(encoder.fingerprint, encoder.dimension)
        store.append(
            EmbeddingColumns.of(keys_of(texts), encoder.encode_passages(texts), [None] * len(texts))
        )
        self._dense = DenseIndex(store, [DensePart(np.arange(len(texts)))])
        self._lexical = LexicalIndex.build(texts)

    def rank(self, question: str) -> dict[str, list[int]]:
        """The passages that each retriever finds for a question, best first."""
        both = [self._by_vector(question), self._by_words(question)]
        return {
            "one vector a passage": both[0].passages.tolist(),
            "BM25": both[1].passages.tolist(),
            "reciprocal rank fusion": fused(both, reciprocal_rank),
            "distribution-based fusion": fused(both, by_distribution),
        }

    def _by_vector(self, question: str) -> Ranking:
        vector = self._encoder.encode_questions([question])[0]
        found = self._dense.search(vector, _DEPTH)
        return Ranking(found, (self._dense.vectors(found) @ vector).astype(np.float64))

    def _by_words(self, question: str) -> Ranking:
        scores = self._lexical.scores(self._lexical.terms(question)).astype(np.float64)
        found = np.argsort(-scores, kind="stable")[:_DEPTH]
        found = found[scores[found] > 0]
        return Ranking(found, scores[found])


def fused(
    rankings: Sequence[Ranking], parts: Callable[[Ranking], NDArray[np.float64]]
) -> list[int]:
    """Passages by the sum of their parts, best first; a list without a passage adds nothing."""
    totals: dict[int, float] = {}
    for ranking in rankings:
        for passage, part in zip(ranking.passages.tolist(), parts(ranking).tolist(), strict=True):
            totals[passage] = totals.get(passage, 0.0) + part
    return sorted(totals, key=lambda passage: -totals[passage])


def reciprocal_rank(ranking: Ranking) -> NDArray[np.float64]:
    """1 / (60 + rank), ranks from 1 (Cormack, Clarke and Büttcher 2009)."""
    parts: NDArray[np.float64] = 1 / (_RRF_K + 1 + np.arange(len(ranking.passages)))
    return parts


def by_distribution(ranking: Ranking) -> NDArray[np.float64]:
    """The scores with mean - 3σ of the list at 0 and mean + 3σ at 1 (distribution-based score
    fusion, Mazzanti 2023; as in Qdrant). ½ if all scores are equal."""
    spread = ranking.scores.std() if len(ranking.scores) else 0.0
    if spread == 0:
        return np.full(len(ranking.scores), 0.5)
    parts: NDArray[np.float64] = (ranking.scores - ranking.scores.mean()) / (6 * spread) + 0.5
    return parts
