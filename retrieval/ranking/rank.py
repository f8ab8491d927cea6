"""Which sentences may answer, best first: proposed by both indexes, read closely, weighed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.index.documents import IndexedDocuments
from retrieval.index.embeddings.token_codes import rotated
from retrieval.index.index import Index, Selection
from retrieval.models.encoder import Tokens, Vectors
from retrieval.ranking.features import Features, PassageInput, Question, features
from retrieval.ranking.ranker import learned_ranker
from retrieval.ranking.retriever import RetrievedPassage, Rows, measure, retrieve
from retrieval.ranking.score_scale import Scale
from retrieval.text.tokenizer import Term, words

# Passages read closely: with more, a question takes longer; with fewer, the answer's passage is
# among them less often (`python -m benchmarks.quality`).
READ = 16


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    ``sentence`` and ``passage`` are rows of the index. ``logit`` is how likely it is to answer:
    0 is as likely as not. ``score`` is its odds as a share of the best candidate's, at most 1.
    ``similarity`` is the cosine of question and sentence.
    """

    sentence: int
    passage: int
    logit: float
    similarity: float
    score: float = 1.0


def rank(
    question: str,
    index: Index,
    question_read: tuple[Vectors, Tokens],
    documents: IndexedDocuments,
    allowed: Selection | None = None,
    scale: Scale | None = None,
) -> list[Candidate]:
    """The candidates for a question, best first. ``question_read`` is what the model made of it;
    ``allowed``: the documents that may answer, where not all of them may. ``scale`` is that of the
    encoder's cosines."""
    retrieved, table = compute_features(question, index, question_read, documents, allowed, scale)
    return in_order(weighed(retrieved, table))


def weighed(retrieved: Sequence[RetrievedPassage], table: Features) -> list[Candidate]:
    """The sentences of the proposals, in their order, as the learned ranker weighs their
    features."""
    if not retrieved:
        return []
    logits = learned_ranker().logits(table)
    passages = np.concatenate([np.full(len(one.sentences), one.passage) for one in retrieved])
    sentences = np.concatenate([one.sentences for one in retrieved])
    similarities = np.concatenate([one.similarities for one in retrieved])
    return [
        Candidate(int(sentence), int(passage), float(logit), float(similarity))
        for sentence, passage, logit, similarity in zip(
            sentences, passages, logits, similarities, strict=True
        )
    ]


def in_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best first, with the scores that follow from their logits."""
    if not candidates:
        return []
    ordered = sorted(candidates, key=lambda one: -one.logit)
    return [replace(one, score=math.exp(one.logit - ordered[0].logit)) for one in ordered]


def compute_features(
    question: str,
    index: Index,
    question_read: tuple[Vectors, Tokens],
    documents: IndexedDocuments,
    allowed: Selection | None = None,
    scale: Scale | None = None,
    passages: Rows | None = None,
    asks: str = "",
) -> tuple[list[RetrievedPassage], Features]:
    """The passages worth reading, and the features of all their sentences in that order; of
    ``passages``, where these are chosen already. ``asks``: what of the question tells the kind of
    thing that is asked for, where that is not all of it."""
    terms = index.terms(question)
    vector, tokens = question_read
    found = (
        retrieve(index, vector, terms, READ, allowed)
        if passages is None
        else measure(index, vector, terms, passages)
    )
    retrieved = [one for one in found if documents.of_passage(one.passage) is not None]
    distinct = list(dict.fromkeys(terms))
    asked = Question(
        question,
        Tokens(rotated(tokens.vectors), tokens.starts),
        np.array([index.passages.words.idf(term) for term in distinct], np.float32),
        np.array([term.weight for term in distinct], np.float32),
        lambda word: max(map(index.passages.words.idf, index.terms(word)), default=0.0),
        scale or Scale(),
        asks,
    )
    texts = [documents.text_of(one.passage) for one in retrieved]
    read = [
        PassageInput(
            text=text,
            sentences=_inside(index, one),
            tokens=index.tokens(one.passage),
            similarities=one.similarities,
            bm25s=one.bm25s,
            has=one.sentence_gains > 0,
            similarity=one.similarity,
            bm25=one.bm25,
            passage_has=one.gains > 0,
            title_has=_has(distinct, documents.title_of(one.passage), index, one.passage),
        )
        for one, text in zip(retrieved, texts, strict=True)
    ]
    return retrieved, features(asked, read)


def _has(terms: Sequence[Term], title: str, index: Index, passage: int) -> NDArray[np.bool_]:
    """Which of the terms a title has."""
    there = _words_of(title, index.language_of(passage)) if title else frozenset()
    return np.array([not there.isdisjoint(term.variants) for term in terms], dtype=bool)


@lru_cache(maxsize=4096)
def _words_of(title: str, language: str) -> frozenset[str]:
    return frozenset(words(title, language))


def _inside(index: Index, retrieved_passage: RetrievedPassage) -> list[tuple[int, int]]:
    """Where the sentences stand in the text of their passage."""
    places = (
        index.sentences.spans(retrieved_passage.sentences)
        - index.passages.span(retrieved_passage.passage).start
    )
    return [(start, end) for start, end in places.tolist()]
