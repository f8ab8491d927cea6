"""Late interaction: a question's tokens, each matched with its best token of a text.

ColBERT's MaxSim (Khattab and Zaharia 2020), with the token vectors of the embedding model as it
is. Tokens count by what their words tell (idf), so that "the" matching "the" is worth nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Tokens

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# A word that tells less than this share of what the question's most telling word does is not
# asked for.
_TELLING = 0.5

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A question, ready to be matched. ``weights`` of shape (m,) sum to 1; ``words`` of shape (m,)
    are the numbers of the words that the tokens belong to, ``telling`` those of them that count.
    ``stretch`` is how far 1 - cosine is stretched (see retrieval/scale.py)."""

    tokens: Tokens
    weights: Floats
    words: NDArray[np.int64]
    telling: NDArray[np.int64]
    stretch: float = 1.0

    @classmethod
    def of(
        cls, question: str, tokens: Tokens, weight: Callable[[str], float], stretch: float = 1.0
    ) -> "Matcher":
        """``weight``: how much a word of the question tells."""
        found = [
            (match.start(), match.end(), weight(match[0])) for match in _WORD.finditer(question)
        ]
        owners = np.full(len(tokens), -1, np.int64)
        for number, (start, end, _) in enumerate(found):
            owners[(tokens.places[:, 0] >= start) & (tokens.places[:, 0] < end)] = number
        told = np.array([one for _, _, one in found] + [0.0], np.float32)  # punctuation is last
        weights = told[owners]
        total = float(weights.sum())
        if total <= 0:
            weights, total = np.ones(len(tokens), np.float32), float(len(tokens) or 1)
        seen = np.unique(owners[owners >= 0])
        telling = seen[told[seen] >= _TELLING * told.max()] if len(seen) else seen
        return cls(tokens, weights / np.float32(total), owners, telling, stretch)

    def best(
        self, text: Tokens, places: Sequence[tuple[int, int]]
    ) -> tuple[Floats, Sequence[Floats]]:
        """Each of the question's tokens' best cosine, shape (m,): with any token of the text, and
        with those of each place [start, end). Where there are none, 0."""
        cosines: Floats = self.tokens.vectors @ text.vectors.T
        cosines = 1 - (1 - cosines) * np.float32(self.stretch)
        starts = text.places[:, 0]
        ranges = [np.searchsorted(starts, place) for place in places]
        return (
            cosines.max(axis=1, initial=0.0),
            [cosines[:, first:last].max(axis=1, initial=0.0) for first, last in ranges],
        )

    def score(self, best: Floats) -> float:
        """MaxSim: ``best`` of shape (m,) is each token's best cosine with a text."""
        return float(best @ self.weights)

    def weakest(self, best: Floats) -> float:
        """How well that telling word is matched which is matched worst."""
        if not len(self.telling):
            return float(best.min(initial=1.0))
        return min(float(best[self.words == word].mean()) for word in self.telling)
