"""The candidates for a question that hangs on the one before it.

"And in July?" has hardly a word to search by; "How many supported the war? And in July?" has all of
them, and finds what was quoted already. So the sentences are read twice, in the light of the
question alone and of both together, and what the ranker makes of each counts; as does that a
sentence stands in the document that was quoted, where a conversation mostly stays. The weights are
fitted to the tuning half of the pairs in ``benchmarks/follow_ups_data``; `python -m
benchmarks.follow_ups` holds this way against others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.documents import IndexedDocuments
from retrieval.encoder import Tokens, Vectors
from retrieval.incomplete import is_incomplete
from retrieval.index import Index, Selection
from retrieval.proposing import Rows, propose
from retrieval.ranking import READ, Candidate, in_order, read_closely, weighed
from retrieval.reference import Reference
from retrieval.scale import Scale
from retrieval.turn import Turn

# Passages of the quoted document that are read, those nearest to the quote: an article's are all
# of them, a book's are not.
_NEAREST = 12
# Questions before the last that are remembered, and how long they may be together.
_TURNS, _MOST_CHARACTERS = 3, 1000

Read = Callable[[str], tuple[Vectors, Tokens]]


@dataclass(frozen=True, slots=True)
class Following:
    """How much what went before counts, in logits: ``together`` times what the ranker makes of
    both questions as one, ``document`` for a sentence of the document that was quoted first,
    ``also`` for one of any that was quoted; ``offset`` makes a probability of their sum.
    ``always``: even for questions that seem to need nothing."""

    alone: float = 1.0
    together: float = 0.4
    document: float = 1.8
    also: float = 1.0
    offset: float = 0.0
    always: bool = False

    def concerns(self, question: str, turn: Turn) -> bool:
        """Whether the question is to be understood in the light of the turn."""
        return self.always or turn.is_pointed_at or is_incomplete(question)


FOLLOWING = Following()


def together(question: str, turn: Turn) -> str:
    """The question behind those that it hangs on, the last of which matters most: as far back as
    they hang on one another."""
    asked = [question]
    for one in list(turn.back())[:_TURNS]:
        if sum(map(len, asked)) + len(one.question) > _MOST_CHARACTERS:
            break
        asked.append(one.question)
        if not is_incomplete(one.question):
            break
    return " ".join(reversed(asked))


def rank_following(
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
    what the model makes of a text."""
    both = together(question, turn)
    readings = [(text, read(text)) for text in (question, both)]
    found = [
        np.array(
            [one.passage for one in propose(index, vector, index.terms(text), READ, allowed)],
            np.int64,
        )
        for text, (vector, _) in readings
    ]
    quoted = [_around(one, index, allowed) for one in turn.quotes]
    passages = np.unique(np.concatenate([*found, *quoted, np.empty(0, np.int64)]))
    alone, joint = (
        weighed(*read_closely(text, index, made, documents, allowed, scale, passages))
        for text, made in readings
    )
    names = [one.document_id for one in turn.quotes]
    return in_order(
        [
            replace(
                one,
                logit=following.offset
                + following.alone * one.logit
                + following.together * other.logit
                + _bonus(index.document_of(one.passage)[0], names, following),
            )
            for one, other in zip(alone, joint, strict=True)
        ]
    )


def _bonus(document: str, quoted: Sequence[str], following: Following) -> float:
    if document not in quoted:
        return 0.0
    return following.also + (following.document if document == quoted[0] else 0.0)


def _around(reference: Reference, index: Index, allowed: Selection | None) -> Rows:
    """The passages of a quote's document that are nearest to it."""
    rows = index.passages_of(reference.document_id, reference.sha256, allowed)
    spans = index.passages.spans(rows)
    place = (reference.span.start + reference.span.end) / 2
    distance = np.abs(spans.mean(axis=1) - place) if len(rows) else np.empty(0)
    return rows[np.argsort(distance, kind="stable")[:_NEAREST]]
