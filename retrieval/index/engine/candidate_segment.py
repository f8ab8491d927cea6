"""Candidate segment: proposed passages and those around them as a segment of a small index."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Rows
from retrieval.index.dense import DensePart
from retrieval.index.engine.records import PassageRecord, Spans
from retrieval.index.lexical.part import LexicalPart
from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings
from retrieval.index.segment import LayerPart, Segment, repeated


@dataclass(frozen=True, slots=True)
class CandidatePassage:
    """A passage of the small index; ``record`` None: context."""

    id: int
    document: tuple[str, str, str]
    span: tuple[int, int]
    sentences: Spans
    record: PassageRecord | None = None


def in_order(records: Sequence[PassageRecord]) -> list[CandidatePassage]:
    """The passages and those around them, by id: in a document in the order of the text."""
    found: dict[int, CandidatePassage] = {}
    real = {one.id for one in records}
    for one in records:
        document = (one.document, one.fingerprint, one.language)
        for step, around in ((-1, one.before), (1, one.after)):
            for distance, spans in enumerate(around, 1):
                place = one.id + step * distance
                if place not in found and place not in real and len(spans):
                    whole = int(spans[0, 0]), int(spans[-1, 1])
                    found[place] = CandidatePassage(place, document, whole, spans)
    for one in records:
        document = (one.document, one.fingerprint, one.language)
        found[one.id] = CandidatePassage(one.id, document, one.span, one.sentences, one)
    return [found[place] for place in sorted(found)]


def candidate_segment(
    passages: Sequence[CandidatePassage],
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


def _rows(passages: Sequence[CandidatePassage], firsts: dict[int, int]) -> tuple[Rows, Rows]:
    """The rows of the passages' vectors, and of their sentences'."""
    own, inside = [], [np.empty(0, np.int64)]
    for one in passages:
        first = 0 if one.record is None else firsts[one.id]
        own.append(first)
        count = len(one.sentences)
        inside.append(
            np.arange(first + 1, first + 1 + count) if first else np.zeros(count, np.int64)
        )
    return np.array(own, np.int64), np.concatenate(inside)


def _postings(
    passages: Sequence[CandidatePassage], by_passage: Rows, vocabulary: Vocabulary
) -> tuple[Postings, Postings]:
    """The question's words in the passages and in their sentences."""
    numbers = {word: number for number, word in enumerate(vocabulary.words)}
    rows = [row for row, one in enumerate(passages) if one.record is not None]
    insides = [one.record.words for one in passages if one.record is not None]
    lengths = np.ones(len(passages), np.int64)
    lengths[rows] = [one.length for one in insides]
    inner = np.ones(int(by_passage[-1]), np.int64)
    for row, one in zip(rows, insides, strict=True):
        first = int(by_passage[row])
        inner[first : first + len(one.lengths)] = one.lengths
    # Of all passages' words, one after the other: their numbers in the vocabulary, -1 for those
    # that are not asked for; and where each passage's begin.
    codes = np.array([numbers.get(word, -1) for one in insides for word in one.words], np.int64)
    starts = np.cumsum([0, *(len(one.words) for one in insides)])
    counts = _joined([one.counts for one in insides], np.uint8)
    owners = np.repeat(np.array(rows, np.int64), np.diff(starts))
    having = (codes >= 0) & (counts > 0)
    whole = np.stack([codes, owners, counts], axis=1)[having]
    triples = _joined([one.of_sentences for one in insides], np.uint16).reshape(-1, 3)
    sizes = [len(one.of_sentences) for one in insides]
    asked = codes[triples[:, 1] + np.repeat(starts[:-1], sizes)]
    sentences = triples[:, 0] + np.repeat(by_passage[rows], sizes)
    parts = np.stack([asked, sentences, triples[:, 2]], axis=1)[asked >= 0]
    return (
        _counted(whole, lengths, len(vocabulary)),
        _counted(parts, inner, len(vocabulary)),
    )


def _joined(arrays: Sequence[NDArray[np.integer]], kind: type[np.integer]) -> NDArray[np.int64]:
    """The arrays after one another, which may be none."""
    flat = np.concatenate([np.empty(0, kind), *(one.ravel() for one in arrays)])
    return flat.astype(np.int64)


def _counted(triples: NDArray[np.int64], lengths: NDArray[np.int64], words: int) -> Postings:
    """From (word, text, count), in any order."""
    triples = triples[np.lexsort((triples[:, 1], triples[:, 0]))]
    return Postings.counted(triples[:, 0], triples[:, 1], triples[:, 2], lengths, words)
