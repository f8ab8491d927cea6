"""Ranker training samples: features and labels of questions asked of collections of many sizes.

The similarity of the best sentence depends on how many sentences there are, so questions are asked
of whole sets and of small collections made from them (neighbouring paragraphs of SQuAD, random ones
of other sets). Kinds of question:

answerable    the collection has the answer
near          an answerable question asked of a collection without its passage
unanswerable  written to look answerable without being so (SQuAD 2.0)
off-topic     a question of another set
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.store.memory import MemoryStore
from retrieval.arrays import Floats
from retrieval.evaluation.question_sets import Question
from retrieval.index.build import build_index
from retrieval.index.index import Index, Selection
from retrieval.models.encoder import Encoder
from retrieval.query import Query, QueryAnalyzer
from retrieval.ranking.crossing import Crossing
from retrieval.ranking.language_scales import (
    TO_ENGLISH,
    WITHIN,
    LanguageScales,
    multilingual_scales,
)
from retrieval.ranking.rank import compute_features, in_order, ranked_sentences
from retrieval.ranking.reranker import rerank
from retrieval.ranking.score_scale import Scale
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.reader import Reader
from retrieval.text.question_types import names
from retrieval.text.tokenizer import plain_words, terms
from training.question_collections import QuestionCollection

# A muted question is compared on the scale of its own language.
_WITHIN = LanguageScales({WITHIN: Scale(), TO_ENGLISH: multilingual_scales()[1].scales["en"]})
ANSWERABLE, NEAR, UNANSWERABLE, OFF_TOPIC = "answerable", "near", "unanswerable", "off-topic"
SIZES = (4, 8, 16, 40, 100, 300)
# Collections of each size, and questions of each kind per collection.
_COLLECTIONS, _QUESTIONS = 2, 30
# Share of questions asked of documents without titles, as many documents have none.
_TITLELESS = 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """One question asked of one collection, with n ranked sentences.

    ``table`` (n, features); ``gold`` (n,) whether the sentence holds the answer; ``gold_passage``
    (n,) whether it is in the answer's document; ``logits`` (n,) that it answers, after the reader
    if there was one. ``size`` is the number of passages, 0 for the whole set.
    """

    set: str
    size: int
    kind: str
    table: Floats
    gold: NDArray[np.bool_]
    gold_passage: NDArray[np.bool_]
    passages: NDArray[np.int64]
    logits: NDArray[np.float64]


def samples(
    collection: QuestionCollection,
    foreign: Sequence[Question],
    questions: Sequence[Question],
    encoder: Encoder,
    seed: int,
    most: int,
    reader: Reader | None = None,
    muted: bool = False,
) -> Iterator[Sample]:
    """Samples of one set. ``questions`` are its own, ``foreign`` those of another set; at most
    ``most`` of each kind are asked of the whole set. ``muted``: as if the questions were in another
    language; see ``muted_query``."""
    chooser = random.Random(seed)
    answerable = [one for one in questions if one.answerable]
    unanswerable = [one for one in questions if not one.answerable]
    whole = range(len(collection.texts))
    name = collection.set.name
    for kind, group, share in (
        (ANSWERABLE, answerable, 1.0),
        (UNANSWERABLE, unanswerable, 1.0),
        (OFF_TOPIC, foreign, 0.4),
        (NEAR, answerable, 0.4),
    ):
        chosen = chooser.sample(group, min(len(group), int(share * most)))
        for question in chosen:
            allowed = None
            if kind == NEAR:
                allowed = collection.index.only(np.array([n != question.context for n in whole]))
            titleless = chooser.random() < _TITLELESS
            index, store = collection.index, collection.store
            yield _sample(
                name, 0, kind, question, index, store, encoder, allowed, titleless, reader, muted
            )
    contexts = sorted({one.context for one in answerable if one.context is not None})
    for size in (size for size in SIZES if size < len(contexts)):
        for _ in range(_COLLECTIONS):
            if name.startswith("squad"):
                first = chooser.randrange(len(contexts) - size + 1)
                inside = set(contexts[first : first + size])
            else:
                inside = set(chooser.sample(contexts, size))
            yield from _of_small(
                collection, inside, answerable, foreign, size, encoder, chooser, reader, muted
            )


def _of_small(
    collection: QuestionCollection,
    inside: set[int],
    answerable: Iterable[Question],
    foreign: Sequence[Question],
    size: int,
    encoder: Encoder,
    chooser: random.Random,
    reader: Reader | None,
    muted: bool,
) -> Iterator[Sample]:
    name = collection.set.name
    store = MemoryStore([collection.document(context) for context in sorted(inside)])
    index = build_index(store.documents(), encoder, store.revision, previous=collection.index)
    groups: dict[str, list[Question]] = {ANSWERABLE: [], NEAR: [], OFF_TOPIC: list(foreign)}
    for question in answerable:
        groups[ANSWERABLE if question.context in inside else NEAR].append(question)
    for kind, group in groups.items():
        for question in chooser.sample(group, min(_QUESTIONS, len(group))):
            titleless = chooser.random() < _TITLELESS
            yield _sample(
                name, size, kind, question, index, store, encoder, None, titleless, reader, muted
            )


def _sample(
    name: str,
    size: int,
    kind: str,
    question: Question,
    index: Index,
    store: MemoryStore,
    encoder: Encoder,
    allowed: Selection | None,
    titleless: bool,
    reader: Reader | None,
    muted: bool,
) -> Sample:
    scope = SearchScope.of(index, _untitled(store) if titleless else store, allowed)
    analyzer = QueryAnalyzer.of(index, encoder)
    query = analyzer.query(question.text)
    crossing = None
    if muted:
        query, crossing = muted_query(query), muted_crossing(index)
    retrieved, table = compute_features(query, scope, crossing=crossing)
    sentences = np.concatenate([np.empty(0, np.int64), *(one.sentences for one in retrieved)])
    passages = index.sentences.owners(sentences)
    contexts = np.array([int(index.document_of(int(one))[0]) for one in passages], np.int64)
    right = contexts == question.context if kind == ANSWERABLE else np.zeros(len(contexts), bool)
    inside = np.array(
        [
            any(start < b and a < end for a, b in question.places)
            for start, end in index.sentences.spans(sentences).tolist()
        ],
        dtype=bool,
    ).reshape(len(sentences))
    candidates = ranked_sentences(retrieved, table, index.model)
    if reader is not None:
        candidates = rerank(query, in_order(candidates), scope, reader)
    logits = {one.sentence: one.logit for one in candidates}
    found = np.array([logits[one] for one in sentences.tolist()])
    return Sample(name, size, kind, table, inside & right, right, passages, found)


def muted_query(query: Query) -> Query:
    """The query as if it were in another language: only figures are words of the texts, and of
    every second question names, as between languages that share a script."""
    shared = names(query.text) if len(query.text) % 2 else set[str]()
    kept = [
        term
        for word in plain_words(query.text)
        if word in shared or any(map(str.isdigit, word))
        for term in terms(word)
    ]
    return replace(query, terms=tuple(kept))


def muted_crossing(index: Index) -> Crossing:
    """Every passage crosses."""
    return Crossing(index, (), _WITHIN, Scale())


@lru_cache(maxsize=2)
def _untitled(store: MemoryStore) -> MemoryStore:
    return MemoryStore([replace(document, title=None) for document in store.documents()])
