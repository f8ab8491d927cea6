"""BM25 (Robertson et al. 1994, in Lucene's form): texts by the words in common with a question.

    score = Σ idf · tf / (tf + k₁ · (1 - b + b · length / mean length))        k₁ = 1.5, b = 0.75

over the question's words; idf is computed in idf.py. Only counts are stored; everything that
depends on the whole collection is computed at search time. So texts in several parts score exactly
as in one.

The best texts are found without reading every list (MaxScore, Turtle and Flood 1995): rare words
come first. Once the remaining words cannot lift a new text among the best, they are looked up only
for texts that can still be among them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Floats, Mask, Rows
from retrieval.index.lexical.idf import InverseDocumentFrequencies, PartCounts, WordCounts
from retrieval.index.lexical.part import LexicalPart, lexical_part
from retrieval.index.lexical.postings import norms_for
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.text.language import UNKNOWN
from retrieval.text.tokenizer import Term, terms, words

# The most corrections of a misspelt word, and their weight. (Full weight recovers a little more of
# what misspelling costs; but of correctly spelt words that no text has, half resemble one that some
# text has.)
_MOST_CORRECTIONS = 3
_CORRECTION_WEIGHT = 0.7
# The most words corrected in a question: each correction searches the whole vocabulary.
_MOST_CORRECTED = 20
# The number of texts from which the threshold of MaxScore is estimated.
_SAMPLED = 50_000
# Before a list longer than this is read, the threshold is computed. (That takes two milliseconds
# among four million texts; a shorter list is read in that time.)
_LONG = 150_000
# Tolerances: scores are sums in single precision.
_NEARLY, _SLACK = 1 - 1e-5, 1 + 1e-5


class LexicalIndex:
    """Texts of several parts, searched by words. They are numbered through all parts."""

    def __init__(self, parts: Sequence[LexicalPart], counts: WordCounts | None = None) -> None:
        """``counts``: of the whole collection, where the parts have only some of its texts."""
        self._parts = tuple(parts)
        self._firsts = np.cumsum([0, *(len(part.postings) for part in parts)])
        self._counts = counts or PartCounts(self._parts)
        self.weights = InverseDocumentFrequencies(self._counts)
        self._buffers = [np.zeros(0, np.float32) for _ in parts]

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str] | None = None) -> "LexicalIndex":
        """An index of the texts, numbered in order. ``languages``: each text's language code;
        without them, words are stemmed by their script."""
        spoken = languages or [UNKNOWN] * len(texts)
        cut = [words(text, code) for text, code in zip(texts, spoken, strict=True)]
        vocabulary = Vocabulary.of(word for one in cut for word in one)
        return cls([lexical_part(cut, spoken, vocabulary, tuple(sorted(set(spoken))))])

    def __len__(self) -> int:
        return int(self._firsts[-1])

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts, in order."""
        return self.weights.languages

    def terms(self, question: str) -> list[Term]:
        """The question's terms. A word that no text has is replaced by similarly spelt words that
        some have, at a lower weight."""
        asked = terms(question, self.languages)
        corrected = {term: self._corrected(term) for term in self.unknown(asked)}
        return [corrected.get(term, term) for term in asked]

    def unknown(self, asked: Sequence[Term]) -> list[Term]:
        """Those that no text has, as many as are corrected in one question."""
        unknown = [term for term in dict.fromkeys(asked) if not self._is_known(term)]
        return unknown[:_MOST_CORRECTED]

    def search(
        self,
        question: Iterable[Term | str],
        most: int,
        masks: Sequence[Mask | None] | None = None,
    ) -> Rows:
        """The ``most`` texts with the highest scores above 0, best first. ``masks``: for each part,
        which of its texts may be found (None: all)."""
        asked = list(Counter(map(_as_term, question)).items())
        rows, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        for number in sorted(range(len(self._parts)), key=lambda one: -len(self._parts[one].codes)):
            mask = masks[number] if masks else None
            found, worth = self._best_of(number, asked, most, scores, mask)
            rows = np.concatenate([rows, found + self._firsts[number]])
            scores = np.concatenate([scores, worth])
            # Equal scores by number, so that the order does not depend on the parts.
            order = np.lexsort((rows, -scores))[:most]
            rows, scores = rows[order], scores[order]
        return rows

    def best_of(self, question: Sequence[Term | str], rows: Rows, most: int) -> Rows:
        """The ``most`` of these texts with the highest scores above 0, best first."""
        times = Counter(question)
        often = np.array(list(times.values()), np.float32)
        scores = self.gains(list(times), rows) @ often
        order = np.lexsort((rows, -scores))[:most]
        return rows[order[scores[order] > 0]]

    def gains(self, question: Sequence[Term | str], rows: Rows) -> Floats:
        """What each term adds to the score of each of these texts, shape (rows, terms); 0 where the
        text does not have it. Of several variants of a term in a text, the best counts."""
        gains = np.zeros((len(rows), len(question)), np.float32)
        owners = np.searchsorted(self._firsts, rows, side="right") - 1
        for number, part in enumerate(self._parts):
            here = np.flatnonzero(owners == number)
            if not len(here):
                continue
            texts = rows[here] - self._firsts[number]
            for column, term in enumerate(map(_as_term, question)):
                gains[here, column] = self._gains_of(part, term, part.numbers(term), texts)
        return gains

    def scores(self, question: Iterable[Term | str]) -> Floats:
        """The score of every text, unpruned; for tests and evaluation."""
        total = np.zeros(len(self), np.float32)
        for term, times in Counter(map(_as_term, question)).items():
            for first, part in zip(self._firsts, self._parts, strict=False):
                having, gains = self._list(part, term, part.numbers(term))
                total[first + having] += times * gains
        return total

    def idf(self, word: Term | str) -> float:
        """The word's idf; see ``InverseDocumentFrequencies.idf``."""
        return self.weights.idf(_as_term(word))

    def _best_of(
        self,
        number: int,
        asked: Sequence[tuple[Term, int]],
        most: int,
        best: Floats,
        mask: Mask | None,
    ) -> tuple[Rows, Floats]:
        """The best texts of a part and their scores, unordered. ``best``: the scores of the best
        texts of other parts."""
        part = self._parts[number]
        known = [one for term, times in asked if (one := _Asked.of(term, times, part)).words]
        known.sort(key=lambda one: one.having)
        # The most that each word can add, and each with all after it.
        bounds = [one.times * self._bound(number, one) for one in known]
        rest = np.cumsum([0.0, *reversed(bounds)])[::-1]
        if not len(self._buffers[number]):
            self._buffers[number] = np.zeros(len(part.postings), np.float32)
        scores = self._buffers[number]
        met: list[NDArray[np.intp]] = []
        floor = float(best[-1]) if len(best) >= most else 0.0
        done = 0
        for one in known:
            if floor > rest[done]:
                break
            texts, gains = self._list(part, one.term, one.words)
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
                floor = max(floor, self._floor(part, best, met, scores, most, known[done:]))
        everything = np.concatenate([np.empty(0, np.intp), *met])
        found = everything
        for position, one in enumerate(known[done:], done):
            found = found[scores[found] + rest[position] >= floor * _NEARLY]
            if position == done:
                found = np.sort(found)  # sorted lookups are faster
            scores[found] += one.times * self._gains_of(part, one.term, one.words, found)
        if len(found) > most:
            found = found[np.argpartition(-scores[found], most - 1)[:most]]
        worth = scores[found]
        scores[everything] = 0
        return found.astype(np.int64), worth

    def _floor(
        self,
        part: LexicalPart,
        best: Floats,
        met: Sequence[NDArray[np.intp]],
        scores: Floats,
        most: int,
        left: Sequence["_Asked"],
    ) -> float:
        """A lower bound of the score that is needed to be among the best: the ``most``-th highest
        of complete scores, those of the best texts of other parts and of the most promising texts
        found so far."""
        some = np.concatenate(met)[:_SAMPLED]
        if len(some) + len(best) < most:
            return 0.0
        if len(some) > 2 * most:
            some = some[np.argpartition(-scores[some], 2 * most)[: 2 * most]]
        some = np.sort(some)
        whole = scores[some]
        for one in left:
            whole += one.times * self._gains_of(part, one.term, one.words, some)
        return float(np.partition(np.concatenate([best, whole]), -most)[-most])

    def _list(
        self, part: LexicalPart, term: Term, numbers: Sequence[int]
    ) -> tuple[NDArray[np.int32], Floats]:
        """The texts of a part that have a term, each once, and what it adds to their scores.
        ``numbers``: the part's of the term."""
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
        return having, gains * np.float32(term.weight)

    def _gains_of(
        self,
        part: LexicalPart,
        term: Term,
        numbers: Sequence[int],
        texts: NDArray[np.integer],
    ) -> Floats:
        """What a term adds to these texts' scores. ``numbers``: the part's of the term."""
        gains = np.zeros(len(texts), np.float32)
        for number in numbers:
            having, counts = part.postings.list(number)
            places = np.minimum(having.searchsorted(texts), len(having) - 1)
            has = np.flatnonzero(having[places] == texts)
            worth = self._worth(part, number, texts[has], counts[places[has]])
            gains[has] = np.maximum(gains[has], worth * np.float32(term.weight))
        return gains

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
        worth *= self.weights.of_texts(part, number, texts)
        return worth

    @cached_property
    def _norms(self) -> Floats:
        """The formula's denominator without tf, by text length."""
        return norms_for(self._mean)

    @cached_property
    def _mean(self) -> float:
        """The mean length of all texts."""
        return self._counts.mean

    @cached_property
    def _means(self) -> list[float]:
        """The mean length of the texts of each part."""
        return [part.postings.mean for part in self._parts]

    def _is_known(self, term: Term) -> bool:
        return any(map(self.weights.having, term.variants))

    def _corrected(self, term: Term) -> Term:
        """The corrections of a word that no text has; the word itself, where there are none."""
        near = self._counts.near(term.variants)
        least = min(near.values(), default=0)
        nearest = [word for word, distance in near.items() if distance == least]
        having = {word: self.weights.having(word) for word in nearest}
        variants = sorted(filter(having.get, nearest), key=lambda word: (-having[word], word))
        return Term(tuple(variants[:_MOST_CORRECTIONS]), _CORRECTION_WEIGHT) if variants else term

    def _bound(self, number: int, asked: "_Asked") -> float:
        """The most that a term can add to a score in this part. Peaks were computed with the part's
        own mean length m; with another mean M, tf / (tf + …) is at most M / m times as large."""
        part = self._parts[number]
        ratio = max(1.0, self._mean / self._means[number])
        worth = (
            float(self.weights.of(part.vocabulary.words[word]).max())
            * min(1.0, ratio * float(part.postings.peaks[word]))
            for word in asked.words
        )
        return asked.term.weight * max(worth) * _SLACK


@dataclass(frozen=True, slots=True)
class _Asked:
    """A term of a question, how often it is there, the numbers of its words in one part, and how
    many texts of the part have them."""

    term: Term
    times: int
    words: list[int]
    having: int

    @classmethod
    def of(cls, term: Term, times: int, part: LexicalPart) -> "_Asked":
        words = part.numbers(term)
        return cls(term, times, words, sum(map(part.postings.size, words)))


def _as_term(word: Term | str) -> Term:
    return word if isinstance(word, Term) else Term((word,))
