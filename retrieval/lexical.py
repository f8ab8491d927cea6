"""BM25 (Robertson et al. 1994, in Lucene's form): texts by the words they share with a question.

    score = Σ idf · tf / (tf + k₁ · (1 - b + b · length / mean length))        k₁ = 1.5, b = 0.75

over the question's words. What is kept are counts; everything that depends on the whole
collection is computed when it is asked. So texts may lie in several parts, and score exactly as
they would in one.

In a collection of several languages, how rare a word is counts within each of them: "der" is rare
among a thousand English texts and twenty German ones, and tells nothing of the twenty. With one
language these are the weights of plain BM25.

The best texts are found without a look at every list (Turtle and Flood 1995, MaxScore): rare words
first, and once the words that are left could not lift a new text among the best, common ones are
looked up for those texts alone that still can be.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.languages import UNKNOWN
from retrieval.postings import Postings, norms_for
from retrieval.vocabulary import Vocabulary
from retrieval.words import Term, terms, words

# At most so many words are taken to be meant by a misspelt one, and they weigh so much. (At full
# weight a little more of what misspelling costs is regained; but half of the words that are spelt
# well, and that no text has, are spelt much like some that others have.)
_MOST_MEANT = 3
_MEANT = 0.7
# Each guess is a look at the whole vocabulary; a question has few words that need one.
_MOST_GUESSES = 20
# The texts of a language of which there are fewer than this say little of how rare its words are.
_FEW = 10
# Texts by whose scores it is judged what it takes to be among the best.
_JUDGED = 50_000
# A list of more texts than this is not gone through before it is known to be needed. (To know it
# takes two milliseconds among four million texts; a shorter list is gone through in that time.)
_LONG = 150_000
# Scores are sums of numbers in single precision.
_NEARLY, _SLACK = 1 - 1e-5, 1 + 1e-5
# Words whose weights are remembered.
_REMEMBERED = 50_000

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LexicalPart:
    """Some texts and their words. ``codes`` has shape (texts,): for each text the number of its
    language among ``languages``."""

    vocabulary: Vocabulary
    postings: Postings
    codes: NDArray[np.uint16]
    languages: tuple[str, ...]

    def numbers(self, term: Term) -> list[int]:
        """The variants of a word that these texts have."""
        known = (self.vocabulary.number(variant) for variant in term.variants)
        # The vocabulary is that of both layers, and of what was here before, too.
        return [one for one in known if one is not None and self.postings.size(one)]

    def having(self, term: Term) -> int:
        """How many texts have a word, those counted twice that have two of its variants."""
        return sum(map(self.postings.size, self.numbers(term)))


class LexicalIndex:
    """Texts that can be scored by the words that they share with a question. They are numbered
    through all the parts."""

    def __init__(self, parts: Sequence[LexicalPart]) -> None:
        self._parts = tuple(parts)
        self._firsts = np.cumsum([0, *(len(part.postings) for part in parts)])
        self.languages = tuple(sorted({code for part in parts for code in part.languages}))
        self._weights: dict[str, Scores] = {}
        self._buffers = [np.zeros(0, np.float32) for _ in parts]

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str] | None = None) -> "LexicalIndex":
        """An index of the texts, which are numbered in their order. ``languages``: the code of
        each text's language; left out, their letters alone tell how words are stemmed."""
        spoken = languages or [UNKNOWN] * len(texts)
        cut = [words(text, code) for text, code in zip(texts, spoken, strict=True)]
        vocabulary = Vocabulary.of(word for one in cut for word in one)
        return cls([lexical_part(cut, spoken, vocabulary, tuple(sorted(set(spoken))))])

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def terms(self, question: str) -> list[Term]:
        """The question's words, as these texts would have them. A word that no text has, but that
        is spelt much like one that some have, becomes that one, at less weight."""
        asked = terms(question, self.languages)
        unknown = [term for term in dict.fromkeys(asked) if not self._is_known(term)]
        guesses = {term: self._guess(term) for term in unknown[:_MOST_GUESSES]}
        return [guesses.get(term, term) for term in asked]

    def search(
        self,
        question: Iterable[Term | str],
        most: int,
        masks: Sequence[Mask | None] | None = None,
    ) -> Rows:
        """The numbers of the texts that score highest, best first, none that scores nothing.
        ``masks``: for each part, which of its texts may be found (None: all)."""
        asked = list(Counter(map(_as_term, question)).items())
        rows, scores = np.empty(0, np.int64), np.empty(0, np.float32)
        for number in sorted(range(len(self._parts)), key=lambda one: -len(self._parts[one].codes)):
            mask = masks[number] if masks else None
            found, worth = self._best_of(number, asked, most, scores, mask)
            rows = np.concatenate([rows, found + self._firsts[number]])
            scores = np.concatenate([scores, worth])
            # Of equals the first, so that the order does not hang on the parts.
            order = np.lexsort((rows, -scores))[:most]
            rows, scores = rows[order], scores[order]
        return rows

    def gains(self, question: Sequence[Term | str], rows: Rows) -> Scores:
        """What each word of the question adds to the score of each of these texts, shape
        (rows, words); nothing where the text does not have it. Where a text has several of the
        words that a misspelt one may mean, the best counts."""
        gains = np.zeros((len(rows), len(question)), np.float32)
        owners = np.searchsorted(self._firsts, rows, side="right") - 1
        for number, part in enumerate(self._parts):
            here = np.flatnonzero(owners == number)
            if not len(here):
                continue
            texts = rows[here] - self._firsts[number]
            for column, term in enumerate(map(_as_term, question)):
                gains[here, column] = self._gains_of(part, term, texts)
        return gains

    def scores(self, question: Iterable[Term | str]) -> Scores:
        """The BM25 score of every text, for who wants to see them all."""
        total = np.zeros(len(self), np.float32)
        for term, times in Counter(map(_as_term, question)).items():
            for first, part in zip(self._firsts, self._parts, strict=False):
                having, gains = self._list(part, term)
                total[first + having] += times * gains
        return total

    def idf(self, word: Term | str) -> float:
        """How much it tells that a text has the word: ``ln(1 + (N - n + ½) / (n + ½))`` of N
        texts, n with the word (Lucene's form of Robertson and Spärck Jones' weight); of several
        variants and languages, the least of what texts that have it say."""
        known = [variant for variant in _as_term(word).variants if self._having(variant)]
        return min(map(self._weight, known)) if known else _idf(0, len(self))

    def _best_of(
        self,
        number: int,
        asked: Sequence[tuple[Term, int]],
        most: int,
        best: Scores,
        mask: Mask | None,
    ) -> tuple[Rows, Scores]:
        """The best texts of a part, and their scores, in no order. ``best``: the scores of the best
        texts of other parts."""
        part = self._parts[number]
        known = [(term, times) for term, times in asked if part.numbers(term)]
        known.sort(key=lambda one: part.having(one[0]))
        sizes = [part.having(term) for term, _ in known]
        # What each word, and all from there on, can add at most.
        bounds = [times * self._bound(number, term) for term, times in known]
        rest = np.cumsum([0.0, *reversed(bounds)])[::-1]
        if not len(self._buffers[number]):
            self._buffers[number] = np.zeros(len(part.postings), np.float32)
        scores = self._buffers[number]
        met: list[NDArray[np.intp]] = []
        floor = float(best[-1]) if len(best) >= most else 0.0
        done = 0
        for term, times in known:
            if floor > rest[done]:
                break
            texts, gains = self._list(part, term)
            having = texts.astype(np.intp)  # once, for every look with it
            if mask is not None:
                inside = mask[having]
                having, gains = having[inside], gains[inside]
            before = scores[having]
            met.append(having[before == 0])
            scores[having] = before + times * gains
            done += 1
            # Where the next list is long, it is worth knowing whether it is needed.
            if done < len(known) and sizes[done] > _LONG:
                floor = max(floor, self._floor(part, best, met, scores, most, known[done:]))
        everything = np.concatenate([np.empty(0, np.intp), *met])
        found = everything
        for position, (term, times) in enumerate(known[done:], done):
            found = found[scores[found] + rest[position] >= floor * _NEARLY]
            if position == done:
                found = np.sort(found)  # looked up in order, they are found sooner
            scores[found] += times * self._gains_of(part, term, found)
        if len(found) > most:
            found = found[np.argpartition(-scores[found], most - 1)[:most]]
        worth = scores[found]
        scores[everything] = 0
        return found.astype(np.int64), worth

    def _floor(
        self,
        part: LexicalPart,
        best: Scores,
        met: Sequence[NDArray[np.intp]],
        scores: Scores,
        most: int,
        left: Sequence[tuple[Term, int]],
    ) -> float:
        """What it takes at least to be among the best: the lowest of so many whole scores, those of
        the best of other parts and of the likeliest of the texts that were met, with what the words
        that are left add to them."""
        some = np.concatenate(met)[:_JUDGED]
        if len(some) + len(best) < most:
            return 0.0
        if len(some) > 2 * most:
            some = some[np.argpartition(-scores[some], 2 * most)[: 2 * most]]
        some = np.sort(some)
        whole = scores[some]
        for term, times in left:
            whole += times * self._gains_of(part, term, some)
        return float(np.partition(np.concatenate([best, whole]), -most)[-most])

    def _list(self, part: LexicalPart, term: Term) -> tuple[NDArray[np.int32], Scores]:
        """All texts of a part that have a word, each once, and what it adds to their scores."""
        lists = [
            (texts, self._worth(part, number, texts, counts))
            for number in part.numbers(term)
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

    def _gains_of(self, part: LexicalPart, term: Term, texts: NDArray[np.integer]) -> Scores:
        """What a word adds to these texts' scores."""
        gains = np.zeros(len(texts), np.float32)
        for number in part.numbers(term):
            having, counts = part.postings.list(number)
            places = np.minimum(np.searchsorted(having, texts), len(having) - 1)
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
    ) -> Scores:
        """idf · tf / (tf + …) of a word of a part, for texts that have it so often."""
        often = counts.astype(np.float32)
        worth: Scores = often / (often + self._norms[part.postings.lengths[texts]])
        weights = self._weights_of(part.vocabulary.words[number])
        if len(weights) == 1:
            worth *= weights[0]
            return worth
        own = np.searchsorted(self.languages, part.languages)
        worth *= weights[own][part.codes[texts]]
        return worth

    @cached_property
    def _norms(self) -> Scores:
        """The formula's denominator without tf, by the length of a text."""
        return norms_for(self._mean)

    @cached_property
    def _mean(self) -> float:
        """The mean length of all texts."""
        sizes = np.diff(self._firsts)
        return max(1.0, float(np.dot(self._means, sizes)) / max(1, len(self)))

    @cached_property
    def _means(self) -> list[float]:
        """The mean length of the texts of each part."""
        return [part.postings.mean for part in self._parts]

    def _is_known(self, term: Term) -> bool:
        return any(part.numbers(term) for part in self._parts)

    def _guess(self, term: Term) -> Term:
        """The words that may be meant by one that no text has; it, where there are none."""
        near: dict[str, int] = {}
        for vocabulary in {id(part.vocabulary): part.vocabulary for part in self._parts}.values():
            near |= vocabulary.near(term.variants)
        least = min(near.values(), default=0)
        nearest = [word for word, distance in near.items() if distance == least]
        having = {word: self._having(word) for word in nearest}
        variants = sorted(filter(having.get, nearest), key=lambda word: (-having[word], word))
        return Term(tuple(variants[:_MOST_MEANT]), _MEANT) if variants else term

    def _having(self, word: str) -> int:
        """How many texts have a word."""
        found = 0
        for part in self._parts:
            number = part.vocabulary.number(word)
            found += part.postings.size(number) if number is not None else 0
        return found

    def _weight(self, word: str) -> float:
        """The least weight of a word that is above nothing."""
        weights = self._weights_of(word)
        return float(weights[weights > 0].min(initial=np.inf))

    def _bound(self, number: int, term: Term) -> float:
        """What a word can add to the score of a text of this part at most. Its peak was computed
        with the part's own mean length m; for another mean M, tf / (tf + …) is at most M / m times
        as large."""
        part = self._parts[number]
        ratio = max(1.0, self._mean / self._means[number])
        worth = (
            float(self._weights_of(part.vocabulary.words[word]).max())
            * min(1.0, ratio * float(part.postings.peaks[word]))
            for word in part.numbers(term)
        )
        return term.weight * max(worth) * _SLACK

    def _weights_of(self, word: str) -> Scores:
        """How much a word tells in texts of each language (0 where none has it): shape
        (languages,); (1,) where there is only one."""
        known = self._weights.get(word)
        if known is None:
            if len(self._weights) >= _REMEMBERED:
                self._weights.clear()
            known = self._weights[word] = self._weighed(word)
        return known

    def _weighed(self, word: str) -> Scores:
        everywhere = _idf(self._having(word), len(self))
        if len(self.languages) <= 1:
            return np.array([everywhere], np.float32)
        counts = np.zeros(len(self.languages), np.int64)
        for part in self._parts:
            number = part.vocabulary.number(word)
            if number is not None:
                texts, _ = part.postings.list(number)
                counts += _by_language(part.codes[texts], part.languages, self.languages)
        weights = [
            _within(everywhere, int(count), int(size), len(self)) if count else 0.0
            for count, size in zip(counts, self._sizes, strict=True)
        ]
        return np.array(weights, np.float32)

    @cached_property
    def _sizes(self) -> NDArray[np.int64]:
        """How many texts there are of each language."""
        counted = [_by_language(one.codes, one.languages, self.languages) for one in self._parts]
        sizes: NDArray[np.int64] = np.sum(counted, axis=0)
        return sizes


def lexical_part(
    texts: Sequence[Sequence[str]],
    spoken: Sequence[str],
    vocabulary: Vocabulary,
    languages: tuple[str, ...],
) -> LexicalPart:
    """From the words and the language of each text; ``languages`` are all of these."""
    numbers = {word: number for number, word in enumerate(vocabulary.words)}
    return LexicalPart(
        vocabulary,
        Postings.of([[numbers[word] for word in one] for one in texts], len(vocabulary)),
        np.array([languages.index(code) for code in spoken], np.uint16),
        languages,
    )


def _as_term(word: Term | str) -> Term:
    return word if isinstance(word, Term) else Term((word,))


def _idf(having: float, total: int) -> float:
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def _within(everywhere: float, having: int, size: int, total: int) -> float:
    """The weight of a word in the texts of one language, ``having`` of ``size``: its idf there, on
    the scale of the whole collection (where a word of one text weighs the same in every language)
    as far as there are enough of them to tell; but never more than ``everywhere``, its idf in all
    ``total`` texts."""
    scale: float = (_idf(1, total) / _idf(1, size)) ** (size / (size + _FEW))
    return min(everywhere, _idf(having, size) * scale)


def _by_language(
    codes: NDArray[np.uint16], own: tuple[str, ...], languages: tuple[str, ...]
) -> NDArray[np.int64]:
    """How many texts there are of each of ``languages``, for their numbers in ``own``."""
    counts = np.zeros(len(languages), np.int64)
    counts[np.searchsorted(languages, own)] = np.bincount(codes, minlength=len(own))
    return counts
