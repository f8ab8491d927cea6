"""Matching: which saved questions new documents answer.

Each question is asked of the new documents alone. What an older document, or an older version of
the same one, says already in nearly the same words is no news, and is left out.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.filters import Filters
from retrieval.answer import Quote
from retrieval.answerer import Answerer
from retrieval.arrays import Rows
from retrieval.errors import QuestionError
from retrieval.index.index import Selection
from retrieval.models.question_batch import MOST
from retrieval.query import Query
from retrieval.quoting.candidate_texts import CandidateTexts
from retrieval.ranking.rank import Candidate
from retrieval.ranking.search_scope import SearchScope
from retrieval.watching.shortlist import Shortlist

# Of the near-duplicates of a sentence, by vector; most have most words in common.
_NEAREST, _NEAR_COSINE = 50, 0.75


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question that is asked of every new document."""

    text: str
    filters: Filters = field(default_factory=Filters)


class Matcher:
    """Asks questions of the documents ``new`` (id and fingerprint), which are in the answerer's
    index. ``most``: quotes for a question. Raises ModelError, RemoteIndexError."""

    def __init__(
        self,
        answerer: Answerer,
        new: Collection[tuple[str, str]],
        most: int,
        min_confidence: float | None = None,
    ) -> None:
        self._answerer, self._most, self._threshold = answerer, most, min_confidence
        self._scope = answerer.scope_of(new)
        self._shortlist = Shortlist(self._scope)
        self._before = _Before(answerer, new)

    def matches(
        self, questions: Sequence[SavedQuestion], step: Callable[[int], None] = lambda done: None
    ) -> Iterator[tuple[int, list[Quote]]]:
        """For each question that has any: its position, and the quotes that answer it. Invalid
        questions have none. ``step`` is called now and then with the number of questions done."""
        for first in range(0, len(questions), MOST):
            step(first)
            some = questions[first : first + MOST]
            self._answerer.expect(one.text for one in some)
            queries = {n: query for n, one in enumerate(some, first) if (query := self._query(one))}
            allowed = [self._admitted(questions[n].filters) for n in queries]
            rows = self._shortlist.of(list(queries.values()), allowed)
            for (n, query), passages in zip(queries.items(), rows, strict=True):
                if len(passages) and (found := self._quotes(query, passages)):
                    yield n, found

    def _query(self, question: SavedQuestion) -> Query | None:
        try:
            return self._answerer.analyze(question.text)
        except QuestionError:
            return None

    def _quotes(self, query: Query, passages: Rows) -> list[Quote]:
        found = self._answerer.quotes_from(
            query, passages, self._scope, self._most, self._threshold
        )
        return [quote for candidate, quote in found if not self._before.has(candidate, quote)]

    def _admitted(self, filters: Filters) -> Rows | None:
        """The numbers of the new documents that pass the filters; None: all pass."""
        if not filters:
            return None
        ids = {card.id for card in self._answerer.library.cards() if filters.admit(card)}
        known = enumerate(self._answerer.index.documents())
        return np.array([n for n, (name, _) in known if name in ids], np.int64)


class _Before:
    """What was in the collection before the new documents."""

    def __init__(self, answerer: Answerer, new: Collection[tuple[str, str]]) -> None:
        index, self._library = answerer.whole_index, answerer.library
        names = set(new)
        mask = np.array([one not in names for one in index.documents()], dtype=bool)
        selection: Selection = index.only(mask)
        self._scope = SearchScope.of(index, answerer.library, selection)
        everything = SearchScope.of(index, answerer.library)
        self._texts = CandidateTexts(everything)

    def has(self, candidate: Candidate, quote: Quote) -> bool:
        """Whether the sentence was there, in nearly the same words."""
        return self._in_older_version(quote) or self._in_other_document(candidate)

    def _in_older_version(self, quote: Quote) -> bool:
        document = quote.document
        answering = quote.highlights[0].of(document.text)
        return any(
            older.superseded_by == document.id
            for older in self._library.holding(answering, older=True)
        )

    def _in_other_document(self, candidate: Candidate) -> bool:
        sentences = self._scope.index.sentences
        [vector] = sentences.vectors.vectors(np.array([candidate.sentence], dtype=np.int64))
        near = sentences.vectors.search(vector, _NEAREST, self._scope.selection.sentences)
        if not len(near):
            return False
        cosines = sentences.vectors.vectors(near) @ vector
        content = self._texts.content(candidate)
        for row in near[cosines >= _NEAR_COSINE].tolist():
            one = Candidate(row, sentences.owner(row), 0.0, 0.0)
            if self._texts.is_usable(one) and self._texts.content(one).is_near_duplicate_of(
                content
            ):
                return True
        return False
