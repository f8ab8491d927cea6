"""Candidate index: the passages that an engine proposed for one question, as a small index.

Ranking, quoting and the reader work on it as on an index folder. It grows by a segment where a
quote's near-duplicates are fetched; rows keep their numbers. It also has the passages around
the proposed ones, of which only the spans are known: they are context, and are never found.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import cast

import numpy as np

from retrieval.arrays import Mask, Rows, Vectors
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.token_codes import TokenCodes, tokens_of
from retrieval.index.engine.candidate_segment import (
    CandidatePassage,
    candidate_segment,
    in_order,
)
from retrieval.index.engine.protocol import Generation
from retrieval.index.engine.records import PassageRecord
from retrieval.index.index import Index, Layer, Selection
from retrieval.index.lexical.idf import WordCounts
from retrieval.models.encoder import Tokens
from retrieval.text.tokenizer import Term

# The passages with the words of a sentence, and those words.
Near = Callable[[str], tuple[list[PassageRecord], list[str]]]
FetchTokens = Callable[[Sequence[int]], dict[int, TokenCodes]]


class _Vectors:
    """The vectors of the proposed passages, in place of an ``EmbeddingStore``."""

    def __init__(self, model: str, dimension: int) -> None:
        self.model = model
        # Row 0 is that of context. Converted once: they are looked up several times.
        self._vectors = np.zeros((1, dimension), np.float32)

    def append(self, records: Sequence[PassageRecord]) -> dict[int, int]:
        """The first rows of these passages, by id."""
        sizes = np.cumsum([len(self._vectors), *(len(one.vectors) for one in records)])
        new = [one.vectors for one in records]
        self._vectors = np.concatenate([self._vectors, *new])
        return {one.id: first for one, first in zip(records, sizes.tolist(), strict=False)}

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def dimension(self) -> int:
        return int(self._vectors.shape[1])

    def vectors(self, rows: Rows) -> Vectors:
        found: Vectors = self._vectors[rows]
        return found


class _Proposed(Selection):
    """All documents, but without the passages that are only context."""

    def __init__(self, index: "CandidateIndex", real: list[Mask]) -> None:
        super().__init__(index, [])
        self._real = real

    @property
    def is_empty(self) -> bool:
        return not any(mask.any() for mask in self._real)

    @cached_property
    def passages(self) -> list[Mask | None]:
        return list(self._real)

    def grown(self) -> None:
        """The index has another segment."""
        for name in ("passages", "sentences"):
            self.__dict__.pop(name, None)


class CandidateIndex(Index):
    """Made for one question; ``words``: those that it has, all variants."""

    def __init__(
        self,
        records: Sequence[PassageRecord],
        generation: Generation,
        counts: tuple[WordCounts, WordCounts],
        words: Sequence[str],
        tokens: FetchTokens,
        terms: Callable[[str], list[Term]],
        near: Near,
    ) -> None:
        self._vectors = _Vectors(generation.model, generation.dimension)
        store = cast(EmbeddingStore, self._vectors)
        super().__init__([], store, generation.revision, None, counts)
        self._word_counts, self._words = counts, set(words)
        self._languages = generation.languages
        self._passages: list[CandidatePassage] = []
        # Of each segment: its passages, and where the vectors of each begin.
        self._parts: list[tuple[list[CandidatePassage], dict[int, int]]] = []
        self._real: list[Mask] = []
        self._fetch, self._terms, self._near = tokens, terms, near
        self._tokens: dict[int, TokenCodes] = {}
        self._add(records)

    def _add(self, records: Sequence[PassageRecord]) -> None:
        """Adds a segment of these passages, and makes the others know all words."""
        if records or not self._parts:
            passages = in_order(records)
            self._parts.append((passages, self._vectors.append(records)))
            self._passages += passages
            self._real.append(np.array([one.record is not None for one in passages], bool))
        words = sorted(self._words)
        self.segments = tuple(
            candidate_segment(passages, firsts, self._languages, words)
            for passages, firsts in self._parts
        )
        self.alive = [None for _ in self.segments]
        of_passages, of_sentences = self._word_counts
        self.passages = Layer([one.passages for one in self.segments], self.store, of_passages)
        self.sentences = Layer([one.sentences for one in self.segments], self.store, of_sentences)
        self._documents = np.cumsum([0, *map(len, self.segments)])

    def load_near(self, sentence: str) -> None:
        known = {one.id for one in self._passages if one.record is not None}
        found, words = self._near(sentence)
        self._words.update(words)
        self._add([one for one in found if one.id not in known])
        self.everything.grown()

    @cached_property
    def everything(self) -> _Proposed:
        return _Proposed(self, self._real)

    def terms(self, question: str) -> list[Term]:
        return self._terms(question)

    def passages_of(self, name: str, sha256: str, allowed: Selection | None = None) -> Rows:
        return np.array(
            [
                row
                for row, one in enumerate(self._passages)
                if one.record is not None and one.document[:2] == (name, sha256)
            ],
            np.int64,
        )

    def load_tokens(self, passages: Sequence[int]) -> None:
        missing = [self._passages[one].id for one in passages]
        missing = [one for one in missing if one not in self._tokens]
        if missing:
            self._tokens |= self._fetch(missing)

    def tokens_of(self, passages: Sequence[int]) -> list[Tokens]:
        self.load_tokens(passages)
        return tokens_of([self._tokens[self._passages[one].id] for one in passages])
