"""How likely it is that the first quote answers the question.

A logistic regression over what similarity can know. It tells questions that the collection is not
about from those that it may answer; it cannot tell a sentence that answers from one that merely
speaks of the same thing. Fitted and checked by `python -m benchmarks.confidence`, which prints the
weights; a question counts as answered where the highlight of its first quote holds the answer.
"""

import math
from collections.abc import Iterable, Set
from dataclasses import dataclass

from retrieval.index import Index
from retrieval.lexical import LexicalIndex
from retrieval.quote import Quote
from retrieval.ranking import Candidate
from retrieval.words import Term, words


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the first quote, each between 0 and 1.

    The cosine of the question with its sentence, and the share of the question's idf mass whose
    words its passage has. (The cosine with the passage, beside these, had a weight of nothing.)
    """

    similarity: float
    coverage: float


WEIGHTS = Evidence(similarity=6.8, coverage=1.85)
BIAS = -4.8


def confidence(evidence: Evidence) -> float:
    """The probability, between 0 and 1."""
    total = BIAS + WEIGHTS.similarity * evidence.similarity + WEIGHTS.coverage * evidence.coverage
    return 1 / (1 + math.exp(-total))


def evidence(question: str, candidate: Candidate, quote: Quote, index: Index) -> Evidence:
    """What speaks for the first quote of an answer, which came from this candidate."""
    passage = index.passages.span(candidate.passage).of(quote.document.text)
    had = set(words(passage, index.language_of(candidate.passage)))
    return Evidence(
        similarity=candidate.similarity,
        coverage=coverage(index.terms(question), had, index.passages.words),
    )


def coverage(question: Iterable[Term], passage: Set[str], index: LexicalIndex) -> float:
    """The share of the question's idf mass whose words the passage has; a guess at a misspelt
    word counts as it weighs."""
    masses = {term: index.idf(term) for term in question}
    had = sum(
        term.weight * mass for term, mass in masses.items() if not passage.isdisjoint(term.variants)
    )
    mass = sum(masses.values())
    return had / mass if mass else 0.0
