"""BM25 (Robertson et al. 1994, in Lucene's form), by bm25s. The one file that imports it.

In a collection of several languages, how rare a word is counts within each of them: "der" is rare
among a thousand English texts and twenty German ones, and tells nothing of the twenty. With one
language these are the weights of plain BM25.
"""

import json
import math
import sys
import warnings
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.languages import UNKNOWN
from retrieval.spelling import Spelling
from retrieval.words import Term, terms, words

# bm25s answers a token of the vocabulary that no text has with nothing; it keeps an index of
# texts without any word (emoji, say) from being a special case.
_NO_WORD = ""
# At most so many words are taken to be meant by a misspelt one, and they weigh so much. (At full
# weight a little more of what misspelling costs is regained; but half of the words that are spelt
# well, and that no text has, are spelt much like some that others have.)
_MOST_MEANT = 3
_MEANT = 0.7
# Each guess is a look at the whole vocabulary; a question has few words that need one.
_MOST_GUESSES = 20
# The texts of a language of which there are fewer than this say little of how rare its words are.
_FEW = 10
_LANGUAGES, _CODES = "languages.json", "languages.npy"


class LexicalIndex:
    """Texts that can be scored by the words that they share with a question.

    ``languages``: the codes of the languages that the texts are in. ``codes`` has shape (texts,):
    for each text the number of its language in that list.
    """

    def __init__(self, engine: Any, languages: tuple[str, ...], codes: NDArray[np.uint16]) -> None:
        self._engine = engine
        self.languages = languages
        self._codes = codes

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str] | None = None) -> "LexicalIndex":
        """An index of the texts, which are numbered in their order. ``languages``: the code of
        each text's language; left out, their letters alone tell how words are stemmed."""
        spoken = languages or [UNKNOWN] * len(texts)
        vocabulary: dict[str, int] = {_NO_WORD: 0}
        numbers = [
            [vocabulary.setdefault(word, len(vocabulary)) for word in words(text, code)] or [0]
            for text, code in zip(texts, spoken, strict=True)
        ]
        engine = _bm25s().BM25()
        with warnings.catch_warnings():
            # The mean length of no texts is a warning there, and no matter here.
            warnings.simplefilter("ignore", RuntimeWarning)
            engine.index((numbers, vocabulary), show_progress=False)
        names = tuple(sorted(set(spoken)))
        codes = np.array([names.index(code) for code in spoken], dtype=np.uint16)
        if len(names) > 1:
            _weigh_by_language(engine.scores, codes, len(names))
        return cls(engine, names, codes)

    def terms(self, question: str) -> list[Term]:
        """The question's words, as these texts would have them. A word that no text has, but that
        is spelt much like one that some have, becomes that one, at less weight."""
        asked = terms(question, self.languages)
        unknown = [term for term in dict.fromkeys(asked) if not self._numbers(term)]
        guesses = {term: self._guess(term) for term in unknown[:_MOST_GUESSES]}
        return [guesses.get(term, term) for term in asked]

    def scores(self, question: Iterable[Term | str]) -> NDArray[np.float32]:
        """The BM25 score of every text, for the question's terms (or words as texts have them).
        Where a text has several of the words that a misspelt one may mean, the best counts."""
        total = np.zeros(self._size, np.float32)
        best = np.zeros(self._size, np.float32)
        for term in map(_as_term, question):
            found = [self._postings(number) for number in self._numbers(term)]
            for having, scores in found:
                gain = np.maximum(scores - best[having], 0) if len(found) > 1 else scores
                total[having] += term.weight * gain
                if len(found) > 1:
                    best[having] += gain
            for having, _ in found if len(found) > 1 else ():
                best[having] = 0
        return total

    def has(self, question: Sequence[Term], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these texts have which terms, in any of their variants: (rows, terms)."""
        found = np.zeros((len(rows), len(question)), dtype=bool)
        for column, term in enumerate(question):
            for number in self._numbers(term):
                having, _ = self._postings(number)  # sorted
                places = np.minimum(np.searchsorted(having, rows), len(having) - 1)
                found[:, column] |= having[places] == rows
        return found

    def idf(self, word: Term | str) -> float:
        """How much it tells that a text has the word: ``ln(1 + (N - n + ½) / (n + ½))`` of N
        texts, n with the word (Lucene's form of Robertson and Spärck Jones' weight); of several
        variants and languages, the least of what texts that have it say."""
        numbers = self._numbers(_as_term(word))
        return min(map(self._weight, numbers)) if numbers else _idf(0, self._size)

    def save(self, folder: Path) -> None:
        self._engine.save(folder, show_progress=False)
        (folder / _LANGUAGES).write_text(json.dumps(self.languages), "utf-8")
        np.save(folder / _CODES, self._codes)
        self._spelling.save(folder)

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        engine = _bm25s().BM25.load(folder, mmap=True, show_progress=False)
        languages = tuple(json.loads((folder / _LANGUAGES).read_text("utf-8")))
        index = cls(engine, languages, np.load(folder / _CODES, mmap_mode="r"))
        # Filled here, it is not computed when it is asked for.
        index.__dict__["_spelling"] = Spelling.open(folder)
        return index

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling.of(list(self._engine.vocab_dict))

    @cached_property
    def _vocabulary(self) -> list[str]:
        return list(self._engine.vocab_dict)

    @property
    def _size(self) -> int:
        return int(self._engine.scores["num_docs"])

    def _guess(self, term: Term) -> Term:
        """The words that may be meant by one that no text has; it, where there are none."""
        numbers = self._spelling.nearest(term.variants, self._vocabulary)
        if not numbers:
            return term
        commonest = sorted(numbers, key=lambda number: (-len(self._postings(number)[0]), number))
        variants = tuple(self._vocabulary[number] for number in commonest[:_MOST_MEANT])
        return Term(variants, _MEANT)

    def _numbers(self, term: Term) -> list[int]:
        known = (self._engine.vocab_dict.get(variant) for variant in term.variants if variant)
        return [number for number in known if number is not None]

    def _postings(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The texts that have a word, and how much it is worth in each."""
        first, last = self._engine.scores["indptr"][number : number + 2]
        return self._engine.scores["indices"][first:last], self._engine.scores["data"][first:last]

    def _weight(self, number: int) -> float:
        having, _ = self._postings(number)
        everywhere = _idf(len(having), self._size)
        if len(self.languages) == 1:
            return everywhere
        sizes = np.bincount(self._codes, minlength=len(self.languages))
        counts = np.bincount(self._codes[having], minlength=len(self.languages))
        return min(
            float(_within(everywhere, count, size, self._size))
            for count, size in zip(counts, sizes, strict=True)
            if count
        )


def _as_term(word: Term | str) -> Term:
    return word if isinstance(word, Term) else Term((word,))


def _idf(having: float, total: int) -> float:
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def _within(everywhere: Any, having: Any, size: int, total: int) -> Any:
    """The weight of a word in the texts of one language, ``having`` of ``size``: its idf there, on
    the scale of the whole collection (where a word of one text weighs the same in every language)
    as far as there are enough of them to tell; but never more than ``everywhere``, its idf in all
    ``total`` texts. Numbers or arrays of them."""
    inside = np.log(1 + (size - having + 0.5) / (having + 0.5))
    scale = (_idf(1, total) / _idf(1, size)) ** (size / (size + _FEW))
    return np.minimum(everywhere, inside * scale)


def _weigh_by_language(scores: dict[str, Any], codes: NDArray[np.uint16], languages: int) -> None:
    """Turns each posting's score from the idf of its word everywhere to that in its language."""
    having = np.diff(scores["indptr"])
    word_of = np.repeat(np.arange(len(having)), having)
    language_of = codes[scores["indices"]]
    total = int(scores["num_docs"])
    everywhere = np.log(1 + (total - having + 0.5) / (having + 0.5))
    for language in range(languages):
        inside = language_of == language
        counts = np.bincount(word_of[inside], minlength=len(having))
        weights = _within(everywhere, counts, int(np.sum(codes == language)), total)
        scores["data"][inside] *= (weights / everywhere)[word_of[inside]].astype(np.float32)


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
