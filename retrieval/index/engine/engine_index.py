"""Index in a search engine: candidates for one question at a time.

A question takes at most three round trips until its sentences are ranked: the counts of its words
(unless they are known from earlier questions), the proposed passages, and the tokens of those that
are ranked. Where it has words that no text has, it takes two more, for similar ones and their
counts; where a word may be part of compounds, as in German, two more for these. Each quote takes
one or two more, for its near-duplicates in the whole collection.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from retrieval.arrays import Vectors
from retrieval.index.engine.candidates import CandidateIndex
from retrieval.index.engine.conditions import Conditions
from retrieval.index.engine.protocol import Engine, Generation, Search, SparseTerm
from retrieval.index.engine.records import PassageRecord
from retrieval.index.engine.word_counts import EngineCounts, KnownWords
from retrieval.index.lexical.lexical_index import MOST_COMPOUNDS, LexicalIndex
from retrieval.text.compounds import may_begin
from retrieval.text.tokenizer import Term, terms

# More than ranking takes of each (50 passages and 100 sentences by each measure): the best
# sentences by BM25 are among those of the best passages, and near-duplicates of a quote are among
# the sentences that are near the question.
_PASSAGES, _SENTENCES, _BY_WORDS = 60, 120, 120
_QUESTIONS = 64
# How many of a quote's words its near-duplicates are searched by, and in how many passages.
_RAREST, _DUPLICATES = 8, 60


class EngineIndex:
    """One generation in an engine."""

    def __init__(self, engine: Engine, generation: Generation) -> None:
        self._engine, self.generation = engine, generation
        self._known = KnownWords(engine, generation)
        self._counts = (
            EngineCounts(generation, self._known, 0),
            EngineCounts(generation, self._known, 1),
        )
        self._lexical = LexicalIndex([], self._counts[0])
        self._terms = lru_cache(maxsize=_QUESTIONS)(self._lexical.terms)

    @property
    def revision(self) -> str:
        return self.generation.revision

    @property
    def model(self) -> str:
        return self.generation.model

    def counts(self) -> tuple[int, int]:
        """The numbers of documents and of their passages."""
        total = self.generation.total
        return total.documents, total.passages

    def documents(self) -> Iterator[tuple[str, str]]:
        """Id and fingerprint of each document."""
        return ((one.document, one.fingerprint) for one in self._engine.versions(self.generation))

    def terms(self, question: str) -> list[Term]:
        """A question's terms, as ``LexicalIndex.terms`` gives them."""
        asked = terms(question, self._lexical.languages)
        variants = [variant for term in asked for variant in term.variants]
        parts = self._lexical.possible_parts(question)
        self._known.fetch([*variants, *parts])
        whole = [one for one in variants if may_begin(one)]
        whole += [one for one in parts if may_begin(one) and self._known.of(one)]
        self._known.fetch_compounds(whole, MOST_COMPOUNDS)
        unknown = self._lexical.unknown(asked)
        self._known.fetch_near([variant for term in unknown for variant in term.variants])
        return list(self._terms(question))

    def candidates(
        self,
        questions: Sequence[tuple[Vectors, Sequence[Term]]],
        quoted: Sequence[tuple[str, float]] = (),
        where: Conditions | None = None,
    ) -> CandidateIndex:
        """The index of what may answer these questions, each a vector and terms. ``quoted``: places
        in documents, by id, whose surroundings belong to it too. ``where``: which documents may be
        in it."""
        where = where or Conditions()
        found: dict[int, PassageRecord] = {}
        for vector, asked in questions:
            search = Search(
                vector, self._sparse(asked), self._counts[0].mean, _PASSAGES, _SENTENCES,
                _BY_WORDS, where,
            )  # fmt: skip
            found |= {one.id: one for one in self._engine.search(self.generation, search)}
        for document, place in quoted:
            near = self._engine.around(self.generation, document, place, _BY_WORDS, where)
            found |= {one.id: one for one in near}
        asked = [one for _, terms in questions for one in terms]
        return self._small(list(found.values()), asked, where)

    def with_words(self, text: str, most: int) -> CandidateIndex:
        """The index of the best passages by the words of a text alone."""
        asked = terms(text, self._lexical.languages)
        self._known.fetch(variant for term in asked for variant in term.variants)
        where = Conditions()
        search = Search(None, self._sparse(asked), self._counts[0].mean, 0, 0, most, where)
        return self._small(self._engine.search(self.generation, search), asked, where)

    def _small(
        self,
        records: list[PassageRecord],
        asked: Sequence[Term],
        where: Conditions,
    ) -> CandidateIndex:
        words = {word for term in asked for word in term.words}
        return CandidateIndex(
            records,
            self.generation,
            self._counts,
            sorted(words),
            lambda ids: self._engine.tokens(self.generation, ids),
            self.terms,
            lambda sentence: self._with_words_of(sentence, where),
        )

    def _with_words_of(
        self, sentence: str, where: Conditions
    ) -> tuple[list[PassageRecord], list[str]]:
        """The passages with the rarest words of a sentence, and all its words."""
        asked = list(dict.fromkeys(terms(sentence, self._lexical.languages)))
        words = sorted({variant for term in asked for variant in term.variants})
        self._known.fetch(words)
        rarest = sorted(asked, key=lambda one: -self._lexical.idf(one))[:_RAREST]
        search = Search(None, self._sparse(rarest), self._counts[0].mean, 0, 0, _DUPLICATES, where)
        return self._engine.search(self.generation, search), words

    def _sparse(self, asked: Sequence[Term]) -> tuple[SparseTerm, ...]:
        found = []
        for term in dict.fromkeys(asked):
            times = term.factor * asked.count(term)
            variants: dict[tuple[str, str], float] = {}
            for word in term.words:
                having = self._known.of(word)
                idfs = self._lexical.idfs.of(word)
                for number, code in enumerate(self._lexical.languages):
                    if code in having:
                        idf = idfs[0] if len(idfs) == 1 else idfs[number]
                        variants[code, word] = float(times * idf)
            if variants:
                found.append(SparseTerm(variants))
        return tuple(found)
