"""Reranker: candidates in a new order, by what a reader finds in the best passages."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.span import Span
from retrieval.query import Query
from retrieval.ranking.rank import Candidate, in_order
from retrieval.ranking.reader_blend import averaged_logits, blend_signals, learned_blend
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import Reader, ReaderOutput, ReaderPassage

# The most passages read for a question: they decide how long it takes.
MOST_PASSAGES = 8
# The bundled reader reads fewer, and none so far (in logits) behind the ranker's best. Of 416
# answerable questions that it was not trained on, 415 get the same first sentence as with eight
# passages, and as many are right (readers/reader_card.md); each passage takes 12 ms.
# Those far behind seldom come first, but second or third: sources that contradict one another.
_BUNDLED_MOST = 5
_MOST_BEHIND = 4.0


def rerank(
    query: Query, candidates: Sequence[Candidate], scope: SearchScope, reader: Reader
) -> list[Candidate]:
    """The candidates, those in the passages that were read first, by their new logits. The others
    follow: how they compare is not known, so none is placed above the last that was read. Raises
    ModelError."""
    outputs = read_passages(query, passages_to_read(candidates, reader), scope, reader)
    read = [one for one in candidates if one.sentence in outputs]
    if not read:
        return list(candidates)
    of_each = [outputs[one.sentence] for one in read]
    if reader.fingerprint == learned_blend().fingerprint:
        logits = learned_blend().logits(blend_signals(read, of_each))
    else:
        logits = averaged_logits(read, of_each)
    least = float(logits.min())
    reranked = (replace(one, logit=float(logit)) for one, logit in zip(read, logits, strict=True))
    unread = (
        replace(one, logit=min(one.logit, least))
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
    outputs = reader.read(query.text, list(found.values()))
    return {
        row: (output, position)
        for number, output in zip(found, outputs, strict=True)
        for position, row in enumerate(scope.index.sentences.of(np.array([number])).tolist())
    }


def passages_to_read(candidates: Sequence[Candidate], reader: Reader) -> list[int]:
    """The passages that a reader reads for these candidates (best first), best first. Another
    reader than the bundled one reads all of the best: how far it can move a candidate is not
    known."""
    if candidates and reader.fingerprint == learned_blend().fingerprint:
        least = candidates[0].logit - _MOST_BEHIND
        return best_passages([one for one in candidates if one.logit >= least])[:_BUNDLED_MOST]
    return best_passages(candidates)


def best_passages(candidates: Sequence[Candidate]) -> list[int]:
    """The passages of the best candidates, ``MOST_PASSAGES`` at most."""
    return list(dict.fromkeys(one.passage for one in candidates))[:MOST_PASSAGES]


def reader_passage(passage: int, scope: SearchScope) -> ReaderPassage | None:
    """The reader's input for this passage; None where its document is gone or has changed."""
    index, documents = scope.index, scope.documents
    if documents.of_passage(passage) is None:
        return None
    start = index.passages.span(passage).start
    spans = map(index.sentences.span, index.sentences.of(np.array([passage])).tolist())
    return ReaderPassage(
        text=documents.text_of(passage),
        sentences=tuple(Span(one.start - start, one.end - start) for one in spans),
        title=documents.title_of(passage),
    )
