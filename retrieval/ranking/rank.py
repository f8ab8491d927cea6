"""Candidates: sentences that may answer, with the ranker's logits, best first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from corpus.span import Span
from retrieval.arrays import Floats, Mask, Rows
from retrieval.index.embeddings.token_codes import rotated
from retrieval.index.index import Index
from retrieval.models.encoder import Tokens
from retrieval.query import Query
from retrieval.ranking.crossing import Crossing, across_languages
from retrieval.ranking.features import PassageInput, QueryInput, features
from retrieval.ranking.ranker import ranker_for
from retrieval.ranking.retriever import RetrievedPassage, retrieve, score_passages
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.language import languages_of_word
from retrieval.text.plain_text import plain_passage
from retrieval.text.tokenizer import Term, words

# Passages of which features are computed. More take longer; with fewer, the answer's passage is
# missing more often (`python -m benchmarks.quality`).
RANKED_PASSAGES = 16
# What a function word weighs beside others where idf is unknown.
_FUNCTION_WORD = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    ``sentence`` and ``passage`` are rows of the index. ``logit``: how likely the sentence is to
    answer; 0 is as likely as not. ``score``: its odds as a share of the best candidate's, at most
    1. ``similarity``: the cosine of question and sentence. ``evidence``: how likely the sentence is
    to answer, judged by a reader for itself; None where no reader did. ``answer``: the answer's own
    words in the sentence, a span of the document, if a reader found them. ``features``: the
    ranker's, shape (len(FEATURES),).
    """

    sentence: int
    passage: int
    logit: float
    similarity: float
    score: float = 1.0
    evidence: float | None = None
    answer: Span | None = None
    features: Floats | None = field(default=None, compare=False, repr=False)

    def with_score(self, score: float) -> "Candidate":
        """The candidate with another score. (``replace`` takes ten times as long, and a question
        has a hundred.)"""
        return Candidate(
            self.sentence,
            self.passage,
            self.logit,
            self.similarity,
            score,
            self.evidence,
            self.answer,
            self.features,
        )


def rank(
    query: Query,
    scope: SearchScope,
    passages: Rows | None = None,
    most: int = RANKED_PASSAGES,
) -> list[Candidate]:
    """The candidates for a query, best first: from at most ``most`` passages, or those of
    ``passages``, if given (in ascending order)."""
    query = across_languages(query, scope)
    found = compute_features(query, scope, passages, most=most)
    return in_order(ranked_sentences(*found, scope.index.model))


def ranked_sentences(
    retrieved: Sequence[RetrievedPassage], table: Floats, model: str
) -> list[Candidate]:
    """The sentences of retrieved passages with the ranker's logits, in the order of ``table``,
    their features. ``model``: the encoder's fingerprint."""
    if not retrieved:
        return []
    logits = ranker_for(model).network.logits(table)
    passages = np.concatenate([np.full(len(one.sentences), one.passage) for one in retrieved])
    sentences = np.concatenate([one.sentences for one in retrieved])
    similarities = np.concatenate([one.similarities for one in retrieved])
    return [
        Candidate(int(sentence), int(passage), float(logit), float(similarity), features=row)
        for sentence, passage, logit, similarity, row in zip(
            sentences, passages, logits, similarities, table, strict=True
        )
    ]


def in_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates by logit, best first, with the scores that follow from the logits."""
    if not candidates:
        return []
    ordered = sorted(candidates, key=lambda one: -one.logit)
    return [one.with_score(math.exp(one.logit - ordered[0].logit)) for one in ordered]


def compute_features(
    query: Query,
    scope: SearchScope,
    passages: Rows | None = None,
    crossing: Crossing | None = None,
    most: int = RANKED_PASSAGES,
) -> tuple[list[RetrievedPassage], Floats]:
    """The retrieved passages (at most ``most``), or ``passages`` where given (in ascending order),
    and the features of all their sentences in that order. ``crossing``: None: the query's own."""
    index, documents = scope.index, scope.documents
    if passages is None:
        found = retrieve(query, scope, most)
    else:
        found = score_passages(query, scope, passages)
    scope.load([one.passage for one in found])
    retrieved = [one for one in found if documents.of_passage(one.passage) is not None]
    crossing = crossing or Crossing.of(query, scope)
    terms = list(dict.fromkeys(query.terms))
    idf = index.passages.words.idf
    query_input = QueryInput(
        query.text,
        Tokens(rotated(query.tokens.vectors), query.tokens.starts),
        np.array([term.share * idf(term) for term in terms], np.float32),
        np.array([term.weight for term in terms], np.float32),
        lambda word: max((one.share * idf(one) for one in index.terms(word)), default=0.0),
        query.kinds,
        _crossing_idf,
        crossing.scales is not None,
    )
    tokens = index.tokens_of([one.passage for one in retrieved])
    texts = [
        plain_passage(documents.text_of(one.passage), _sentences_inside(index, one))
        for one in retrieved
    ]
    inputs = [
        PassageInput(
            text=text,
            sentences=sentences,
            tokens=own,
            similarities=one.similarities,
            bm25s=one.bm25s,
            has=one.sentence_gains > 0,
            similarity=one.similarity,
            bm25=one.bm25,
            passage_has=one.gains > 0,
            title_has=_title_has(terms, documents.title_of(one.passage), index, one.passage),
            scale=crossing.scale(one.passage),
            crosses=crossing.crosses(one.passage),
            language=index.language_of(one.passage),
        )
        for one, own, (text, sentences) in zip(retrieved, tokens, texts, strict=True)
    ]
    return retrieved, features(query_input, inputs)


def _crossing_idf(word: str) -> float:
    """Stands for a word's idf where the texts are in another language and do not have it."""
    return _FUNCTION_WORD if languages_of_word(word.lower()) else 1.0


def _title_has(terms: Sequence[Term], title: str, index: Index, passage: int) -> Mask:
    """Which of the terms are in a title, shape (terms,)."""
    found = _title_words(title, index.language_of(passage)) if title else frozenset()
    return np.array([not found.isdisjoint(term.words) for term in terms], dtype=bool)


@lru_cache(maxsize=4096)
def _title_words(title: str, language: str) -> frozenset[str]:
    return frozenset(words(title, language))


def _sentences_inside(index: Index, retrieved: RetrievedPassage) -> list[tuple[int, int]]:
    """[start, end) of the sentences in the text of their passage."""
    spans = (
        index.sentences.spans(retrieved.sentences) - index.passages.span(retrieved.passage).start
    )
    return [(start, end) for start, end in spans.tolist()]
