"""Lexical index: texts of several parts, searched by words and scored by BM25."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from retrieval.arrays import Floats, Mask, Rows
from retrieval.index.lexical.bm25 import Bm25
from retrieval.index.lexical.idf import PartCounts, WordCounts
from retrieval.index.lexical.max_score import MaxScore
from retrieval.index.lexical.part import LexicalPart, lexical_part
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.text.compounds import cuts, may_begin, writes_compounds
from retrieval.text.language import UNKNOWN
from retrieval.text.spelling import slip
from retrieval.text.stemming import bare, stem
from retrieval.text.tokenizer import Term, plain_words, terms, words

# The most corrections of a misspelt word, and their weight. (Full weight recovers a little more of
# what misspelling costs; but of correctly spelt words that no text has, half resemble one that some
# text has.)
_MOST_CORRECTIONS = 3
_CORRECTION_WEIGHT = 0.7
# The most compounds that a word stands for, and the words whose compounds are cached.
MOST_COMPOUNDS, _REMEMBERED = 12, 4096
# The most words corrected in a question: each correction searches the whole vocabulary.
_MOST_CORRECTED = 20


class LexicalIndex:
    """Texts of several parts, searched by words. They are numbered through all parts."""

    def __init__(self, parts: Sequence[LexicalPart], counts: WordCounts | None = None) -> None:
        """``counts``: of the whole collection, where the parts have only some of its texts."""
        self._parts = tuple(parts)
        self._firsts = np.cumsum([0, *(len(part.postings) for part in parts)])
        self._counts = counts or PartCounts(self._parts)
        self._bm25 = Bm25(self._counts)
        self.idfs = self._bm25.idfs
        self._searches = [MaxScore(part, self._bm25) for part in self._parts]
        self._compounds = lru_cache(maxsize=_REMEMBERED)(
            lambda stemmed: self._counts.compounds(stemmed, MOST_COMPOUNDS)
        )

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
        return self.idfs.languages

    def terms(self, question: str) -> list[Term]:
        """The question's terms, and those of the parts of its compounds. A word that no text has,
        and that has no such parts, is replaced by similarly spelt words that some have, at a lower
        weight."""
        asked = terms(question, self.languages)
        languages = tuple(filter(writes_compounds, self.languages))
        parts = list(self._parts_of_compounds(question, languages)) if languages else []
        whole = {part.compounds[0] for part in parts}
        corrected = {
            term: self._corrected(term)
            for term in self.unknown(asked)
            if whole.isdisjoint(term.variants)
        }
        found = [corrected.get(term, term) for term in asked]
        if not languages:
            return found
        present = {variant for term in found for variant in term.variants}
        found += [part for part in parts if present.isdisjoint(part.variants)]
        return list(map(self._with_compounds, found))

    def unknown(self, asked: Sequence[Term]) -> list[Term]:
        """Those that no text has, as many as are corrected in one question. A function word is
        not misspelt."""
        unknown = [
            term for term in dict.fromkeys(asked) if term.share == 1 and not self._is_known(term)
        ]
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
            found, worth = self._searches[number].best(asked, most, scores, mask)
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
                gains[here, column] = self._bm25.gains(part, term, part.numbers(term), texts)
        return gains

    def scores(self, question: Iterable[Term | str]) -> Floats:
        """The score of every text, unpruned; for tests and evaluation."""
        total = np.zeros(len(self), np.float32)
        for term, times in Counter(map(_as_term, question)).items():
            for first, part in zip(self._firsts, self._parts, strict=False):
                having, gains = self._bm25.postings(part, term, part.numbers(term))
                total[first + having] += times * gains
        return total

    def idf(self, word: Term | str) -> float:
        """The word's idf; see ``InverseDocumentFrequencies.idf``."""
        return self.idfs.idf(_as_term(word))

    def _is_known(self, term: Term) -> bool:
        return any(map(self.idfs.having, term.variants))

    def possible_parts(self, question: str) -> list[str]:
        """The stems that are looked up for the parts of the question's compounds."""
        languages = filter(writes_compounds, self.languages)
        found = [
            part
            for language in languages
            for word in plain_words(question)
            for way in cuts(word, language)
            for part in way
        ]
        return list(dict.fromkeys(found))

    def _parts_of_compounds(self, question: str, languages: Sequence[str]) -> Iterator[Term]:
        """The parts of the question's compounds, each once: where a word can be cut in several
        ways, the parts that most texts have."""
        having = self.idfs.having
        met: set[str] = set()
        for word in dict.fromkeys(plain_words(question)):
            for language in languages:
                ways = {one: math.prod(map(having, one)) for one in cuts(word, language)}
                best = max(ways, key=lambda one: ways[one], default=())
                if not best or not ways[best]:
                    continue
                for part in best:
                    if part not in met:
                        met.add(part)
                        yield Term((part,), compounds=(stem(word, language),))

    def _with_compounds(self, term: Term) -> Term:
        """The term with the compounds that begin with it."""
        if term.share < 1 or term.weight < 1:
            return term
        found = [
            word
            for variant in term.variants
            if may_begin(variant)
            for word in self._compounds(variant)
        ]
        compounds = tuple(dict.fromkeys((*term.compounds, *found)))
        return replace(term, compounds=compounds) if found else term

    def _corrected(self, term: Term) -> Term:
        """The corrections of a word that no text has; the word itself, where there are none."""
        near = self._counts.near(term.variants)
        least = min(near.values(), default=0)
        nearest = _likeliest(
            term.variants, [word for word, distance in near.items() if distance == least]
        )
        having = {word: self.idfs.having(word) for word in nearest}
        variants = sorted(filter(having.get, nearest), key=lambda word: (-having[word], word))
        return Term(tuple(variants[:_MOST_CORRECTIONS]), _CORRECTION_WEIGHT) if variants else term


def _likeliest(written: Sequence[str], meant: Sequence[str]) -> list[str]:
    """Those of the words that were most likely meant by one of the written ones."""
    slips = {word: min(slip(bare(one)[0], bare(word)[0]) for one in written) for word in meant}
    least = min(slips.values(), default=0.0)
    return [word for word, cost in slips.items() if cost == least]


def _as_term(word: Term | str) -> Term:
    return word if isinstance(word, Term) else Term((word,))
