"""Encoding of passages and their sentences into an embedding store, in one pass of the model.

A sentence's vector is the mean of its tokens in the pass of its passage ("late chunking", Günther
et al. 2024): it costs nothing, and knows who "he" is. A part of the passage's vector is taken away
again, since all sentences of a passage share it. The document's title and the headings over the
passage stand before it in the pass. Best sentence and best passage by cosine alone (tuning halves;
NQ has a title for each passage, SQuAD one for some forty):

                                     SQuAD          NQ
    sentences encoded alone          0.597  0.638   0.553  0.898
    mean of tokens                   0.548  0.638   0.547  0.898
    with the title before            0.550  0.647   0.587  0.962
    and less 0.4 of the passage      0.553  0.647   0.600  0.962

Within the right passage, the last finds the right sentence as often as encoding alone does (0.803,
and 0.623 in NQ). With BM25 and the ranker, SQuAD keeps its best sentences (0.900 of 150 reporting
questions before and after, without the reader) and NQ gains (tuning: 0.613 to 0.660). A change of
title alone does not encode sentences again.

The multilingual model's sentences are encoded alone. Of 60 questions in six languages over the
English sample articles (benchmarks/cross_languages.py) the nearest sentence answers 53; by the mean
of tokens it is 39, and less 0.4 of the passage 40: its tokens know more of their passage than of
themselves.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import category

import numpy as np

from corpus.observer import Observer
from retrieval.arrays import Rows, Vectors
from retrieval.defaults import MULTILINGUAL_MODEL
from retrieval.index.embeddings.columns import EmbeddingColumns
from retrieval.index.embeddings.rounded_vectors import rounded, unrounded
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.text_hashes import KEY_BYTES, Keys, keys_of
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.models.encoder import Encoder, Tokens, unit

# Passages whose vectors are stored at a time; a killed process loses at most this many.
_CHUNK = 256
# Characters encoded together, which bounds memory: a character may be a token, and a token's vector
# takes 1.5 KB until it is rounded.
_TOGETHER = 48_000
# The share of the passage's vector that is taken from its sentences'.
_SHARED = np.float32(0.4)
# Between title, headings and passage.
BREAK = ". "
# Punctuation to Unicode, words to a reader.
_SPOKEN = frozenset("%‰&#@§")
# A text's vector is the mean of its tokens', apart from special ones, if the two have this cosine.
# With other models (pooling of the first token, a layer behind the pooling) sentences are encoded
# alone.
_SAME = 0.95
PROBE = "The committee met twice before it agreed to pay for the new roof of the old town hall."


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage to be encoded. ``text``: its plain text (see ``text.plain_text``). ``sentences``:
    [start, end) in it of those that can be quoted. ``context``: title and headings, or ""."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    context: str = ""

    @property
    def in_context(self) -> str:
        return f"{self.before}{self.text}"

    @property
    def before(self) -> str:
        return f"{self.context}{BREAK}" if self.context else ""

    def keys(self) -> Keys:
        """The hash of the passage in its context, and those of its sentences. One that is all of
        the passage has the passage's: they share a row."""
        # NUL, since a title may end as a passage begins.
        [own] = keys_of([f"{self.context}\0{self.text}"])
        found = [own.tobytes()]
        for start, end in self.sentences:
            place = f"{start} {end}".encode()
            inside = hashlib.blake2b(place, key=found[0], digest_size=KEY_BYTES).digest()
            found.append(found[0] if (start, end) == (0, len(self.text)) else inside)
        return np.frombuffer(b"".join(found), np.uint8).reshape(-1, KEY_BYTES)


class Encoding:
    """Encodes passages into a store, unless they are in it or in ``previous``, another store of the
    same model. Equal passages in equal contexts are encoded once."""

    def __init__(
        self,
        encoder: Encoder,
        store: EmbeddingStore,
        previous: EmbeddingStore | None,
        observer: Observer,
    ) -> None:
        self._encoder = encoder
        self._store = store
        self._previous = previous
        self._observer = observer

    def encode(
        self, passages: Sequence[PassageText], done: int = 0, total: int | None = None
    ) -> tuple[Rows, Rows]:
        """The rows of the passages (stored with tokens), and those of all their sentences.
        ``done``: how many came before these, of ``total``; for the progress that is shown."""
        total = len(passages) if total is None else total
        keys = [one.keys() for one in passages]
        missing = self._missing(keys, range(len(passages)), self._store)
        if self._previous is not None and missing:
            left = self._missing(keys, missing, self._previous)
            self._copy(self._previous, [keys[n] for n in sorted({*missing} - {*left})])
            missing = left
        for first in range(0, len(missing), _CHUNK):
            columns = []
            for some in _parts(missing[first : first + _CHUNK], passages):
                self._observer.progress("encoding", done + some[0], total)
                encoded = self._encoded([passages[n] for n in some], [keys[n] for n in some])
                columns.append(encoded)
            self._store.append(EmbeddingColumns.joined(columns))
        if missing:
            self._observer.progress("encoding", done + len(passages), total)
        return self._rows(keys, self._store)

    def _missing(
        self, keys: Sequence[Keys], numbers: Sequence[int], store: EmbeddingStore
    ) -> list[int]:
        """The first of each of these passages that the store does not have with all sentences."""
        rows, of_sentences = self._rows([keys[n] for n in numbers], store)
        firsts = np.cumsum([0, *(len(keys[n]) - 1 for n in numbers)])
        unknown = np.concatenate([[0], np.cumsum(of_sentences < 0)])
        incomplete = (rows < 0) | (unknown[firsts[1:]] > unknown[firsts[:-1]])
        once: dict[bytes, int] = {}
        for place in np.flatnonzero(incomplete).tolist():
            once.setdefault(keys[numbers[place]].tobytes(), numbers[place])
        return list(once.values())

    def _rows(self, keys: Sequence[Keys], store: EmbeddingStore) -> tuple[Rows, Rows]:
        """The rows of passages and of their sentences, -1 for unknown ones."""
        nothing = np.empty((0, KEY_BYTES), np.uint8)
        own = np.concatenate([nothing, *(one[:1] for one in keys)])
        inside = np.concatenate([nothing, *(one[1:] for one in keys)])
        return store.find(own, read=True), store.find(inside)

    def _copy(self, previous: EmbeddingStore, keys: Sequence[Keys]) -> None:
        rows, of_sentences = self._rows(keys, previous)
        if len(rows):
            self._store.append(previous.part(np.unique(np.concatenate([rows, of_sentences]))))

    def _encoded(self, passages: Sequence[PassageText], keys: Sequence[Keys]) -> EmbeddingColumns:
        """The columns of the passages, then of their sentences."""
        vectors, tokens = self._encoder.encode_passages_with_tokens(
            [one.in_context for one in passages]
        )
        own = [
            _without(found, len(one.before)) for found, one in zip(tokens, passages, strict=True)
        ]
        # Which sentences have rows of their own.
        apart = [(each[1:] != each[0]).any(axis=1) for each in keys]
        if self._is_mean:
            of_sentences = [
                _of_sentences(one, found, vector)
                for one, found, vector in zip(passages, own, vectors, strict=True)
            ]
        else:
            of_sentences = self._alone(passages)
        rows = [each[mask] for each, mask in zip(of_sentences, apart, strict=True)]
        codes = TokenCodes.of_all(
            [_of_words(found, one.text) for found, one in zip(own, passages, strict=True)],
            unrounded(rounded(vectors)),
        )
        inside = [each[1:][mask] for each, mask in zip(keys, apart, strict=True)]
        return EmbeddingColumns.of(
            np.concatenate([*(each[:1] for each in keys), *inside]),
            np.concatenate([vectors, *rows]),
            [*codes, *([None] * sum(map(len, rows)))],
        )

    def _alone(self, passages: Sequence[PassageText]) -> list[Vectors]:
        texts = [one.text[start:end] for one in passages for start, end in one.sentences]
        ends = np.cumsum([len(one.sentences) for one in passages])
        return np.split(self._encoder.encode_passages(texts), ends[:-1])

    @cached_property
    def _is_mean(self) -> bool:
        """Whether sentences are encoded with their passage: the mean of a text's tokens has to be
        comparable with texts' vectors."""
        if self._encoder.fingerprint.startswith(MULTILINGUAL_MODEL):
            return False
        vectors, [tokens] = self._encoder.encode_passages_with_tokens([PROBE])
        if not len(tokens) or tokens.vectors.shape[1] != vectors.shape[1]:
            return False
        mean = unit(tokens.vectors.mean(axis=0, keepdims=True))
        return bool(np.sum(mean * vectors) >= _SAME)


def _parts(numbers: Sequence[int], passages: Sequence[PassageText]) -> Iterator[list[int]]:
    """The numbers in parts, whose passages have some ``_TOGETHER`` characters each at most."""
    part: list[int] = []
    size = 0
    for number in numbers:
        own = len(passages[number].in_context)
        if part and size + own > _TOGETHER:
            yield part
            part, size = [], 0
        part.append(number)
        size += own
    if part:
        yield part


def _without(tokens: Tokens, before: int) -> Tokens:
    """The tokens from ``before`` on, with their starts counted from there."""
    if not before:
        return tokens
    first = int(np.searchsorted(tokens.starts, before))
    return Tokens(tokens.vectors[first:], tokens.starts[first:] - before)


def _of_words(tokens: Tokens, text: str) -> Tokens:
    """The tokens without those of punctuation, which match nothing that is asked."""
    signs = [text[start] for start in tokens.starts.tolist()]
    kept = np.array([one in _SPOKEN or category(one)[0] != "P" for one in signs], bool)
    return Tokens(tokens.vectors[kept], tokens.starts[kept])


def _of_sentences(passage: PassageText, tokens: Tokens, vector: Vectors) -> Vectors:
    """The vectors of a passage's sentences: the means of their tokens, less a part of the
    passage's. A sentence without tokens has the passage's."""
    edges = np.searchsorted(tokens.starts, np.array(passage.sentences).reshape(-1, 2))
    sums = np.concatenate(
        [np.zeros((1, len(vector)), np.float32), np.cumsum(tokens.vectors, axis=0)]
    )
    means = unit(sums[edges[:, 1]] - sums[edges[:, 0]])
    means[edges[:, 1] <= edges[:, 0]] = vector
    return unit(means - _SHARED * vector)
