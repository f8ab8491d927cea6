"""Which sentences may answer, best first: proposed by both indexes, read closely, weighed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.documents import IndexedDocuments
from retrieval.encoder import Encoder
from retrieval.features import Features, Question, ReadPassage, features
from retrieval.index import Index
from retrieval.proposing import Proposal, propose
from retrieval.ranker import learned_ranker

# Passages read closely. Each costs the encoder a look: with more, a question takes longer; with
# fewer, the answer's passage is among them less often (`python -m benchmarks.quality`).
READ = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    ``sentence`` and ``passage`` are rows of the index. ``logit`` is how likely it is to answer,
    against 0 for "none does"; ``score`` is its odds as a share of the best candidate's, at most 1.
    ``similarity`` is the cosine of question and sentence.
    """

    sentence: int
    passage: int
    score: float
    logit: float
    similarity: float


def rank(
    question: str,
    index: Index,
    encoder: Encoder,
    documents: IndexedDocuments,
    allowed: NDArray[np.int64] | None = None,
) -> list[Candidate]:
    """The candidates for a question, best first. ``allowed``: numbers of the documents that may
    answer, where not all of them may."""
    proposals, table = read_closely(question, index, encoder, documents, allowed)
    if not proposals:
        return []
    logits = learned_ranker().logits(table)
    passages = np.concatenate([np.full(len(one.sentences), one.passage) for one in proposals])
    sentences = np.concatenate([one.sentences for one in proposals])
    similarities = np.concatenate([one.similarities for one in proposals])
    odds = np.exp(logits - logits.max())
    return [
        Candidate(
            sentence=int(sentences[n]),
            passage=int(passages[n]),
            score=float(odds[n]),
            logit=float(logits[n]),
            similarity=float(similarities[n]),
        )
        for n in np.argsort(-logits, kind="stable")
    ]


def read_closely(
    question: str,
    index: Index,
    encoder: Encoder,
    documents: IndexedDocuments,
    allowed: NDArray[np.int64] | None = None,
) -> tuple[list[Proposal], Features]:
    """The passages worth reading, and the features of all their sentences in that order."""
    terms = index.terms(question)
    proposals = [
        one
        for one in propose(
            index,
            encoder.encode_questions([question])[0],
            index.passages.words.scores(terms),
            index.sentences.words.scores(terms),
            READ,
            allowed,
        )
        if documents.of_passage(one.passage) is not None
    ]
    texts = [documents.text_of(one.passage) for one in proposals]
    asked = Question(
        question,
        encoder.question_tokens(question),
        {term: index.passages.words.idf(term) for term in terms},
        lambda word: max(map(index.passages.words.idf, index.terms(word)), default=0.0),
    )
    passages = [
        ReadPassage(
            text=text,
            title=documents.title_of(one.passage),
            language=index.language_of(one.passage),
            sentences=_inside(index, one),
            tokens=tokens,
            similarity=one.similarity,
            bm25=one.bm25,
            similarities=one.similarities.tolist(),
            bm25s=one.bm25s.tolist(),
        )
        for one, text, tokens in zip(proposals, texts, encoder.passage_tokens(texts), strict=True)
    ]
    return proposals, features(asked, passages)


def _inside(index: Index, proposal: Proposal) -> list[tuple[int, int]]:
    """Where the sentences stand in the text of their passage."""
    places = index.sentences.rows[proposal.sentences, 1:] - index.passages.rows[proposal.passage, 1]
    return [(int(start), int(end)) for start, end in places]
