"""What is known of a sentence that may answer, as numbers that a small model can weigh.

Each number is about one sentence of one passage and one question, and means much the same in a
collection of ten documents and in one of a million: cosines, shares between 0 and 1, differences
from the best candidate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.models.encoder import Tokens
from retrieval.ranking.late_interaction import Matcher, best_cosines
from retrieval.ranking.score_scale import Scale
from retrieval.text.plain_text import plain_places
from retrieval.text.question_types import Kind, holds, kinds, names

Features = NDArray[np.float32]
Truths = NDArray[np.bool_]

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
    # Tokens a word: many where the model does not know the language.
    "pieces",
    "top_similarity",
    "top_bm25",
    "top_maxsim",
    "lexical_lead",
    "dense_lead",
)
FEATURES = (*_OWN, *(f"{name}_gap" for name in _COMPARED), *_OF_QUESTION)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the features need it.

    ``idfs``, one for each of its t terms: how much it tells. ``term_weights``: less than 1 for a
    guess at a misspelt word. ``weigh`` tells what any word in it tells; ``scale`` is that of the
    model's cosines. ``asks``: what tells which kind of thing is asked for, where not all of the
    text does.
    """

    text: str
    tokens: Tokens
    idfs: Features
    term_weights: Features
    weigh: Callable[[str], float]
    scale: Scale = field(default_factory=Scale)
    asks: str = ""

    @property
    def mass(self) -> float:
        return float(self.idfs.sum()) or 1.0

    def coverage(self, has: Truths) -> Features:
        """The share of the idf mass whose terms are there: shape (n,), for shape (n, t)."""
        weights = self.idfs * self.term_weights / np.float32(self.mass)
        share: Features = has.astype(np.float32) @ weights
        return share


@dataclass(frozen=True, slots=True)
class PassageInput:
    """A passage as the features need it.

    ``sentences``: [start, end) inside ``text`` of the n that can be quoted, one or more; the tokens
    start where they do in the plain text.
    ``similarities``, ``bm25s`` (n,) and ``has`` (n, terms) are theirs; ``similarity``, ``bm25``,
    ``passage_has`` (terms,) and ``title_has`` (terms,) are the passage's.
    """

    text: str
    sentences: list[tuple[int, int]]
    tokens: Tokens
    similarities: Features
    bm25s: Features
    has: Truths
    similarity: float
    bm25: float
    passage_has: Truths
    title_has: Truths


def features(question: Question, passages: Sequence[PassageInput]) -> Features:
    """Shape (all sentences of all passages in their order, len(FEATURES))."""
    if not passages:
        return np.zeros((0, len(FEATURES)), np.float32)
    lengths = [len(passage.sentences) for passage in passages]
    owners = np.repeat(np.arange(len(passages)), lengths)
    firsts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    # The sentence before each, in the same passage; of the first, itself.
    numbers = np.arange(len(owners))
    before = np.maximum(numbers - 1, firsts[owners])

    columns = (
        _similarities(question, passages, owners, firsts)
        | _words(question, passages, owners, before)
        | _late(question, passages, owners, before)
        | _contents(question, passages)
        | {"first": (numbers == before).astype(np.float32)}
    )
    columns |= {f"{name}_gap": columns[name] - columns[name].max() for name in _COMPARED}
    of_question = {
        "asked_kind": float(bool(kinds(question.asks or question.text))),
        "asked_words": np.log1p(len(question.idfs)),
        "pieces": np.log1p(len(question.tokens) / max(1, len(question.text.split()))),
        "top_similarity": columns["similarity"].max(),
        "top_bm25": columns["passage_bm25"].max(),
        "top_maxsim": columns["maxsim"].max(),
        "lexical_lead": _lead(columns["passage_bm25"]),
        "dense_lead": _lead(columns["passage_similarity"]),
    }
    columns |= {name: np.full(len(owners), value) for name, value in of_question.items()}
    return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)


def _similarities(
    question: Question,
    passages: Sequence[PassageInput],
    owners: NDArray[np.int64],
    firsts: NDArray[np.int64],
) -> dict[str, Features]:
    stretch = np.float32(question.scale.similarity)
    own = 1 - (1 - np.concatenate([one.similarities for one in passages])) * stretch
    whole = 1 - (1 - np.array([one.similarity for one in passages], np.float32)) * stretch
    return {
        "similarity": own,
        "passage_similarity": whole[owners],
        "best_similarity": np.maximum.reduceat(own, firsts)[owners],
    }


def _words(
    question: Question,
    passages: Sequence[PassageInput],
    owners: NDArray[np.int64],
    before: NDArray[np.int64],
) -> dict[str, Features]:
    has = np.concatenate([one.has for one in passages])
    title = np.stack([one.title_has for one in passages])
    whole = np.stack([one.passage_has for one in passages])
    mass = np.float32(question.mass)
    lengths = np.array(
        [len(one.text[start:end].split()) for one in passages for start, end in one.sentences],
        np.float32,
    )
    return {
        "bm25": np.concatenate([one.bm25s for one in passages]) / mass,
        "passage_bm25": np.array([one.bm25 for one in passages], np.float32)[owners] / mass,
        "coverage": question.coverage(has),
        "near_coverage": question.coverage(has | has[before] | title[owners]),
        "passage_coverage": question.coverage(whole | title)[owners],
        "title_coverage": question.coverage(title)[owners],
        "length": np.log1p(lengths),
        "news": 1 - has.sum(axis=1) / np.maximum(lengths, 1),
    }


def _late(
    question: Question,
    passages: Sequence[PassageInput],
    owners: NDArray[np.int64],
    before: NDArray[np.int64],
) -> dict[str, Features]:
    matcher = Matcher.of(question.text, question.tokens, question.weigh)
    whole, own = (
        1 - (1 - best) * np.float32(question.scale.token)
        for best in best_cosines(
            question.tokens,
            [one.tokens for one in passages],
            [plain_places(one.text, one.sentences) for one in passages],
        )
    )
    near = np.maximum(own, own[before])
    many = max(1, len(question.tokens))
    return {
        "maxsim": matcher.scores(own),
        "near_maxsim": matcher.scores(near),
        "passage_maxsim": matcher.scores(whole)[owners],
        "plain_maxsim": own.sum(axis=1) / many,
        "plain_passage_maxsim": whole.sum(axis=1)[owners] / many,
        "weakest": matcher.weakest(own),
        "near_weakest": matcher.weakest(near),
        "passage_weakest": matcher.weakest(whole)[owners],
    }


def _contents(question: Question, passages: Sequence[PassageInput]) -> dict[str, Features]:
    wanted, asked_names = kinds(question.asks or question.text), names(question.text)
    rows = []
    for passage in passages:
        for start, end in passage.sentences:
            text = passage.text[start:end].strip()
            fresh = bool(names(text) - asked_names)
            fits = {
                kind: (1.0 if holds(kind, text, fresh) else -1.0) if kind in wanted else 0.0
                for kind in Kind
            }
            rows.append(
                {
                    "number": fits[Kind.NUMBER],
                    "date": fits[Kind.DATE],
                    "person_or_place": fits[Kind.PERSON] or fits[Kind.PLACE],
                    "reason": fits[Kind.REASON],
                    "name": float(fresh),
                    "digits": float(any(map(str.isdigit, text))),
                    "is_question": float(text.rstrip("\"'”’»)").endswith("?")),
                }
            )
    return {name: np.array([row[name] for row in rows], np.float32) for name in rows[0]}


def _lead(scores: Features) -> float:
    """How far the best is ahead of the next that differs from it: of another passage."""
    others = scores[scores < scores.max()]
    return float(scores.max() - others.max()) if len(others) else 0.0
