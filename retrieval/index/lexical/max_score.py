"""MaxScore (Turtle and Flood 1995): the texts with the highest scores, without reading every list.

Rare words come first. Once the remaining words cannot lift a new text among the best, they are
looked up only for texts that can still be among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Floats, Mask, Rows
from retrieval.index.lexical.bm25 import Bm25
from retrieval.index.lexical.part import LexicalPart
from retrieval.text.tokenizer import Term

# The number of texts from which the threshold is estimated.
_SAMPLED = 50_000
# Before a list longer than this is read, the threshold is computed. (That takes two milliseconds
# among four million texts; a shorter list is read in that time.)
_LONG = 150_000
# Scores are sums in single precision.
_NEARLY = 1 - 1e-5


class MaxScore:
    """Searches the texts of one part. Not thread-safe."""

    def __init__(self, part: LexicalPart, bm25: Bm25) -> None:
        self._part = part
        self._bm25 = bm25

    def best(
        self, asked: Sequence[tuple[Term, int]], most: int, others: Floats, mask: Mask | None
    ) -> tuple[Rows, Floats]:
        """The ``most`` texts with the highest scores above 0, and their scores, unordered; those
        that are below the ``most``-th of ``others`` may be left out. ``asked``: the question's
        terms, and how often each is there; ``others``: the scores of the best texts of other parts,
        highest first; ``mask``: which texts may be found (None: all)."""
        known = [one for term, times in asked if (one := self._asked(term, times)).numbers]
        known.sort(key=lambda one: one.having)
        # The most that each word can add with all after it.
        rest = np.cumsum([0.0, *reversed([one.bound for one in known])])[::-1]
        scores = self._scores
        met: list[NDArray[np.intp]] = []
        floor = float(others[-1]) if len(others) >= most else 0.0
        done = 0
        for one in known:
            if floor > rest[done]:
                break
            texts, gains = self._bm25.postings(self._part, one.term, one.numbers)
            having = texts.astype(np.intp)  # converted once: it indexes arrays several times
            if mask is not None:
                inside = mask[having]
                having, gains = having[inside], gains[inside]
            before = scores[having]
            met.append(having[before == 0])
            scores[having] = before + one.times * gains
            done += 1
            # Before a long list, compute whether it is needed.
            if done < len(known) and known[done].having > _LONG:
                floor = max(floor, self._floor(others, met, most, known[done:]))
        everything = np.concatenate([np.empty(0, np.intp), *met])
        found = everything
        for position, one in enumerate(known[done:], done):
            found = found[scores[found] + rest[position] >= floor * _NEARLY]
            if position == done:
                found = np.sort(found)  # sorted lookups are faster
            scores[found] += one.times * self._gains(one, found)
        if len(found) > most:
            found = found[np.argpartition(-scores[found], most - 1)[:most]]
        worth = scores[found]
        scores[everything] = 0
        return found.astype(np.int64), worth

    def _floor(
        self,
        others: Floats,
        met: Sequence[NDArray[np.intp]],
        most: int,
        left: Sequence["_Asked"],
    ) -> float:
        """A lower bound of the score that is needed to be among the best: the ``most``-th highest
        of complete scores, those of the best texts of other parts and of the most promising texts
        found so far."""
        some = np.concatenate(met)[:_SAMPLED]
        if len(some) + len(others) < most:
            return 0.0
        if len(some) > 2 * most:
            some = some[np.argpartition(-self._scores[some], 2 * most)[: 2 * most]]
        some = np.sort(some)
        whole = self._scores[some]
        for one in left:
            whole += one.times * self._gains(one, some)
        return float(np.partition(np.concatenate([others, whole]), -most)[-most])

    def _gains(self, one: "_Asked", texts: NDArray[np.integer]) -> Floats:
        return self._bm25.gains(self._part, one.term, one.numbers, texts)

    def _asked(self, term: Term, times: int) -> "_Asked":
        numbers = self._part.numbers(term)
        having = sum(map(self._part.postings.size, numbers))
        bound = self._bm25.bound(self._part, term, numbers, self._mean) if numbers else 0.0
        return _Asked(term, times, numbers, having, times * bound)

    @cached_property
    def _scores(self) -> Floats:
        """Of all texts, for one search at a time, which leaves all of them 0."""
        return np.zeros(len(self._part.postings), np.float32)

    @cached_property
    def _mean(self) -> float:
        return self._part.postings.mean


@dataclass(frozen=True, slots=True)
class _Asked:
    """A term of a question and how often it is there, the numbers of its variants in the part, how
    many of the part's texts have them, and the most that it can add to a score."""

    term: Term
    times: int
    numbers: list[int]
    having: int
    bound: float
