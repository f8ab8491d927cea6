"""Passage records: what an engine stores of a passage, and how it is packed into bytes.

A record has all that scoring needs, so that answers from an engine are computed from the same
numbers as those from a folder: the passage's and its sentences' vectors and words, its tokens, and
the sentences around it.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Vectors
from retrieval.index.embeddings.rounded_vectors import SCALE_BYTES, rounded, unrounded
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.index.engine.conditions import DocumentFields
from retrieval.index.segment import Segment

# Sentences on either side that an excerpt or a reader may look at.
_AROUND = 8
_HEAD = struct.Struct("<IIIII")

Spans = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordsInside:
    """The words of a passage and of its n sentences.

    ``words``: each once; ``counts`` (words,): how often the passage has each; ``length``: how many
    it has in all. ``of_sentences`` (k, 3): a sentence, the number of a word, how often it has it;
    ``lengths`` (n,): how many words each sentence has.
    """

    words: tuple[str, ...]
    counts: NDArray[np.uint8]
    length: int
    of_sentences: NDArray[np.uint16]
    lengths: NDArray[np.uint16]

    def pack(self) -> bytes:
        blob = "\n".join(self.words).encode()
        head = _HEAD.pack(
            len(self.words), len(blob), len(self.of_sentences), len(self.lengths), self.length
        )
        parts = (self.of_sentences.tobytes(), self.lengths.tobytes(), self.counts.tobytes(), blob)
        return head + b"".join(parts)

    @classmethod
    def unpack(cls, data: bytes) -> "WordsInside":
        words, _, pairs, sentences, length = _HEAD.unpack_from(data)
        at = _HEAD.size
        of_sentences = np.frombuffer(data, np.uint16, 3 * pairs, at).reshape(-1, 3)
        lengths = np.frombuffer(data, np.uint16, sentences, at + 6 * pairs)
        at += 6 * pairs + 2 * sentences
        counts = np.frombuffer(data, np.uint8, words, at)
        blob = data[at + words :].decode()
        return cls(tuple(blob.split("\n")) if words else (), counts, length, of_sentences, lengths)

    def sentences_having(self) -> dict[str, int]:
        """In how many of the sentences each word is."""
        numbers, times = np.unique(self.of_sentences[:, 1], return_counts=True)
        return {
            self.words[number]: times
            for number, times in zip(numbers.tolist(), times.tolist(), strict=True)
        }


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage of a document. ``id``: passages of a document have consecutive ids, in order; -1
    until the engine has given it one.

    ``span`` (2,) and ``sentences`` (n, 2): start and end in the document; ``vectors`` (1 + n,
    dimension): the passage's, then its sentences'. ``before`` and ``after``: the sentences of the
    passages on either side, the nearest passage first. ``tokens`` is None where they were not
    fetched.
    """

    id: int
    document: str
    fingerprint: str
    language: str
    span: tuple[int, int]
    sentences: Spans
    vectors: Vectors
    words: WordsInside
    before: tuple[Spans, ...] = ()
    after: tuple[Spans, ...] = ()
    tokens: TokenCodes | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecords:
    """All passages of a document, and what filters look at."""

    document: str
    fingerprint: str
    language: str
    passages: tuple[PassageRecord, ...]
    fields: DocumentFields = field(default_factory=DocumentFields)

    def numbered(self, first: int) -> "DocumentRecords":
        """The same with ids from ``first`` on."""
        passages = tuple(replace(one, id=first + n) for n, one in enumerate(self.passages))
        return replace(self, passages=passages)


def segment_records(
    segment: Segment, store: EmbeddingStore, fields: Mapping[str, DocumentFields]
) -> Iterator[DocumentRecords]:
    """The documents of a segment. ``fields``: what filters look at, by document id."""
    passages, sentences = segment.passages, segment.sentences
    of_passages, of_sentences = (
        _by_text(segment, sentences=False),
        _by_text(segment, sentences=True),
    )
    names = segment.passages.words.vocabulary.words
    for number in range(len(segment)):
        document, fingerprint = segment.document(number)
        first, last = passages.firsts[number : number + 2].tolist()
        rows = [range(*sentences.firsts[one : one + 2].tolist()) for one in range(first, last)]
        spans = [sentences.spans[one.start : one.stop] for one in rows]
        found = []
        for here, (passage, inside) in enumerate(zip(range(first, last), rows, strict=True)):
            store_rows = [int(passages.dense.rows[passage])]
            store_rows += sentences.dense.rows[inside.start : inside.stop].tolist()
            start, end = passages.spans[passage].tolist()
            found.append(
                PassageRecord(
                    id=-1,
                    document=document,
                    fingerprint=fingerprint,
                    language=segment.language(number),
                    span=(start, end),
                    sentences=np.ascontiguousarray(spans[here], np.int32),
                    vectors=store.vectors(np.array(store_rows)),
                    words=_words_inside(passage, inside, of_passages, of_sentences, names, segment),
                    before=_until_enough(spans[:here][::-1]),
                    after=_until_enough(spans[here + 1 :]),
                    tokens=store.codes(store_rows[0]),
                )
            )
        yield DocumentRecords(
            document,
            fingerprint,
            segment.language(number),
            tuple(found),
            fields.get(document, DocumentFields()),
        )


_ByText = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]


def _by_text(segment: Segment, *, sentences: bool) -> _ByText:
    """A layer's postings by text: where each text's begin, the words, how often."""
    postings = (segment.sentences if sentences else segment.passages).words.postings
    word = np.repeat(np.arange(len(postings.starts) - 1), np.diff(postings.starts))
    order = np.argsort(postings.texts, kind="stable")
    edges = np.searchsorted(postings.texts[order], np.arange(len(postings) + 1))
    return edges, word[order], postings.counts[order]


def _words_inside(
    passage: int,
    inside: range,
    of_passages: _ByText,
    of_sentences: _ByText,
    names: Sequence[str],
    segment: Segment,
) -> WordsInside:
    edges, word, counts = of_passages
    here = slice(int(edges[passage]), int(edges[passage + 1]))
    often = dict(zip(word[here].tolist(), counts[here].tolist(), strict=True))
    edges, word, counts = of_sentences
    here = slice(int(edges[inside.start]), int(edges[inside.stop]))
    # A sentence may have a word that its passage does not have.
    numbers = {one: n for n, one in enumerate(dict.fromkeys([*often, *word[here].tolist()]))}
    sizes = np.diff(edges[inside.start : inside.stop + 1])
    triples = np.stack(
        [
            np.repeat(np.arange(len(inside)), sizes),
            np.array([numbers[one] for one in word[here].tolist()], np.int64),
            counts[here],
        ],
        axis=1,
    )
    return WordsInside(
        words=tuple(names[one] for one in numbers),
        counts=np.array([often.get(one, 0) for one in numbers], np.uint8),
        length=int(segment.passages.words.postings.lengths[passage]),
        of_sentences=triples.astype(np.uint16),
        lengths=segment.sentences.words.postings.lengths[inside.start : inside.stop],
    )


def _until_enough(spans: Sequence[Spans]) -> tuple[Spans, ...]:
    """The first of these passages' sentences, until there are as many as anybody looks at."""
    found: list[Spans] = []
    count = 0
    for one in spans:
        if count >= _AROUND:
            break
        found.append(np.ascontiguousarray(one, np.int32))
        count += len(one)
    return tuple(found)


def pack_context(record: PassageRecord) -> bytes:
    """The sentences before and after a passage."""
    sizes = [len(record.before), len(record.after)]
    both = (*record.before, *record.after)
    head = np.array([*sizes, *map(len, both)], np.int32).tobytes()
    return head + b"".join(one.tobytes() for one in both)


def unpack_context(data: bytes) -> tuple[tuple[Spans, ...], tuple[Spans, ...]]:
    before, after = np.frombuffer(data, np.int32, 2).tolist()
    lengths = np.frombuffer(data, np.int32, before + after, 8).tolist()
    at = 8 + 4 * len(lengths)
    found = []
    for length in lengths:
        found.append(np.frombuffer(data, np.int32, 2 * length, at).reshape(-1, 2))
        at += 8 * length
    return tuple(found[:before]), tuple(found[before:])


def pack_vectors(vectors: Vectors) -> bytes:
    """As an index folder stores them, so that they are the same to the digit."""
    return rounded(vectors).tobytes()


def unpack_vectors(data: bytes, dimension: int) -> Vectors:
    return unrounded(np.frombuffer(data, np.int8).reshape(-1, dimension + SCALE_BYTES))


def pack_tokens(tokens: TokenCodes) -> bytes:
    wide = tokens.codes.shape[1] if len(tokens) else 0
    head = np.array([len(tokens), wide, len(tokens.base)], np.int32).tobytes()
    parts = (
        tokens.codes,
        tokens.factors,
        tokens.starts,
        np.array([tokens.share], np.float16),
        rounded(tokens.base[np.newaxis]),
    )
    return head + b"".join(np.ascontiguousarray(one).tobytes() for one in parts)


def unpack_tokens(data: bytes) -> TokenCodes:
    count, wide, dimension = np.frombuffer(data, np.int32, 3).tolist()
    at = 12
    codes = np.frombuffer(data, np.uint8, count * wide, at).reshape(count, wide)
    at += count * wide
    factors = np.frombuffer(data, np.float16, count, at)
    starts = np.frombuffer(data, np.uint16, count, at + 2 * count)
    [share] = np.frombuffer(data, np.float16, 1, at + 4 * count).tolist()
    base = np.frombuffer(data, np.int8, -1, at + 4 * count + 2)[np.newaxis]
    return TokenCodes(codes, factors, starts, unrounded(base)[0, :dimension], share)
