"""Late interaction: each token of a question, matched with the nearest token of a text.

ColBERT's MaxSim (Khattab and Zaharia 2020), with the token vectors of the embedding model without
further training. Tokens are weighted by their words' idf, so that "the" matching "the" is worth
nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.arrays import Floats
from retrieval.models.encoder import Tokens

# Words as in retrieval/text/tokenizer.py: U.S. and 300,000 are one word each.
_WORD = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?|\d+(?:[.,]\d+)+|\w+(?:['’]\w+)*")
# A word is important if its idf is at least this share of the highest in the question.
_IMPORTANT = 0.5


def best_cosines(
    question: Tokens, texts: Sequence[Tokens], sentences: Sequence[Sequence[tuple[int, int]]]
) -> tuple[Floats, Floats]:
    """The best cosine of each of the question's m tokens: with the tokens of each text, shape
    (texts, m), and with those of each sentence, [start, end) in its text, shape (sentences of all
    texts, m). 0 where there are no tokens."""
    # The last column of zeros is for ranges that start at the end.
    cosines = np.zeros((len(question), sum(map(len, texts)) + 1), np.float32)
    if len(question) and cosines.shape[1] > 1:
        vectors = np.concatenate([text.vectors for text in texts if len(text)])
        np.matmul(question.vectors, vectors.T, out=cosines[:, :-1])
    whole: list[tuple[int, int]] = []
    parts: list[tuple[int, int]] = []
    before = 0
    for text, spans in zip(texts, sentences, strict=True):
        whole.append((before, before + len(text)))
        ranges = before + np.searchsorted(text.starts, np.array(spans).reshape(-1, 2))
        parts += [(int(first), int(last)) for first, last in ranges]
        before += len(text)
    return _maxima(cosines, whole), _maxima(cosines, parts)


def _maxima(cosines: Floats, ranges: list[tuple[int, int]]) -> Floats:
    """The maxima over ranges of columns, shape (ranges, rows); 0 over an empty range."""
    if not ranges or not len(cosines):
        return np.zeros((len(ranges), len(cosines)), np.float32)
    edges = np.array(ranges)
    # reduceat gives a maximum between every two edges; every second one, from the end of one range
    # to the start of the next, is dropped.
    found = np.maximum.reduceat(cosines, edges.ravel(), axis=1)[:, ::2].T
    found[edges[:, 0] >= edges[:, 1]] = 0
    best: Floats = np.ascontiguousarray(found)
    return best


@dataclass(frozen=True, slots=True)
class Matcher:
    """The weights of a question's m tokens. ``weights`` (m,) sum to 1; ``important`` (m, words)
    averages over the tokens of each important word."""

    weights: Floats
    important: Floats

    @classmethod
    def of(cls, question: str, tokens: Tokens, idf: Callable[[str], float]) -> "Matcher":
        """``idf``: that of a word of the question."""
        found = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(question)]
        idfs = np.array([idf(word) for _, _, word in found], np.float32)
        starts = tokens.starts
        inside = np.array(
            [(starts >= start) & (starts < end) for start, end, _ in found], np.float32
        ).reshape(len(found), len(tokens))
        weights = idfs @ inside
        total = float(weights.sum())
        if total <= 0:
            weights, total = np.ones(len(tokens), np.float32), float(len(tokens) or 1)
        counts = inside.sum(axis=1)
        wanted = (counts > 0) & (idfs >= _IMPORTANT * idfs.max(initial=0.0))
        important = (inside[wanted] / counts[wanted, np.newaxis]).T
        return cls(weights / np.float32(total), important)

    def scores(self, best: Floats) -> Floats:
        """MaxSim, shape (n,), from the tokens' best cosines with n texts, shape (n, m)."""
        found: Floats = best @ self.weights
        return found

    def weakest(self, best: Floats) -> Floats:
        """The best cosine of the worst matched important word, shape (n,)."""
        if not self.important.shape[1]:
            nothing: Floats = best.min(axis=1, initial=1.0)
            return nothing
        found: Floats = (best @ self.important).min(axis=1)
        return found
