"""Reranker: candidates in a new order, by what a reader finds in the best passages."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import numpy as np

from corpus.span import Span
from retrieval.arrays import Doubles
from retrieval.query import Query
from retrieval.ranking.list_answers import with_lists
from retrieval.ranking.rank import Candidate, in_order
from retrieval.ranking.reader_blend import (
    MOST_PASSAGES,
    averaged_logits,
    blend_for,
    blend_inputs,
)
from retrieval.ranking.reader_passages import reader_passage
from retrieval.ranking.reader_question import reader_question
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import Reader, ReaderOutput

# For each sentence that was read (row of the index): the reader's output for its passage, and its
# position in it.
Readings = dict[int, tuple[ReaderOutput, int]]
# Called with how many passages have been read, of how many.
Progress = Callable[[int, int], None]
# A bundled reader reads none that is so far (in logits) behind the ranker's best: it could hardly
# come first any more, and each passage takes several milliseconds.
_MOST_BEHIND = 4.0


def rerank(
    query: Query,
    candidates: Sequence[Candidate],
    scope: SearchScope,
    reader: Reader,
    passages: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> list[Candidate]:
    """The candidates, those in the passages that were read first, by their new logits. The others
    follow: how they compare is not known, so none is placed above the last that was read. Those in
    languages that the reader does not read keep their logits.

    ``passages``: those to read; None: what an answer needs. ``progress`` is called with how many of
    them have been read. Raises ModelError.
    """
    foreign = unreadable(candidates, scope, reader)
    if passages is None:
        readable = [one for one in candidates if one.passage not in foreign]
        wanted = passages_to_read(readable, reader)
    else:
        wanted = [one for one in passages if one not in foreign]
    outputs: Readings = {}
    for first in range(0, len(wanted), MOST_PASSAGES):
        outputs |= read_passages(query, wanted[first : first + MOST_PASSAGES], scope, reader)
        if progress is not None:
            progress(min(first + MOST_PASSAGES, len(wanted)), len(wanted))
    read = [one for one in candidates if one.sentence in outputs]
    if not read:
        return list(candidates)
    found = reordered(candidates, outputs, blended_logits(read, outputs, reader), foreign)
    return with_lists(found, scope)


def unreadable(candidates: Sequence[Candidate], scope: SearchScope, reader: Reader) -> set[int]:
    """The candidates' passages in languages that the reader does not read."""
    return {
        one
        for one in {each.passage for each in candidates}
        if reader.languages is not None and scope.index.language_of(one) not in reader.languages
    }


def blended_logits(read: Sequence[Candidate], outputs: Readings, reader: Reader) -> Doubles:
    """The logits of candidates that were read, by ranker and reader: shape (candidates,)."""
    of_each = [outputs[one.sentence] for one in read]
    blend = blend_for(reader.fingerprint)
    if blend is not None:
        return blend.logits(blend_inputs(read, of_each))
    return averaged_logits(read, of_each)


def reordered(
    candidates: Sequence[Candidate],
    outputs: Readings,
    logits: Doubles,
    foreign: Collection[int],
) -> list[Candidate]:
    """The candidates in order. ``logits``: of those with an output, in their order, at least one;
    the others keep theirs, but none is placed above the last of those, unless it is in one of the
    ``foreign`` passages."""
    least = float(logits.min())
    read = [one for one in candidates if one.sentence in outputs]
    reranked = (
        replace(
            one,
            logit=float(logit),
            evidence=_evidence(*outputs[one.sentence]),
            answer=_answer(*outputs[one.sentence]),
        )
        for one, logit in zip(read, logits, strict=True)
    )
    unread = (
        one if one.passage in foreign or one.logit <= least else replace(one, logit=least)
        for one in candidates
        if one.sentence not in outputs
    )
    return in_order([*reranked, *unread])


def read_passages(
    query: Query, passages: Sequence[int], scope: SearchScope, reader: Reader
) -> Readings:
    """For each sentence (row of the index) of these passages: the reader's output for its passage,
    with answers as spans of the document, and the sentence's position in it. Raises ModelError."""
    inputs = {number: reader_passage(number, scope) for number in passages}
    found = {number: one for number, one in inputs.items() if one is not None}
    passages_read = [one.given for one in found.values()]
    question = reader_question(query, passages_read, scope.index)
    outputs = reader.read(question, passages_read)
    read = {}
    for (number, one), output in zip(found.items(), outputs, strict=True):
        moved = one.in_document(output)
        for position, row in enumerate(scope.index.sentences.of(np.array([number])).tolist()):
            read[row] = moved, position
    return read


def passages_to_read(candidates: Sequence[Candidate], reader: Reader) -> list[int]:
    """The passages that a reader reads for these candidates (best first), best first. A reader
    that has not been measured reads all of the best: how far it can move a candidate is not
    known."""
    blend = blend_for(reader.fingerprint)
    if candidates and blend is not None:
        least = candidates[0].logit - _MOST_BEHIND
        return best_passages([one for one in candidates if one.logit >= least], blend.passages)
    return best_passages(candidates)


def best_passages(candidates: Sequence[Candidate], most: int = MOST_PASSAGES) -> list[int]:
    """The passages of the best candidates, ``most`` at most."""
    return list(dict.fromkeys(one.passage for one in candidates))[:most]


def _answer(output: ReaderOutput, position: int) -> Span | None:
    return output.answers[position] if output.answers else None


def _evidence(output: ReaderOutput, position: int) -> float | None:
    return output.evidence[position] if output.evidence else None
