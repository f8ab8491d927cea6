"""Ways in which the question before can enter the search."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from corpus.store.protocol import DocumentStore
from retrieval.index.documents import IndexedDocuments
from retrieval.index.index import Index
from retrieval.models.encoder import Encoder, Tokens, Vectors, unit
from retrieval.ranking.follow_up import FOLLOWING, Following, is_follow_up, rank_follow_up, together
from retrieval.ranking.rank import Candidate, rank
from retrieval.ranking.ranker import learned_ranker
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
    _plain: dict[str, list[Candidate]] = field(default_factory=dict)

    def read(self, text: str) -> tuple[Vectors, Tokens]:
        return self.encoder.read_questions([text])[0]

    def rank(self, text: str, read: tuple[Vectors, Tokens] | None = None) -> list[Candidate]:
        """The candidates for a text, perhaps with what the model made of another."""
        if read is None:  # what all ways ask for again and again
            if text not in self._plain:
                self._plain[text] = self.rank(text, self.read(text))
            return self._plain[text]
        scale = learned_ranker().scale_of(self.encoder)
        documents = IndexedDocuments(self.index, self.library)
        return rank(text, self.index, read, documents, None, scale)

    def follow(self, question: str, turn: Turn, following: Following) -> list[Candidate]:
        scale = learned_ranker().scale_of(self.encoder)
        documents = IndexedDocuments(self.index, self.library)
        return rank_follow_up(
            question, turn, self.index, self.read, documents, None, scale, following
        )


Way = Callable[[Search, str, Turn], list[Candidate]]


def nothing(search: Search, question: str, turn: Turn) -> list[Candidate]:
    return search.rank(question)


def joined(search: Search, question: str, turn: Turn) -> list[Candidate]:
    return search.rank(together(question, turn))


def words_too(search: Search, question: str, turn: Turn) -> list[Candidate]:
    """BM25 and word coverage by both questions' telling words, vectors and tokens by the question's
    own."""
    telling = [word for word in turn.question.split() if not languages_of_word(word.lower())]
    return search.rank(" ".join([question, *telling]), search.read(question))


def mixed(share: float) -> Way:
    """The vectors of both, mixed; words and tokens of the question alone."""

    def way(search: Search, question: str, turn: Turn) -> list[Candidate]:
        vector, tokens = search.read(question)
        before, _ = search.read(turn.question)
        return search.rank(question, (unit((vector + share * before)[np.newaxis])[0], tokens))

    return way


def following(**weights: float) -> Way:
    """As Pullquote does it, with these weights."""

    def way(search: Search, question: str, turn: Turn) -> list[Candidate]:
        return search.follow(question, turn, Following(**weights))

    return way


def when_incomplete(way: Way) -> Way:
    """So for a question that hangs on another; any other is asked as it is."""

    def gated(search: Search, question: str, turn: Turn) -> list[Candidate]:
        return (
            way(search, question, turn) if is_follow_up(question, turn) else search.rank(question)
        )

    return gated


def shipped(search: Search, question: str, turn: Turn) -> list[Candidate]:
    return search.follow(question, turn, FOLLOWING)


_NO_DOCUMENT = {"document": 0.0, "first_document": 0.0, "repeated": 0.0}
WAYS: Mapping[str, Way] = {
    "nothing": nothing,
    "both as one, always": joined,
    "both as one": when_incomplete(joined),
    "its words too": when_incomplete(words_too),
    **{f"its vector, {share:.0%}": when_incomplete(mixed(share)) for share in _SHARES},
    "quoted documents first": when_incomplete(following(together=0.0)),
    "alone and both": when_incomplete(following(**_NO_DOCUMENT)),
    "Pullquote, always": shipped,
    "Pullquote": when_incomplete(shipped),
}
