"""Per-language inverse document frequency.

In a collection of several languages, a word's rarity counts within each language: "der" is rare
among a thousand English texts and twenty German ones, but says nothing about the twenty. With one
language this is the idf of plain BM25.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Floats
from retrieval.index.lexical.part import LexicalPart
from retrieval.text.compounds import begins
from retrieval.text.stemming import bare
from retrieval.text.tokenizer import Term

# With few texts of a language, compared with this, their counts say little about its words.
_FEW = 10
# The number of words whose idfs are cached.
_REMEMBERED = 50_000


class WordCounts(Protocol):
    """How often words occur in the texts of a whole collection. ``languages``: the texts', sorted.
    ``mean``: the mean length of the texts."""

    @property
    def languages(self) -> tuple[str, ...]: ...

    @property
    def texts(self) -> int: ...

    @property
    def mean(self) -> float: ...

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The number of texts of each language."""
        ...

    def having(self, word: str) -> int:
        """The number of texts that have a word."""
        ...

    def by_language(self, word: str) -> NDArray[np.int64]:
        """The same for the texts of each language."""
        ...

    def near(self, wanted: Sequence[str]) -> dict[str, int]:
        """The words near any of these misspelt ones, with their edit distances."""
        ...

    def compounds(self, stemmed: str, most: int) -> list[str]:
        """The commonest compounds that begin with a stem, ``most`` at most."""
        ...


class PartCounts:
    """Word counts of the texts in some parts."""

    def __init__(self, parts: Sequence[LexicalPart]) -> None:
        self._parts = parts
        self.texts = sum(len(part.postings) for part in parts)
        self.languages = tuple(sorted({code for part in parts for code in part.languages}))

    def having(self, word: str) -> int:
        found = 0
        for part in self._parts:
            number = part.vocabulary.number(word)
            found += part.postings.size(number) if number is not None else 0
        return found

    def by_language(self, word: str) -> NDArray[np.int64]:
        counts = np.zeros(len(self.languages), np.int64)
        for part in self._parts:
            number = part.vocabulary.number(word)
            if number is not None:
                texts, _ = part.postings.list(number)
                counts += _by_language(part.codes[texts], part.languages, self.languages)
        return counts

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        counted = [_by_language(one.codes, one.languages, self.languages) for one in self._parts]
        sizes: NDArray[np.int64] = np.sum(counted, axis=0)
        return sizes

    @cached_property
    def mean(self) -> float:
        total = sum(part.postings.mean * len(part.postings) for part in self._parts)
        return max(1.0, float(total) / max(1, self.texts))

    def near(self, wanted: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for vocabulary in {id(part.vocabulary): part.vocabulary for part in self._parts}.values():
            found |= vocabulary.near(wanted)
        return found

    def compounds(self, stemmed: str, most: int) -> list[str]:
        found: Counter[str] = Counter()
        for part in self._parts:
            words = part.vocabulary.words
            for number in words.beginning(bare(stemmed)[0]):
                having = part.postings.size(number)
                if having and begins(stemmed, word := words[number]):
                    found[word] += having
        return commonest(found, most)


class InverseDocumentFrequencies:
    """The idfs of words over the counted texts."""

    def __init__(self, counts: WordCounts) -> None:
        self._counts = counts
        self._known: dict[str, Floats] = {}
        self._having: dict[str, int] = {}
        self._idfs: dict[Term, float] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """The texts' languages, sorted."""
        return self._counts.languages

    def having(self, word: str) -> int:
        """The number of texts that have a word."""
        known = self._having.get(word)
        if known is None:
            if len(self._having) >= _REMEMBERED:
                self._having.clear()
            known = self._having[word] = self._counts.having(word)
        return known

    def of(self, word: str) -> Floats:
        """A word's idf in texts of each language (0 where none has it), shape (languages,); (1,)
        with only one language."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[word] = self._computed(word)
        return known

    def of_texts(self, part: LexicalPart, word: int, texts: NDArray[np.integer]) -> Floats:
        """The idf of a word of a part in each of these texts, which have it: shape (texts,), or
        (1,) where it is the same in all."""
        weights = self.of(part.vocabulary.words[word])
        if len(weights) == 1:
            return weights
        own = np.searchsorted(self.languages, part.languages)
        found: Floats = weights[own][part.codes[texts]]
        return found

    def idf(self, term: Term) -> float:
        """``ln(1 + (N - n + ½) / (n + ½))`` for N texts, n of them with the term (Lucene's form of
        the Robertson–Spärck Jones weight); the least over the term's variants and their
        languages (those of its compounds, where no text has it alone)."""
        found = self._idfs.get(term)
        if found is None:
            if len(self._idfs) >= _REMEMBERED:
                self._idfs.clear()
            found = self._idfs[term] = self._idf(term)
        return found

    def _idf(self, term: Term) -> float:
        known = [word for word in term.variants if self.having(word)]
        known = known or [word for word in term.compounds if self.having(word)]
        return min(map(self._least, known)) if known else _idf(0, self._counts.texts)

    def _least(self, word: str) -> float:
        """The least idf of a word above 0."""
        weights = self.of(word)
        return float(weights[weights > 0].min(initial=np.inf))

    def _computed(self, word: str) -> Floats:
        texts = self._counts.texts
        everywhere = _idf(self.having(word), texts)
        if len(self.languages) <= 1:
            return np.array([everywhere], np.float32)
        weights = [
            _within(everywhere, int(count), int(size), texts) if count else 0.0
            for count, size in zip(self._counts.by_language(word), self._counts.sizes, strict=True)
        ]
        return np.array(weights, np.float32)


def commonest(counts: Mapping[str, int], most: int) -> list[str]:
    """The words with the highest counts; among equals, in order."""
    return sorted(counts, key=lambda word: (-counts[word], word))[:most]


def _idf(having: float, total: int) -> float:
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def _within(everywhere: float, having: int, size: int, total: int) -> float:
    """A word's idf in the texts of one language, of which ``having`` of ``size`` have it: its idf
    there, scaled to the whole collection of ``total`` texts (where a word of one text has the same
    idf in every language), the more so the more texts the language has; at most ``everywhere``,
    its idf over all texts."""
    scale: float = (_idf(1, total) / _idf(1, size)) ** (size / (size + _FEW))
    return min(everywhere, _idf(having, size) * scale)


def _by_language(
    codes: NDArray[np.uint16], own: tuple[str, ...], languages: tuple[str, ...]
) -> NDArray[np.int64]:
    """The number of texts of each of ``languages``, for their numbers in ``own``."""
    counts = np.zeros(len(languages), np.int64)
    counts[np.searchsorted(languages, own)] = np.bincount(codes, minlength=len(own))
    return counts
