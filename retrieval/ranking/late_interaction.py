"""Late interaction: a question's tokens, each matched with its best token of a text.

ColBERT's MaxSim (Khattab and Zaharia 2020), with the token vectors of the embedding model as it
is. Tokens count by what their words tell (idf), so that "the" matching "the" is worth nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.models.encoder import Tokens

# Words as retrieval/text/tokenizer.py has them: U.S. and 300,000 are one each, weighed as such.
_WORD = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?|\d+(?:[.,]\d+)+|\w+(?:['’]\w+)*")
# A word that tells less than this share of what the question's most telling word does is not
# asked for.
_TELLING = 0.5

Floats = NDArray[np.float32]


def best_cosines(
    question: Tokens, texts: Sequence[Tokens], places: Sequence[Sequence[tuple[int, int]]]
) -> tuple[Floats, Floats]:
    """Each of the question's tokens' best cosine: with all tokens of each text, shape (texts, m),
    and with those of each of its places [start, end), shape (all places of all texts, m). Where
    there are no tokens, 0."""
    # A last column of zeros, for a range that begins at the end to point to.
    cosines = np.zeros((len(question), sum(map(len, texts)) + 1), np.float32)
    if len(question) and cosines.shape[1] > 1:
        vectors = np.concatenate([text.vectors for text in texts if len(text)])
        np.matmul(question.vectors, vectors.T, out=cosines[:, :-1])
    whole: list[tuple[int, int]] = []
    parts: list[tuple[int, int]] = []
    before = 0
    for text, some in zip(texts, places, strict=True):
        whole.append((before, before + len(text)))
        ranges = before + np.searchsorted(text.starts, np.array(some).reshape(-1, 2))
        parts += [(int(first), int(last)) for first, last in ranges]
        before += len(text)
    return _best(cosines, whole), _best(cosines, parts)


def _best(cosines: Floats, ranges: list[tuple[int, int]]) -> Floats:
    """The maxima over ranges of columns, shape (ranges, rows); over nothing, 0."""
    if not ranges or not len(cosines):
        return np.zeros((len(ranges), len(cosines)), np.float32)
    edges = np.array(ranges)
    # Of every two neighbouring edges; those from one range's end to the next's start are not
    # wanted.
    found = np.maximum.reduceat(cosines, edges.ravel(), axis=1)[:, ::2].T
    found[edges[:, 0] >= edges[:, 1]] = 0
    best: Floats = np.ascontiguousarray(found)
    return best


@dataclass(frozen=True, slots=True)
class Matcher:
    """How a question's tokens count. ``weights`` of shape (m,) sum to 1; ``telling`` of shape
    (m, words) takes the mean over the tokens of each word that tells much."""

    weights: Floats
    telling: Floats

    @classmethod
    def of(cls, question: str, tokens: Tokens, weight: Callable[[str], float]) -> "Matcher":
        """``weight``: how much a word of the question tells."""
        found = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(question)]
        told = np.array([weight(word) for _, _, word in found], np.float32)
        starts = tokens.starts
        inside = np.array(
            [(starts >= start) & (starts < end) for start, end, _ in found], np.float32
        ).reshape(len(found), len(tokens))
        weights = told @ inside
        total = float(weights.sum())
        if total <= 0:
            weights, total = np.ones(len(tokens), np.float32), float(len(tokens) or 1)
        many = inside.sum(axis=1)
        wanted = (many > 0) & (told >= _TELLING * told.max(initial=0.0))
        telling = (inside[wanted] / many[wanted, np.newaxis]).T
        return cls(weights / np.float32(total), telling)

    def scores(self, best: Floats) -> Floats:
        """MaxSim, shape (n,), of the tokens' best cosines with n texts, shape (n, m)."""
        found: Floats = best @ self.weights
        return found

    def weakest(self, best: Floats) -> Floats:
        """How well that telling word is matched which is matched worst: shape (n,)."""
        if not self.telling.shape[1]:
            nothing: Floats = best.min(axis=1, initial=1.0)
            return nothing
        found: Floats = (best @ self.telling).min(axis=1)
        return found
