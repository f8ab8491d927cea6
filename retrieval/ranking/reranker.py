"""Reranker: candidates in a new order, by what a reader finds in the best passages."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retrieval.query import Query
from retrieval.ranking.rank import Candidate, in_order
from retrieval.ranking.reader_blend import averaged_logits, blend_for, blend_inputs
from retrieval.ranking.reader_passages import reader_passage
from retrieval.ranking.reader_question import reader_question
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import Reader, ReaderOutput

# The most passages read for a question: they decide how long it takes.
MOST_PASSAGES = 8
# The bundled reader reads none that is so far (in logits) behind the ranker's best: it could hardly
# come first any more, and each passage takes several milliseconds.
_MOST_BEHIND = 4.0


def rerank(
    query: Query, candidates: Sequence[Candidate], scope: SearchScope, reader: Reader
) -> list[Candidate]:
    """The candidates, those in the passages that were read first, by their new logits. The others
    follow: how they compare is not known, so none is placed above the last that was read. Those in
    languages that the reader does not read keep their logits. Raises ModelError."""
    index = scope.index
    foreign = {
        one
        for one in {each.passage for each in candidates}
        if reader.languages is not None and index.language_of(one) not in reader.languages
    }
    readable = [one for one in candidates if one.passage not in foreign]
    outputs = read_passages(query, passages_to_read(readable, reader), scope, reader)
    read = [one for one in candidates if one.sentence in outputs]
    if not read:
        return list(candidates)
    of_each = [outputs[one.sentence] for one in read]
    blend = blend_for(reader.fingerprint)
    if blend is not None:
        logits = blend.network.logits(blend_inputs(read, of_each)).astype(np.float64)
    else:
        logits = averaged_logits(read, of_each)
    least = float(logits.min())
    reranked = (
        replace(one, logit=float(logit), evidence=_evidence(*outputs[one.sentence]))
        for one, logit in zip(read, logits, strict=True)
    )
    unread = (
        one if one.passage in foreign else replace(one, logit=min(one.logit, least))
        for one in candidates
        if one.sentence not in outputs
    )
    return in_order([*reranked, *unread])


def read_passages(
    query: Query, passages: Sequence[int], scope: SearchScope, reader: Reader
) -> dict[int, tuple[ReaderOutput, int]]:
    """For each sentence (row of the index) of these passages: the reader's output for its passage,
    and the sentence's position in it. Raises ModelError."""
    inputs = {number: reader_passage(number, scope) for number in passages}
    found = {number: one for number, one in inputs.items() if one is not None}
    passages_read = list(found.values())
    question = reader_question(query, passages_read, scope.index)
    outputs = reader.read(question, passages_read)
    return {
        row: (output, position)
        for number, output in zip(found, outputs, strict=True)
        for position, row in enumerate(scope.index.sentences.of(np.array([number])).tolist())
    }


def passages_to_read(candidates: Sequence[Candidate], reader: Reader) -> list[int]:
    """The passages that a reader reads for these candidates (best first), best first. A reader
    that has not been measured reads all of the best: how far it can move a candidate is not
    known."""
    if candidates and blend_for(reader.fingerprint) is not None:
        least = candidates[0].logit - _MOST_BEHIND
        return best_passages([one for one in candidates if one.logit >= least])
    return best_passages(candidates)


def best_passages(candidates: Sequence[Candidate]) -> list[int]:
    """The passages of the best candidates, ``MOST_PASSAGES`` at most."""
    return list(dict.fromkeys(one.passage for one in candidates))[:MOST_PASSAGES]


def _evidence(output: ReaderOutput, position: int) -> float | None:
    return output.evidence[position] if output.evidence else None
