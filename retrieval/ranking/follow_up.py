"""Candidates for a follow-up question.

"And in July?" has hardly a word to search for; "How many supported the war? And in July?" has all
of them, but finds what was quoted before. So features are computed twice, for the question alone
and for both questions combined, and both logits count. Sentences of the quoted documents get a
bonus, since a conversation mostly stays there, and a sentence that was quoted before a malus. The
weights were chosen on the tuning half of the pairs in ``benchmarks/follow_ups_data``;
`python -m benchmarks.follow_ups` compares this with other ways.
"""

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
from retrieval.ranking.retriever import retrieve
from retrieval.ranking.search_scope import SearchScope
from retrieval.turn import Turn

# The most passages taken from a quoted document, those nearest to the quote: all of an article,
# not all of a book.
_MOST_NEAR_QUOTE = 12


@dataclass(frozen=True, slots=True)
class FollowUpWeights:
    """What is added to the logit of a candidate for the question alone.

    ``combined``: the factor of its logit for both questions combined. ``document``: the bonus of a
    sentence in a quoted document; ``first_document``: of one in the document of the first quote,
    in addition. ``repeated``: the bonus of a sentence in the first quote itself.
    """

    combined: float = 0.4
    document: float = 1.0
    first_document: float = 1.8
    repeated: float = -0.5

    def bonus(self, document: str, start: int, turn: Turn) -> float:
        """The bonus of a sentence that starts there in the document with this id."""
        if all(one.document_id != document for one in turn.quotes):
            return 0.0
        first = turn.quotes[0]
        if first.document_id != document:
            return self.document
        is_repeated = first.span.start <= start < first.span.end
        return self.document + self.first_document + self.repeated * is_repeated


FOLLOW_UP_WEIGHTS = FollowUpWeights()


def rank_follow_up(
    query: Query, scope: SearchScope, weights: FollowUpWeights = FOLLOW_UP_WEIGHTS
) -> list[Candidate]:
    """The candidates for a follow-up question, best first. Raises ValueError for a query that is
    no follow-up."""
    turn, combined = query.follow_up, query.combined
    if turn is None or combined is None:
        raise ValueError(f"not a follow-up question: {query.text}")
    index = scope.index
    query, combined = (across_languages(one, scope) for one in (query, combined))
    found = [_near_quote(one, scope) for one in turn.quotes]
    for one in (query, combined):
        retrieved = retrieve(one, scope, RANKED_PASSAGES)
        found.append(np.array([passage.passage for passage in retrieved], np.int64))
    passages = np.unique(np.concatenate(found))
    alone, both = (
        ranked_sentences(*compute_features(one, scope, passages), index.model)
        for one in (query, combined)
    )
    starts = index.sentences.spans(np.array([one.sentence for one in alone], np.int64))[:, 0]
    return in_order(
        [
            replace(
                one,
                logit=one.logit
                + weights.combined * joint.logit
                + weights.bonus(index.document_of(one.passage)[0], start, turn),
            )
            for one, joint, start in zip(alone, both, starts.tolist(), strict=True)
        ]
    )


def _near_quote(quote: Reference, scope: SearchScope) -> Rows:
    """The passages of a quote's document that are nearest to the quote."""
    index = scope.index
    rows = index.passages_of(quote.document_id, quote.sha256, scope.selection)
    if not len(rows):
        return rows
    middles = index.passages.spans(rows).mean(axis=1)
    distances = np.abs(middles - (quote.span.start + quote.span.end) / 2)
    return rows[np.argsort(distances, kind="stable")[:_MOST_NEAR_QUOTE]]
