"""Earlier documents: what they, and older versions of the new ones, have said already."""

from collections.abc import Collection
from typing import Protocol

import numpy as np

from corpus.store.protocol import DocumentStore
from retrieval.answer import Quote
from retrieval.answerer import Answerer
from retrieval.index.any_index import by_words
from retrieval.index.index import Index
from retrieval.quoting.candidate_texts import CandidateTexts
from retrieval.quoting.near_duplicates import SentenceContent
from retrieval.ranking.rank import Candidate
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.cues import cues_for

# How many neighbours of a sentence by vector may be near-duplicates, and their least cosine.
_NEAREST, _NEAR_COSINE = 50, 0.75
# Passages of a search engine that have the words of a sentence.
_PASSAGES = 20


class EarlierDocuments(Protocol):
    """What the new documents are compared with."""

    def has(self, candidate: Candidate, quote: Quote) -> bool:
        """Whether the quote's sentence was there, in nearly the same words."""


class LocalDocuments:
    """All documents of an index but the new ones."""

    def __init__(
        self, index: Index, documents: DocumentStore, new: Collection[tuple[str, str]]
    ) -> None:
        names = set(new)
        self._documents = documents
        self._index = index
        mask = np.array([one not in names for one in index.documents()], dtype=bool)
        self._others = index.only(mask)
        self._texts = CandidateTexts(SearchScope.of(index, documents))

    def has(self, candidate: Candidate, quote: Quote) -> bool:
        """See ``EarlierDocuments.has``."""
        return _is_in_older_version(self._documents, quote) or self._is_in_another(candidate)

    def _is_in_another(self, candidate: Candidate) -> bool:
        sentences = self._index.sentences
        [vector] = sentences.vectors.vectors(np.array([candidate.sentence], dtype=np.int64))
        near = sentences.vectors.search(vector, _NEAREST, self._others.sentences)
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


class RemoteDocuments:
    """The same where a search engine has the index: passages with the words of the sentence."""

    def __init__(self, answerer: Answerer, new: Collection[tuple[str, str]]) -> None:
        self._answerer, self._new = answerer, set(new)

    def has(self, candidate: Candidate, quote: Quote) -> bool:
        """See ``EarlierDocuments.has``."""
        documents = self._answerer.documents
        if _is_in_older_version(documents, quote):
            return True
        text = quote.highlights[0].of(quote.document.text)
        content = SentenceContent.of(text, cues_for(quote.document.language, text))
        near = by_words(self._answerer.index, text, _PASSAGES)
        texts = CandidateTexts(SearchScope.of(near, documents))
        for row in range(len(near.sentences)):
            one = Candidate(row, near.sentences.owner(row), 0.0, 0.0)
            if near.document_of(one.passage) in self._new or not texts.is_usable(one):
                continue
            if texts.content(one).is_near_duplicate_of(content):
                return True
        return False


def _is_in_older_version(documents: DocumentStore, quote: Quote) -> bool:
    answering = quote.highlights[0].of(quote.document.text)
    older = documents.holding(answering, older=True)
    return any(one.superseded_by == quote.document.id for one in older)
