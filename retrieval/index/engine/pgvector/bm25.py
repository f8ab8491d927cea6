"""BM25 from the beginnings of lists: the passages that are proposed by a question's words.

Scores are those of ``retrieval.index.lexical.bm25`` where the lists are complete. Passages in the
unread end of a frequent word's list are given what they have on average there. Whatever is proposed
is scored again, exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Floats
from retrieval.index.engine.pgvector.postings import Ids, Postings
from retrieval.index.engine.protocol import SparseTerm

# With this many times as many numbers as ids, sorting is faster than counting.
_DENSE = 16


@dataclass(frozen=True, slots=True)
class WordList:
    """The beginning of a word's list. ``number``: the word's; ``passages``: how many have it."""

    number: int
    passages: int
    blocks: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Of what is in memory, in bytes."""
        return 200 + sum(map(len, self.blocks))


class Scores:
    """Adds up what words say of passages."""

    def __init__(self, lists: Mapping[tuple[str, str], WordList], mean: float, total: int) -> None:
        """``lists``: by language and word; ``mean``: the passages' mean length; ``total``: how many
        there are."""
        self._lists, self._mean, self._total = lists, mean, total

    def best(self, terms: Sequence[SparseTerm], most: int) -> Ids:
        """The ids of the ``most`` passages with the highest scores, best first."""
        parts = [self._term(one) for one in terms]
        if not parts:
            return np.empty(0, np.int64)
        ids, scores = _added_up(
            np.concatenate([ids for ids, _ in parts]), np.concatenate([gains for _, gains in parts])
        )
        if len(ids) > most:
            some = np.argpartition(-scores, most - 1)[:most]
            ids, scores = ids[some], scores[some]
        return ids[np.lexsort((ids, -scores))]

    def _term(self, term: SparseTerm) -> tuple[Ids, Floats]:
        """The passages with a term, each once, and what it adds to their scores."""
        found = [
            self._variant(self._lists[key], weight)
            for key, weight in term.variants.items()
            if key in self._lists
        ]
        if len(found) == 1:
            return found[0]
        ids = np.concatenate([np.empty(0, np.int64), *(ids for ids, _ in found)])
        gains = np.concatenate([np.empty(0, np.float32), *(gains for _, gains in found)])
        # Of several variants in a passage, the best counts.
        order = np.lexsort((-gains, ids))
        ids, firsts = np.unique(ids[order], return_index=True)
        return ids, gains[order][firsts]

    def _variant(self, words: WordList, weight: float) -> tuple[Ids, Floats]:
        having = Postings.unpack(words.blocks)
        impacts = having.impacts(self._mean)
        left = words.passages - len(having)
        if left > 0 and len(having):
            # What those that were not read have on average: theirs are the lowest impacts, and so
            # many of the other passages have the word.
            chance = left / max(left, self._total - len(having))
            impacts -= np.float32(chance) * impacts.min()
        return having.ids, np.float32(weight) * impacts


def _added_up(ids: Ids, gains: Floats) -> tuple[Ids, NDArray[np.float64]]:
    """Each id once, with the sum of its gains."""
    if not len(ids):
        return ids, np.empty(0, np.float64)
    first, last = int(ids.min()), int(ids.max())
    if last - first < _DENSE * len(ids):
        totals = np.bincount(ids - first, gains)
        found = np.flatnonzero(totals)
        return (found + first).astype(np.int64), totals[found].astype(np.float64)
    found, places = np.unique(ids, return_inverse=True)
    return found.astype(np.int64), np.bincount(places, gains).astype(np.float64)
