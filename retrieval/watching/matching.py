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
from retrieval.index.index import Index
from retrieval.models.question_batch import MOST
from retrieval.query import Query
from retrieval.ranking.search_scope import SearchScope
from retrieval.watching.earlier_documents import EarlierDocuments, LocalDocuments, RemoteDocuments
from retrieval.watching.shortlist import Shortlist


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question that is asked of every new document."""

    text: str
    filters: Filters = field(default_factory=Filters)


class Matcher:
    """Asks questions of the documents ``new`` (id and fingerprint), which are in the answerer's
    index. ``most``: quotes for a question. Raises ModelError."""

    def __init__(
        self,
        answerer: Answerer,
        new: Collection[tuple[str, str]],
        most: int,
        min_confidence: float | None = None,
    ) -> None:
        self._answerer, self._new = answerer, new
        self._most, self._threshold = most, min_confidence
        self._matchers: dict[Answerer, _AnswererMatcher] = {}

    def matches(
        self, questions: Sequence[SavedQuestion], step: Callable[[int], None] = lambda done: None
    ) -> Iterator[tuple[int, list[Quote]]]:
        """For each question that has any: its position, and the quotes that answer it. Invalid
        questions have none. ``step`` is called now and then with the number of questions done."""
        for first in range(0, len(questions), MOST):
            step(first)
            some = questions[first : first + MOST]
            numbers: dict[Answerer, list[int]] = {}
            for number, one in enumerate(some):
                numbers.setdefault(self._answerer.answerer_for(one.text), []).append(number)
            found: dict[int, list[Quote]] = {}
            for answerer, its in numbers.items():
                quotes = self._matcher(answerer).quotes([some[number] for number in its])
                found |= dict(zip(its, quotes, strict=True))
            yield from ((first + n, quotes) for n, quotes in sorted(found.items()) if quotes)

    def _matcher(self, answerer: Answerer) -> "_AnswererMatcher":
        if answerer not in self._matchers:
            new = self._new
            if answerer is not self._answerer:
                indexed = set(answerer.index.documents())
                new = [one for one in new if one in indexed]
            made = _AnswererMatcher(answerer, new, self._most, self._threshold)
            self._matchers[answerer] = made
        return self._matchers[answerer]


class _AnswererMatcher:
    """Asks questions that one answerer answers."""

    def __init__(
        self,
        answerer: Answerer,
        new: Collection[tuple[str, str]],
        most: int,
        min_confidence: float | None,
    ) -> None:
        self._answerer, self._most, self._threshold = answerer, most, min_confidence
        self._new = new
        self._shortlist: Shortlist | None = None
        self._earlier: EarlierDocuments = RemoteDocuments(answerer, new)
        index = answerer.index
        if isinstance(index, Index):
            self._shortlist = Shortlist(answerer.scope_of(new, None))
            self._earlier = LocalDocuments(index, answerer.documents, new)

    def quotes(self, questions: Sequence[SavedQuestion]) -> list[list[Quote]]:
        """The quotes that answer each question."""
        self._answerer.expect(one.text for one in questions)
        queries = [self._query(one) for one in questions]
        asked = [
            (query, one.filters) for query, one in zip(queries, questions, strict=True) if query
        ]
        found = self._ask(asked)
        return [next(found) if query else [] for query in queries]

    def _ask(self, asked: Sequence[tuple[Query, Filters]]) -> Iterator[list[Quote]]:
        if self._shortlist is None:
            for query, filters in asked:
                yield self._news(*self._respelt_remotely(query, self._among(filters)))
            return
        allowed = [self._admitted(filters) for _, filters in asked]
        rows = self._shortlist.of([query for query, _ in asked], allowed)
        for (asked_for, _), documents, found in zip(asked, allowed, rows, strict=True):
            query, passages, scope = asked_for, found, self._shortlist.scope
            if len(passages):
                query = self._answerer.respelt(query, scope, passages)
            if query is not asked_for:
                [passages] = self._shortlist.of([query], [documents])
            yield self._news(query, passages, scope) if len(passages) else []

    def _respelt_remotely(
        self, query: Query, documents: Collection[tuple[str, str]]
    ) -> tuple[Query, None, SearchScope]:
        scope = self._answerer.scope_of(documents, query)
        meant = self._answerer.respelt(query, scope)
        return meant, None, scope if meant is query else self._answerer.scope_of(documents, meant)

    def _query(self, question: SavedQuestion) -> Query | None:
        try:
            return self._answerer.analyze(question.text)
        except QuestionError:
            return None

    def _news(self, query: Query, passages: Rows | None, scope: SearchScope) -> list[Quote]:
        found = self._answerer.quotes_from(query, passages, scope, self._most, self._threshold)
        return [quote for candidate, quote in found if not self._earlier.has(candidate, quote)]

    def _among(self, filters: Filters) -> Collection[tuple[str, str]]:
        """The new documents that pass the filters."""
        if not filters:
            return self._new
        ids = {card.id for card in self._answerer.documents.cards() if filters.admit(card)}
        return [one for one in self._new if one[0] in ids]

    def _admitted(self, filters: Filters) -> Rows | None:
        """The numbers of the new documents that pass the filters; None: all pass."""
        if not filters:
            return None
        among = set(self._among(filters))
        known = enumerate(self._answerer.index.documents())
        return np.array([n for n, one in known if one in among], np.int64)
