"""What is known of a sentence that may answer, as numbers that a small model can weigh.

Each number is about one sentence of one passage and one question, and means much the same in a
collection of ten documents and in one of a million: cosines, shares between 0 and 1, differences
from the best candidate.
"""

import math
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Tokens
from retrieval.late_interaction import Matcher
from retrieval.question_kind import Kind, holds, kinds, names
from retrieval.scale import Scale
from retrieval.words import Term, words

Features = NDArray[np.float32]

# Of these, the difference from the question's best candidate is a feature too: "…_gap".
_COMPARED = (
    "similarity",
    "passage_similarity",
    "bm25",
    "passage_bm25",
    "maxsim",
    "near_maxsim",
    "passage_maxsim",
)
_OWN = (
    # Cosines of the question's vector with the sentence, its passage, the passage's best sentence.
    "similarity",
    "passage_similarity",
    "best_similarity",
    # BM25, as a share of the question's idf mass, of which it cannot be more.
    "bm25",
    "passage_bm25",
    # The share of the question's idf mass whose words are there. "near": in the sentence, the one
    # before it, or the title, which tell who "he" is.
    "coverage",
    "near_coverage",
    "passage_coverage",
    "title_coverage",
    # Late interaction, weighed by idf; with all tokens alike; of the telling word matched worst.
    "maxsim",
    "near_maxsim",
    "passage_maxsim",
    "plain_maxsim",
    "plain_passage_maxsim",
    "weakest",
    "near_weakest",
    "passage_weakest",
    # What the question asks for: 1 where the sentence holds such, -1 where not, 0 if not asked.
    "number",
    "date",
    "person_or_place",
    "reason",
    # The sentence: how long, the share of words and whether a name that the question has not.
    "length",
    "news",
    "name",
    "digits",
    "first",
    "is_question",
)
# The same for all candidates of a question; by these the model judges which others to trust.
_OF_QUESTION = (
    "asked_kind",
    "asked_words",
    "top_similarity",
    "top_bm25",
    "top_maxsim",
    "lexical_lead",
    "dense_lead",
)
FEATURES = (*_OWN, *(f"{name}_gap" for name in _COMPARED), *_OF_QUESTION)
_COLUMN = {name: number for number, name in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the features need it. ``terms`` are its words and what each tells (idf);
    ``weigh`` tells that of any word in it; ``scale`` is that of the model's cosines."""

    text: str
    tokens: Tokens
    terms: dict[Term, float]
    weigh: Callable[[str], float]
    scale: Scale = field(default_factory=Scale)

    def similarity(self, cosine: float) -> float:
        """A cosine of texts, on the scale that was learned."""
        return 1 - (1 - cosine) * self.scale.similarity

    def coverage(self, have: AbstractSet[str]) -> float:
        """The share of the question's idf mass whose words are among these; a guess at a misspelt
        word counts as it weighs."""
        had = sum(
            term.weight * idf
            for term, idf in self.terms.items()
            if not have.isdisjoint(term.variants)
        )
        return had / self.mass

    @property
    def mass(self) -> float:
        return sum(self.terms.values()) or 1.0


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage as the features need it.

    ``sentences``: [start, end) inside ``text`` of those that can be quoted, one or more;
    ``similarities`` and ``bm25s`` are theirs, ``similarity`` and ``bm25`` the passage's.
    """

    text: str
    title: str
    language: str | None
    sentences: Sequence[tuple[int, int]]
    tokens: Tokens
    similarity: float
    bm25: float
    similarities: Sequence[float]
    bm25s: Sequence[float]


def features(question: Question, passages: Sequence[ReadPassage]) -> Features:
    """Shape (all sentences of all passages in their order, len(FEATURES))."""
    matcher = Matcher.of(question.text, question.tokens, question.weigh, question.scale.token)
    rows = [row for passage in passages for row in _rows(question, matcher, passage)]
    table = np.zeros((len(rows), len(FEATURES)), np.float32)
    table[:, : len(_OWN)] = np.array(
        [[row[name] for name in _OWN] for row in rows], np.float32
    ).reshape(-1, len(_OWN))
    if len(rows):
        _compare(table, question)
    return table


def _rows(question: Question, matcher: Matcher, passage: ReadPassage) -> list[dict[str, float]]:
    texts = [passage.text[start:end] for start, end in passage.sentences]
    own_words = [set(words(text, passage.language)) for text in texts]
    title = set(words(passage.title, passage.language))
    passage_coverage = question.coverage(set(words(passage.text, passage.language)) | title)
    title_coverage = question.coverage(title)
    everywhere, each = matcher.best(passage.tokens, passage.sentences)
    wanted, asked_names = kinds(question.text), names(question.text)
    asked_words = {variant for term in question.terms for variant in term.variants}
    of_passage = {
        "passage_similarity": question.similarity(passage.similarity),
        "best_similarity": question.similarity(max(passage.similarities)),
        "passage_bm25": passage.bm25 / question.mass,
        "passage_coverage": passage_coverage,
        "title_coverage": title_coverage,
        "passage_maxsim": matcher.score(everywhere),
        "plain_passage_maxsim": float(everywhere.mean()) if len(everywhere) else 0.0,
        "passage_weakest": matcher.weakest(everywhere),
    }
    rows = []
    for n, text in enumerate(texts):
        before = max(0, n - 1)
        near = np.maximum(each[n], each[before])
        fresh = bool(names(text) - asked_names)
        fits = {
            kind: (1.0 if holds(kind, text, fresh) else -1.0) if kind in wanted else 0.0
            for kind in Kind
        }
        rows.append(
            of_passage
            | {
                "similarity": question.similarity(passage.similarities[n]),
                "bm25": passage.bm25s[n] / question.mass,
                "coverage": question.coverage(own_words[n]),
                "near_coverage": question.coverage(own_words[n] | own_words[before] | title),
                "maxsim": matcher.score(each[n]),
                "near_maxsim": matcher.score(near),
                "plain_maxsim": float(each[n].mean()) if len(near) else 0.0,
                "weakest": matcher.weakest(each[n]),
                "near_weakest": matcher.weakest(near),
                "number": fits[Kind.NUMBER],
                "date": fits[Kind.DATE],
                "person_or_place": fits[Kind.PERSON] or fits[Kind.PLACE],
                "reason": fits[Kind.REASON],
                "length": math.log1p(len(own_words[n])),
                "news": len(own_words[n] - asked_words) / max(1, len(own_words[n])),
                "name": float(fresh),
                "digits": float(any(character.isdigit() for character in text)),
                "first": float(n == 0),
                "is_question": float(text.rstrip("\"'”’») \n").endswith("?")),
            }
        )
    return rows


def _compare(table: Features, question: Question) -> None:
    """Fills in what is known only of all candidates together."""

    def column(name: str) -> Features:
        return table[:, _COLUMN[name]]

    for name in _COMPARED:
        table[:, _COLUMN[f"{name}_gap"]] = column(name) - column(name).max()
    of_question = {
        "asked_kind": float(bool(kinds(question.text))),
        "asked_words": math.log1p(len(question.terms)),
        "top_similarity": column("similarity").max(),
        "top_bm25": column("passage_bm25").max(),
        "top_maxsim": column("maxsim").max(),
        "lexical_lead": _lead(column("passage_bm25")),
        "dense_lead": _lead(column("passage_similarity")),
    }
    for name, value in of_question.items():
        table[:, _COLUMN[name]] = value


def _lead(scores: Features) -> float:
    """How far the best is ahead of the next that differs from it: of another passage."""
    others = scores[scores < scores.max()]
    return float(scores.max() - others.max()) if len(others) else 0.0
