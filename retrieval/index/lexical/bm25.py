"""BM25 (Robertson et al. 1994, in Lucene's form): what words in common add to a text's score.

    score = Σ idf · tf / (tf + k₁ · (1 - b + b · length / mean length))        k₁ = 1.5, b = 0.75

over the question's words; idf is computed in idf.py. Only counts are stored; everything that
depends on the whole collection is computed at search time. So texts in several parts score exactly
as in one.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Floats
from retrieval.index.lexical.idf import InverseDocumentFrequencies, WordCounts
from retrieval.index.lexical.part import LexicalPart
from retrieval.index.lexical.postings import norms_for
from retrieval.text.tokenizer import Term

# Scores are sums in single precision.
_SLACK = 1 + 1e-5


class Bm25:
    """Scores of texts in a collection with these ``counts``. A term is given with the ``numbers``
    of its variants in a part (``LexicalPart.numbers``); of several in a text, the best counts."""

    def __init__(self, counts: WordCounts) -> None:
        self._counts = counts
        self.idfs = InverseDocumentFrequencies(counts)

    def postings(
        self, part: LexicalPart, term: Term, numbers: Sequence[int]
    ) -> tuple[NDArray[np.int32], Floats]:
        """The texts of a part that have a term, each once, and what it adds to their scores."""
        lists = [
            (texts, self._worth(part, number, texts, counts))
            for number in numbers
            for texts, counts in [part.postings.list(number)]
        ]
        if not lists:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        having, gains = lists[0]
        if len(lists) > 1:
            texts = np.concatenate([texts for texts, _ in lists])
            order = np.argsort(texts, kind="stable")
            having, firsts = np.unique(texts[order], return_index=True)
            gains = np.concatenate([gains for _, gains in lists])[order]
            gains = np.maximum.reduceat(gains, firsts)
        return having, gains * np.float32(term.factor)

    def gains(
        self, part: LexicalPart, term: Term, numbers: Sequence[int], texts: NDArray[np.integer]
    ) -> Floats:
        """What a term adds to the scores of these texts of a part, shape (texts,); 0 where the text
        does not have it."""
        gains = np.zeros(len(texts), np.float32)
        for number in numbers:
            having, counts = part.postings.list(number)
            places = np.minimum(having.searchsorted(texts), len(having) - 1)
            has = np.flatnonzero(having[places] == texts)
            worth = self._worth(part, number, texts[has], counts[places[has]])
            gains[has] = np.maximum(gains[has], worth * np.float32(term.factor))
        return gains

    def bound(self, part: LexicalPart, term: Term, numbers: Sequence[int], mean: float) -> float:
        """The most that a term can add to a score in a part that has it. Peaks were computed with
        the part's own ``mean`` length m; with another mean M, tf / (tf + …) is at most M / m times
        as large."""
        ratio = max(1.0, self._mean / mean)
        worth = (
            float(self.idfs.of(part.vocabulary.words[number]).max())
            * min(1.0, ratio * float(part.postings.peaks[number]))
            for number in numbers
        )
        return term.factor * max(worth) * _SLACK

    def _worth(
        self,
        part: LexicalPart,
        number: int,
        texts: NDArray[np.integer],
        counts: NDArray[np.uint8],
    ) -> Floats:
        """idf · tf / (tf + …) of a word of a part, for texts with these counts of it."""
        often = counts.astype(np.float32)
        worth: Floats = often / (often + self._norms[part.postings.lengths[texts]])
        worth *= self.idfs.of_texts(part, number, texts)
        return worth

    @cached_property
    def _norms(self) -> Floats:
        """The formula's denominator without tf, by text length."""
        return norms_for(self._mean)

    @cached_property
    def _mean(self) -> float:
        """The mean length of all texts."""
        return self._counts.mean
