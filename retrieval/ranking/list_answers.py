"""Lists that answer: a question may be answered by all items of a list together.

Each item then gets only a share of what a reader and a ranker find likely, and a lead-in ("It needs
these:") gets another. That the list answers is about as likely as that any of them does.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.calibration import confidence
from retrieval.logistic import logit
from retrieval.ranking.rank import Candidate, in_order
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.lists import introduces, is_list_item

# A part of a list counts if a reader finds it this likely to answer by itself; so many have to.
EVIDENCE = 0.5
FEWEST = 2
# A list's logit is at most so much above its best part's: the parts are not independent.
_MOST_GAIN = 1.5


def with_lists(candidates: Sequence[Candidate], scope: SearchScope) -> list[Candidate]:
    """The candidates in order, the best part of each list that answers with the list's logit."""
    best: dict[int, float] = {}
    for parts in _lists(candidates, scope):
        first = max(parts, key=lambda one: one.logit)
        none = math.prod(1 - confidence(one.logit) for one in parts)
        pooled = min(logit(1 - none), first.logit + _MOST_GAIN)
        best[first.sentence] = max(first.logit, pooled)
    if not best:
        return list(candidates)
    return in_order(
        [
            replace(one, logit=best[one.sentence]) if one.sentence in best else one
            for one in candidates
        ]
    )


def _lists(candidates: Sequence[Candidate], scope: SearchScope) -> Iterator[list[Candidate]]:
    """The likely parts of each list, where these are enough."""
    read = {one.sentence: one for one in candidates if one.evidence is not None}
    likely = sorted(row for row, one in read.items() if _is_likely(one))
    runs: list[list[int]] = []
    for row in likely:
        last = runs[-1][-1] if runs else row
        between = range(last + 1, row + 1)
        if between and all(
            one in read and is_list_item(_text(read[one], scope)) for one in between
        ):
            runs[-1].append(row)
        elif is_list_item(text := _text(read[row], scope)) or introduces(text):
            runs.append([row])
    for run in runs:
        if len(run) >= FEWEST:
            yield [read[row] for row in run]


def _is_likely(candidate: Candidate) -> bool:
    return candidate.evidence is not None and candidate.evidence >= EVIDENCE


def _text(candidate: Candidate, scope: SearchScope) -> str:
    document = scope.documents.of_passage(candidate.passage)
    span = scope.index.sentences.span(candidate.sentence)
    return span.of(document.text) if document else ""
