"""BM25 (Robertson et al. 1994, in Lucene's form), by bm25s. The one file that imports it."""

import math
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.words import words

# bm25s answers a token of the vocabulary that no text has with nothing; it keeps an index of
# texts without any word (emoji, say) from being a special case.
_NO_WORD = ""


class LexicalIndex:
    """Texts that can be scored by the words that they share with a question."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    @classmethod
    def build(cls, texts: Iterable[str]) -> "LexicalIndex":
        """An index of the texts, which are numbered in their order."""
        vocabulary: dict[str, int] = {_NO_WORD: 0}
        numbers = [
            [vocabulary.setdefault(word, len(vocabulary)) for word in words(text)] or [0]
            for text in texts
        ]
        engine = _bm25s().BM25()
        with warnings.catch_warnings():
            # The mean length of no texts is a warning there, and no matter here.
            warnings.simplefilter("ignore", RuntimeWarning)
            engine.index((numbers, vocabulary), show_progress=False)
        return cls(engine)

    def scores(self, question: list[str]) -> NDArray[np.float32]:
        """The BM25 score of every text, for the question's words."""
        known = self._engine.get_tokens_ids(question)
        scores: NDArray[np.float32] = self._engine.get_scores_from_ids(known)
        return scores

    def idf(self, word: str) -> float:
        """How much it tells that a text has the word: ``ln(1 + (N - n + ½) / (n + ½))`` of N
        texts, n with the word (Lucene's form of Robertson and Spärck Jones' weight)."""
        total = int(self._engine.scores["num_docs"])
        number = self._engine.vocab_dict.get(word)
        starts = self._engine.scores["indptr"]
        having = 0 if number is None else int(starts[number + 1] - starts[number])
        return math.log(1 + (total - having + 0.5) / (having + 0.5))

    def save(self, folder: Path) -> None:
        self._engine.save(folder, show_progress=False)

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        return cls(_bm25s().BM25.load(folder, mmap=True, show_progress=False))


def _bm25s() -> Any:
    """The library, kept from importing SciPy: 0.3 s for an option that is not used here."""
    modules: dict[str, Any] = sys.modules
    if "bm25s" not in modules and "scipy.sparse" not in modules:
        modules["scipy.sparse"] = None
        try:
            import bm25s
        finally:
            del modules["scipy.sparse"]
    else:
        import bm25s
    return bm25s
