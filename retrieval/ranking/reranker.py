"""Reranker: candidates in a new order, by what a reader finds in the best passages."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from corpus.span import Span
from retrieval.arrays import Doubles
from retrieval.query import Query
from retrieval.ranking.rank import Candidate, in_order
from retrieval.ranking.reader_blend import (
    MOST_PASSAGES,
    ReaderBlend,
    averaged_logits,
    blend_for,
    blend_inputs,
)
from retrieval.ranking.reader_passages import reader_passage
from retrieval.ranking.reader_question import reader_question
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import Reader, ReaderOutput

# For each sentence (row of the index): the reader's output for its passage, with answers as spans
# of the document, and the sentence's position in it.
Outputs = dict[int, tuple[ReaderOutput, int]]
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

    ``passages``: those to read; None: what an answer needs. ``progress`` is told how many of them
    have been read. Raises ModelError.
    """
    index = scope.index
    foreign = {
        one
        for one in {each.passage for each in candidates}
        if reader.languages is not None and index.language_of(one) not in reader.languages
    }
    if passages is None:
        readable = [one for one in candidates if one.passage not in foreign]
        wanted = passages_to_read(readable, reader)
    else:
        wanted = [one for one in passages if one not in foreign]
    outputs: Outputs = {}
    blend = blend_for(reader.fingerprint)
    if passages is None and blend is not None and blend.patience is not None:
        outputs = _read_while_it_matters(query, candidates, wanted, scope, reader, blend)
        wanted = []
    for first in range(0, len(wanted), MOST_PASSAGES):
        outputs |= read_passages(query, wanted[first : first + MOST_PASSAGES], scope, reader)
        if progress is not None:
            progress(min(first + MOST_PASSAGES, len(wanted)), len(wanted))
    read = [one for one in candidates if one.sentence in outputs]
    if not read:
        return list(candidates)
    logits = _blended(read, outputs, blend)
    least = float(logits.min())
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
) -> Outputs:
    """The outputs for these passages. Raises ModelError."""
    return _Reading(query, passages, scope, reader).read(passages)


class _Reading:
    """Passages that may be read for a question. Its words are spelt as all of them spell them."""

    def __init__(
        self, query: Query, passages: Sequence[int], scope: SearchScope, reader: Reader
    ) -> None:
        self._index, self._reader = scope.index, reader
        inputs = {number: reader_passage(number, scope) for number in passages}
        self._inputs = {number: one for number, one in inputs.items() if one is not None}
        self._question = reader_question(query, list(self._inputs.values()), scope.index)

    def read(self, passages: Sequence[int]) -> Outputs:
        """The outputs for some of them. Raises ModelError."""
        found = [number for number in passages if number in self._inputs]
        outputs = self._reader.read(self._question, [self._inputs[number] for number in found])
        read: Outputs = {}
        for number, output in zip(found, outputs, strict=True):
            start = self._index.passages.span(number).end - len(self._inputs[number].text)
            moved = _in_document(output, start)
            for position, row in enumerate(self._index.sentences.of(np.array([number])).tolist()):
                read[row] = moved, position
        return read


def _read_while_it_matters(
    query: Query,
    candidates: Sequence[Candidate],
    passages: Sequence[int],
    scope: SearchScope,
    reader: Reader,
    blend: ReaderBlend,
) -> Outputs:
    """The outputs for the first of these passages, and for each further one as long as it may
    change the answer; see ``Patience``."""
    patience = blend.patience
    if patience is None:
        raise ValueError("this reader reads all passages at once")
    reading = _Reading(query, passages, scope, reader)
    outputs = reading.read(passages[: patience.first])
    best = {one.passage: one.logit for one in reversed(candidates)}
    for passage in passages[patience.first :]:
        read = [one for one in candidates if one.sentence in outputs]
        if read:
            found = float(_blended(read, outputs, blend).max())
            if patience.ends(found, candidates[0].logit - best[passage]):
                break
        outputs |= reading.read([passage])
    return outputs


def _blended(read: Sequence[Candidate], outputs: Outputs, blend: ReaderBlend | None) -> Doubles:
    """The logits of candidates that were read, at least one."""
    of_each = [outputs[one.sentence] for one in read]
    if blend is None:
        return averaged_logits(read, of_each)
    return blend.logits(blend_inputs(read, of_each))


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


def _in_document(output: ReaderOutput, start: int) -> ReaderOutput:
    """The output with answers as spans of the document; ``start``: where in it the text that was
    read begins."""
    moved = (one and Span(one.start + start, one.end + start) for one in output.answers)
    return replace(output, answers=tuple(moved))


def _evidence(output: ReaderOutput, position: int) -> float | None:
    return output.evidence[position] if output.evidence else None
