"""Respelling: a question as the passages that may answer it spell it.

A model splits a misspelt word into pieces that mean nothing, so the question is searched again once
it is known what was meant.
"""

from collections.abc import Iterable

import numpy as np

from retrieval.arrays import Rows
from retrieval.query import Query, QueryAnalyzer
from retrieval.ranking.crossing import across_languages
from retrieval.ranking.follow_up import follow_up_passages
from retrieval.ranking.rank import RANKED_PASSAGES
from retrieval.ranking.reader_passages import reader_passage
from retrieval.ranking.reader_question import is_misspelt, respelt
from retrieval.ranking.retriever import retrieve
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.question_language import likely_languages


def respelt_query(
    query: Query, scope: SearchScope, analyzer: QueryAnalyzer, passages: Rows | None = None
) -> Query:
    """The query with misspelt words as the passages in its language spell them; the query itself,
    where none is misspelt or nothing better is known. Of a follow-up, the questions before it, too.

    ``passages``: those that may answer; None: the best of the scope. Raises ModelError.
    """
    both = query.combined or query
    if not is_misspelt(both):
        return query
    own = scope.index.passages.words.languages
    languages = set(own).intersection(likely_languages(both.text, own))
    if own and not languages:
        return query  # words of another language are not misspelt
    if passages is None:
        passages = _passages(query, scope)
    scope.load(passages.tolist())
    read = [
        one.given
        for one in (reader_passage(row, scope) for row in _in(languages, passages, scope))
        if one is not None
    ]
    texts = [respelt(one, read, scope.index) for one in (query, both)]
    if texts == [query.text, both.text]:
        return query
    if query.follow_up is None:
        return analyzer.query(texts[0])
    return analyzer.query(texts[0], query.follow_up, texts[1])


def _passages(query: Query, scope: SearchScope) -> Rows:
    if query.follow_up is not None:
        return follow_up_passages(query, scope)
    found = retrieve(across_languages(query, scope), scope, RANKED_PASSAGES)
    return np.array([one.passage for one in found], np.int64)


def _in(languages: set[str], passages: Rows, scope: SearchScope) -> Iterable[int]:
    rows: list[int] = passages.tolist()
    return (one for one in rows if not languages or scope.index.language_of(one) in languages)
