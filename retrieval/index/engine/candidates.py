"""Candidate index: the passages that an engine proposed for one question, as a small index.

Ranking, quoting and the reader work on it as on an index folder. It grows by a segment where a
quote's near-duplicates are fetched; rows keep their numbers. It also has the passages around
the proposed ones, of which only the spans are known: they are context, and are never found.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Mask, Rows, Vectors
from retrieval.index.dense import DensePart
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.index.engine.protocol import Generation
from retrieval.index.engine.records import PassageRecord, Spans, WordsInside
from retrieval.index.index import Index, Layer, Selection
from retrieval.index.lexical.idf import WordCounts
from retrieval.index.lexical.part import LexicalPart
from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings
from retrieval.index.segment import LayerPart, Segment, repeated
from retrieval.models.encoder import Tokens
from retrieval.text.tokenizer import Term

# The passages with the words of a sentence, and those words.
Near = Callable[[str], tuple[list[PassageRecord], list[str]]]
FetchTokens = Callable[[Sequence[int]], dict[int, TokenCodes]]


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage of the small index; ``record`` None: context."""

    id: int
    document: tuple[str, str, str]
    span: tuple[int, int]
    sentences: Spans
    record: PassageRecord | None = None


class _Vectors:
    """The vectors of the proposed passages, in place of an ``EmbeddingStore``."""

    def __init__(self, model: str, dimension: int) -> None:
        self.model = model
        # Row 0 is that of context. Converted once: they are looked up several times.
        self._vectors = np.zeros((1, dimension), np.float32)

    def append(self, records: Sequence[PassageRecord]) -> dict[int, int]:
        """The first rows of these passages, by id."""
        sizes = np.cumsum([len(self._vectors), *(len(one.vectors) for one in records)])
        new = [one.vectors.astype(np.float32) for one in records]
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
        self._passages: list[_Passage] = []
        # Of each segment: its passages, and where the vectors of each begin.
        self._parts: list[tuple[list[_Passage], dict[int, int]]] = []
        self._real: list[Mask] = []
        self._fetch, self._terms, self._near = tokens, terms, near
        self._tokens: dict[int, TokenCodes] = {}
        self._add(records)

    def _add(self, records: Sequence[PassageRecord]) -> None:
        """Adds a segment of these passages, and makes the others know all words."""
        if records or not self._parts:
            passages = _in_order(records)
            self._parts.append((passages, self._vectors.append(records)))
            self._passages += passages
            self._real.append(np.array([one.record is not None for one in passages], bool))
        words = sorted(self._words)
        self.segments = tuple(
            _segment(passages, firsts, self._languages, words) for passages, firsts in self._parts
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

    def tokens(self, passage: int) -> Tokens:
        self.load_tokens([passage])
        return self._tokens[self._passages[passage].id].tokens()


def _in_order(records: Sequence[PassageRecord]) -> list[_Passage]:
    """The passages and those around them, by id: in a document in the order of the text."""
    found: dict[int, _Passage] = {}
    real = {one.id for one in records}
    for one in records:
        document = (one.document, one.fingerprint, one.language)
        for step, around in ((-1, one.before), (1, one.after)):
            for distance, spans in enumerate(around, 1):
                place = one.id + step * distance
                if place not in found and place not in real and len(spans):
                    whole = int(spans[0, 0]), int(spans[-1, 1])
                    found[place] = _Passage(place, document, whole, spans)
    for one in records:
        document = (one.document, one.fingerprint, one.language)
        found[one.id] = _Passage(one.id, document, one.span, one.sentences, one)
    return [found[place] for place in sorted(found)]


def _segment(
    passages: Sequence[_Passage],
    firsts: dict[int, int],
    languages: tuple[str, ...],
    words: Sequence[str],
) -> Segment:
    """``firsts``: the rows of the passages' vectors, by id; their sentences' follow. Row 0 is that
    of context."""
    places: dict[tuple[str, str, str], int] = {}
    owners = [places.setdefault(one.document, len(places)) for one in passages]
    documents = list(places)
    # Passages of a document are neighbours, so its rows are a range.
    order = np.argsort(owners, kind="stable")
    if (order != np.arange(len(order))).any():
        raise LookupError("the passages of a document are not in one piece")
    codes = np.array([languages.index(one[2]) for one in documents], np.uint16)
    vocabulary = Vocabulary.of(words)
    by_document = np.searchsorted(owners, np.arange(len(documents) + 1)).astype(np.int64)
    by_passage = np.cumsum([0, *(len(one.sentences) for one in passages)]).astype(np.int64)
    own, inside = _rows(passages, firsts)
    whole, parts = _postings(passages, by_passage, vocabulary)
    passage_codes = repeated(codes, by_document)
    layers = [
        LayerPart(
            by_document,
            np.array([one.span for one in passages], np.int32).reshape(-1, 2),
            DensePart(own),
            LexicalPart(vocabulary, whole, passage_codes, languages),
        ),
        LayerPart(
            by_passage,
            np.concatenate([np.empty((0, 2), np.int32), *(one.sentences for one in passages)]),
            DensePart(inside),
            LexicalPart(vocabulary, parts, repeated(passage_codes, by_passage), languages),
        ),
    ]
    return Segment(
        ids=Strings.of(one[0] for one in documents),
        digests=np.frombuffer(
            b"".join(bytes.fromhex(one[1]) for one in documents), np.uint8
        ).reshape(-1, 32),
        codes=codes,
        languages=languages,
        passages=layers[0],
        sentences=layers[1],
    )


def _rows(passages: Sequence[_Passage], firsts: dict[int, int]) -> tuple[Rows, Rows]:
    """The rows of the passages' vectors, and of their sentences'."""
    own, inside = [], [np.empty(0, np.int64)]
    for one in passages:
        first = 0 if one.record is None else firsts[one.id]
        own.append(first)
        many = len(one.sentences)
        inside.append(np.arange(first + 1, first + 1 + many) if first else np.zeros(many, np.int64))
    return np.array(own, np.int64), np.concatenate(inside)


def _postings(
    passages: Sequence[_Passage], by_passage: Rows, vocabulary: Vocabulary
) -> tuple[Postings, Postings]:
    """The question's words in the passages and in their sentences."""
    numbers = {word: number for number, word in enumerate(vocabulary.words)}
    asked = set(numbers)
    whole: list[tuple[int, int, int]] = []
    parts = [np.empty((0, 3), np.int64)]
    lengths = np.ones(len(passages), np.int64)
    inner = np.ones(int(by_passage[-1]), np.int64)
    for row, one in enumerate(passages):
        if one.record is None:
            continue
        inside: WordsInside = one.record.words
        first = int(by_passage[row])
        lengths[row] = inside.length
        inner[first : first + len(inside.lengths)] = inside.lengths
        # Most of a passage's words are not asked for: sets find those that are soonest.
        for word in asked.intersection(inside.words):
            n, number = inside.words.index(word), numbers[word]
            if inside.counts[n]:
                whole.append((number, row, int(inside.counts[n])))
            having = inside.of_sentences[inside.of_sentences[:, 1] == n].astype(np.int64)
            having[:, 1] = having[:, 0] + first
            having[:, 0] = number
            parts.append(having)
    return (
        _counted(np.array(whole, np.int64).reshape(-1, 3), lengths, len(vocabulary)),
        _counted(np.concatenate(parts), inner, len(vocabulary)),
    )


def _counted(triples: NDArray[np.int64], lengths: NDArray[np.int64], words: int) -> Postings:
    """From (word, text, count), in any order."""
    triples = triples[np.lexsort((triples[:, 1], triples[:, 0]))]
    return Postings.counted(triples[:, 0], triples[:, 1], triples[:, 2], lengths, words)
