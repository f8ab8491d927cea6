"""Candidates for a follow-up question.

"And in July?" has hardly a word to search for; "How many supported the war? And in July?" has all
of them, but finds what was quoted before. So features are computed twice, for the question alone
and for both questions combined, and both logits count. A reader reads the best passages twice as
well, and the mean of its two logits counts. Sentences of the quoted documents get a bonus, since a
conversation mostly stays there, and a sentence that was quoted before a malus. The weights were
chosen on the tuning half of the pairs in ``benchmarks/follow_ups_data``;
`python -m benchmarks.follow_ups` compares this with other ways.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.arrays import Rows
from retrieval.citation import Reference
from retrieval.query import Query
from retrieval.ranking.crossing import across_languages
from retrieval.ranking.rank import (
    RANKED_PASSAGES,
    Candidate,
    compute_features,
    in_order,
    ranked_sentences,
)
from retrieval.ranking.reader_blend import MOST_PASSAGES, blend_for
from retrieval.ranking.reranker import (
    Readings,
    best_passages,
    blended_logits,
    read_passages,
    reordered,
    unreadable,
)
from retrieval.ranking.retriever import retrieve
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import Reader, ReaderOutput
from retrieval.turn import Turn

# The most passages taken from a quoted document, those nearest to the quote: all of an article,
# not all of a book.
_MOST_NEAR_QUOTE = 12
# A follow-up's passages are read twice, so half as many are as for another question, but no fewer
# than these. On the tuning half, three give the same answers as twelve.
_FEWEST_READ = 3


@dataclass(frozen=True, slots=True)
class FollowUpWeights:
    """What is added to the logit of a candidate for the question alone.

    ``combined``: the factor of its logit for both questions combined. ``document``: the bonus of a
    sentence in a quoted document; ``first_document``: of one in the document of the first quote,
    in addition. ``repeated``: the bonus of a sentence in the first quote itself. ``read``: the
    factor of the documents' bonuses beside a reader's logits.
    """

    combined: float = 0.4
    document: float = 1.0
    first_document: float = 1.8
    repeated: float = -0.5
    read: float = 0.8

    def bonus(self, document: str, start: int, turn: Turn, factor: float = 1.0) -> float:
        """The bonus of a sentence that starts there in the document with this id; ``factor``: of
        the documents' bonuses."""
        if all(one.document_id != document for one in turn.quotes):
            return 0.0
        first = turn.quotes[0]
        if first.document_id != document:
            return factor * self.document
        is_repeated = first.span.start <= start < first.span.end
        return factor * (self.document + self.first_document) + self.repeated * is_repeated


FOLLOW_UP_WEIGHTS = FollowUpWeights()


def rank_follow_up(
    query: Query,
    scope: SearchScope,
    reader: Reader | None = None,
    weights: FollowUpWeights = FOLLOW_UP_WEIGHTS,
) -> list[Candidate]:
    """The candidates for a follow-up question, best first. Raises ValueError for a query that is
    no follow-up, ModelError."""
    turn, combined = query.follow_up, query.combined
    if turn is None or combined is None:
        raise ValueError(f"not a follow-up question: {query.text}")
    index = scope.index
    alone, both = (across_languages(one, scope) for one in (query, combined))
    passages = follow_up_passages(query, scope)
    by_alone, by_both = (
        ranked_sentences(*compute_features(one, scope, passages), index.model)
        for one in (alone, both)
    )
    starts = index.sentences.spans(np.array([one.sentence for one in by_alone], np.int64))[:, 0]
    places: list[tuple[str, int]] = [
        (index.document_of(one.passage)[0], start)
        for one, start in zip(by_alone, starts.tolist(), strict=True)
    ]
    candidates = in_order(
        [
            replace(
                one,
                logit=one.logit
                + weights.combined * joint.logit
                + weights.bonus(document, start, turn),
            )
            for one, joint, (document, start) in zip(by_alone, by_both, places, strict=True)
        ]
    )
    if reader is None or not candidates or not reader.supports(combined.text):
        return candidates
    bonuses = {
        one.sentence: weights.bonus(document, start, turn, weights.read)
        for one, (document, start) in zip(by_alone, places, strict=True)
    }
    return _read(query, combined, scope, reader, candidates, (by_alone, by_both), bonuses)


def follow_up_passages(query: Query, scope: SearchScope) -> Rows:
    """The passages that may answer a follow-up question, in ascending order: those near the quotes
    before it, and the best for the question alone and for both combined."""
    turn, combined = query.follow_up, query.combined
    if turn is None or combined is None:
        raise ValueError(f"not a follow-up question: {query.text}")
    found = [_near_quote(one, scope) for one in turn.quotes]
    for one in (query, combined):
        retrieved = retrieve(across_languages(one, scope), scope, RANKED_PASSAGES)
        found.append(np.array([passage.passage for passage in retrieved], np.int64))
    return np.unique(np.concatenate(found))


def _read(
    query: Query,
    combined: Query,
    scope: SearchScope,
    reader: Reader,
    candidates: Sequence[Candidate],
    ranked: Sequence[Sequence[Candidate]],
    bonuses: Mapping[int, float],
) -> list[Candidate]:
    """The candidates once a reader has read their best passages, for the question alone and for
    both combined. ``ranked``: the same candidates as each of the two questions ranks them;
    ``bonuses``: by their sentences."""
    foreign = unreadable(candidates, scope, reader)
    blend = blend_for(reader.fingerprint)
    most = max(_FEWEST_READ, (MOST_PASSAGES if blend is None else blend.passages) // 2)
    wanted = best_passages([one for one in candidates if one.passage not in foreign], most)
    of_both = read_passages(combined, wanted, scope, reader)
    if not of_both:
        return list(candidates)
    # "And in July?" may be too short for a reader to tell the language.
    is_read = reader.supports(query.text)
    of_alone = read_passages(query, wanted, scope, reader) if is_read else of_both
    logits = dict.fromkeys(of_both, 0.0)
    for known, outputs in zip(ranked, (of_alone, of_both), strict=True):
        read = [one for one in known if one.sentence in outputs]
        for one, logit in zip(read, blended_logits(read, outputs, reader).tolist(), strict=True):
            logits[one.sentence] += logit / len(ranked)
    found = [
        logits[one.sentence] + bonuses[one.sentence]
        for one in candidates
        if one.sentence in of_both
    ]
    return reordered(candidates, _with_mean_evidence(of_alone, of_both), np.array(found), foreign)


def _with_mean_evidence(of_alone: Readings, of_both: Readings) -> Readings:
    """The readings of both questions, with the mean of what each says of a sentence: what answers
    the first question is no evidence for the second."""
    merged: dict[int, ReaderOutput] = {}
    found: Readings = {}
    for sentence, (both, position) in of_both.items():
        if id(both) not in merged:
            alone, _ = of_alone[sentence]
            evidence = tuple(
                (one + other) / 2 for one, other in zip(alone.evidence, both.evidence, strict=True)
            )
            merged[id(both)] = replace(both, evidence=evidence)
        found[sentence] = merged[id(both)], position
    return found


def _near_quote(quote: Reference, scope: SearchScope) -> Rows:
    """The passages of a quote's document that are nearest to the quote."""
    index = scope.index
    rows = index.passages_of(quote.document_id, quote.sha256, scope.selection)
    if not len(rows):
        return rows
    middles = index.passages.spans(rows).mean(axis=1)
    distances = np.abs(middles - (quote.span.start + quote.span.end) / 2)
    return rows[np.argsort(distances, kind="stable")[:_MOST_NEAR_QUOTE]]
