"""The candidates for a question that hangs on the one before it.

"And in July?" has hardly a word to search by; "How many supported the war? And in July?" has all of
them, and finds what was quoted already. So the sentences are read twice, in the light of the
question alone and of both together, and what the ranker makes of each counts. So does that a
sentence stands in the document that was quoted, where a conversation mostly stays, and that it was
quoted already. The weights are chosen on the tuning half of the pairs in
``benchmarks/follow_ups_data``; `python -m benchmarks.follow_ups` holds this way against others.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from retrieval.index.documents import IndexedDocuments
from retrieval.index.index import Index, Selection
from retrieval.models.encoder import Tokens, Vectors
from retrieval.ranking.rank import READ, Candidate, compute_features, in_order, weighed
from retrieval.ranking.retriever import Rows, retrieve
from retrieval.ranking.score_scale import Scale
from retrieval.reference import Reference
from retrieval.text.follow_up_cues import is_incomplete
from retrieval.text.question_types import kinds
from retrieval.turn import Turn

# Passages of a quoted document that are read, those nearest to the quote: an article's are all of
# them, a book's are not.
_NEAREST = 12
# Questions before this one that are remembered, and how long all may be together.
_TURNS, _MOST_CHARACTERS = 3, 1000

Read = Callable[[str], tuple[Vectors, Tokens]]


@dataclass(frozen=True, slots=True)
class Following:
    """How much what went before counts, in logits beside that of the question alone.

    ``together``: times what the ranker makes of both questions as one. ``document``: for a sentence
    of a document that was quoted; ``first_document``: of the one that was quoted first, besides.
    ``repeated``: for a sentence of the first quote itself.
    """

    together: float = 0.4
    document: float = 1.0
    first_document: float = 1.8
    repeated: float = -0.5

    def bonus(self, document: str, start: int, turn: Turn) -> float:
        """For a sentence that begins there in the document of this id."""
        if all(one.document_id != document for one in turn.quotes):
            return 0.0
        first = turn.quotes[0]
        if first.document_id != document:
            return self.document
        is_repeated = first.span.start <= start < first.span.end
        return self.document + self.first_document + self.repeated * is_repeated


FOLLOWING = Following()


def is_follow_up(question: str, turn: Turn | None) -> bool:
    """Whether a question is to be understood in the light of what was asked before."""
    return turn is not None and (turn.is_pointed_at or is_incomplete(question))


def together(question: str, turn: Turn) -> str:
    """The question behind those that it hangs on, as far back as they hang on one another."""
    asked = [question]
    for one in list(turn.back())[:_TURNS]:
        if sum(map(len, asked)) + len(one.question) > _MOST_CHARACTERS:
            break
        asked.append(one.question)
        if not is_follow_up(one.question, one.before):
            break
    return " ".join(reversed(asked))


def rank_follow_up(
    question: str,
    turn: Turn,
    index: Index,
    read: Read,
    documents: IndexedDocuments,
    allowed: Selection | None = None,
    scale: Scale | None = None,
    following: Following = FOLLOWING,
) -> list[Candidate]:
    """The candidates for a question in the light of the turn before it, best first. ``read`` gives
    what the model makes of a text; the rest is as for ``rank``."""
    readings = {text: read(text) for text in (question, together(question, turn))}
    found = [_around(one, index, allowed) for one in turn.quotes]
    for text, (vector, _) in readings.items():
        retrieved = retrieve(index, vector, index.terms(text), READ, allowed)
        found.append(np.array([one.passage for one in retrieved], np.int64))
    passages = np.unique(np.concatenate(found))
    # What kind of thing is asked for, the new question says, where it says so at all.
    asks = question if kinds(question) else ""
    alone, both = (
        weighed(*compute_features(text, index, made, documents, allowed, scale, passages, asks))
        for text, made in readings.items()
    )
    starts = index.sentences.spans(np.array([one.sentence for one in alone], np.int64))[:, 0]
    return in_order(
        [
            replace(
                one,
                logit=one.logit
                + following.together * joint.logit
                + following.bonus(index.document_of(one.passage)[0], start, turn),
            )
            for one, joint, start in zip(alone, both, starts.tolist(), strict=True)
        ]
    )


def _around(reference: Reference, index: Index, allowed: Selection | None) -> Rows:
    """The passages of a quote's document that are nearest to it."""
    rows = index.passages_of(reference.document_id, reference.sha256, allowed)
    if not len(rows):
        return rows
    middles = index.passages.spans(rows).mean(axis=1)
    distances = np.abs(middles - (reference.span.start + reference.span.end) / 2)
    return rows[np.argsort(distances, kind="stable")[:_NEAREST]]
