"""Ways in which the question before can enter the search."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from corpus.store.protocol import DocumentStore
from retrieval.index.index import Index
from retrieval.models.encoder import Encoder, unit
from retrieval.query import Query, QueryAnalyzer, combined_question, is_follow_up
from retrieval.ranking.follow_up import FOLLOW_UP_WEIGHTS, FollowUpWeights, rank_follow_up
from retrieval.ranking.rank import Candidate, rank
from retrieval.ranking.ranker import learned_ranker
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.language import languages_of_word
from retrieval.turn import Turn

# Of the vector of the question before, beside that of the question.
_SHARES = (0.3, 0.6)


@dataclass(frozen=True, slots=True)
class Search:
    """A collection, ready to be asked."""

    library: DocumentStore
    index: Index
    encoder: Encoder
    _ranked: dict[str, list[Candidate]] = field(default_factory=dict)

    def scope(self) -> SearchScope:
        scale = learned_ranker().scale_of(self.encoder)
        return SearchScope.of(self.index, self.library, scale=scale)

    def query(self, text: str, turn: Turn | None = None) -> Query:
        analyzer = QueryAnalyzer.of(self.index, self.encoder)
        return analyzer.query(text, turn)

    def rank(self, text: str) -> list[Candidate]:
        """The candidates for a question on its own; kept, since every way asks for them."""
        if text not in self._ranked:
            self._ranked[text] = self.rank_query(self.query(text))
        return self._ranked[text]

    def rank_query(self, query: Query) -> list[Candidate]:
        return rank(query, self.scope())

    def follow(self, question: str, turn: Turn, weights: FollowUpWeights) -> list[Candidate]:
        return rank_follow_up(self.query(question, turn), self.scope(), weights)


Way = Callable[[Search, str, Turn], list[Candidate]]


def nothing(search: Search, question: str, turn: Turn) -> list[Candidate]:
    return search.rank(question)


def joined(search: Search, question: str, turn: Turn) -> list[Candidate]:
    return search.rank(combined_question(question, turn))


def words_too(search: Search, question: str, turn: Turn) -> list[Candidate]:
    """BM25 and word coverage by the content words of both questions; vectors and tokens of the
    question alone."""
    content = [word for word in turn.question.split() if not languages_of_word(word.lower())]
    alone, both = search.query(question), search.query(" ".join([question, *content]))
    return search.rank_query(replace(both, vector=alone.vector, tokens=alone.tokens))


def mixed(share: float) -> Way:
    """The vectors of both, mixed; words and tokens of the question alone."""

    def way(search: Search, question: str, turn: Turn) -> list[Candidate]:
        query, before = search.query(question), search.query(turn.question)
        vector = unit((query.vector + share * before.vector)[np.newaxis])[0]
        return search.rank_query(replace(query, vector=vector))

    return way


def weighted(**weights: float) -> Way:
    """As Pullquote does it, with these weights."""

    def way(search: Search, question: str, turn: Turn) -> list[Candidate]:
        return search.follow(question, turn, FollowUpWeights(**weights))

    return way


def when_incomplete(way: Way) -> Way:
    """For follow-up questions only; any other is asked on its own."""

    def gated(search: Search, question: str, turn: Turn) -> list[Candidate]:
        return (
            way(search, question, turn) if is_follow_up(question, turn) else search.rank(question)
        )

    return gated


def shipped(search: Search, question: str, turn: Turn) -> list[Candidate]:
    return search.follow(question, turn, FOLLOW_UP_WEIGHTS)


_NO_DOCUMENT = {"document": 0.0, "first_document": 0.0, "repeated": 0.0}
WAYS: Mapping[str, Way] = {
    "nothing": nothing,
    "both as one, always": joined,
    "both as one": when_incomplete(joined),
    "its words too": when_incomplete(words_too),
    **{f"its vector, {share:.0%}": when_incomplete(mixed(share)) for share in _SHARES},
    "quoted documents first": when_incomplete(weighted(combined=0.0)),
    "alone and both": when_incomplete(weighted(**_NO_DOCUMENT)),
    "Pullquote, always": shipped,
    "Pullquote": when_incomplete(shipped),
}
