"""Features of candidate sentences, the ranker's input.

Each feature is computed for one sentence of one passage and one question, and is on the same scale
in a collection of ten documents and in one of a million: cosines, shares between 0 and 1,
differences from the best candidate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from retrieval.arrays import Floats, Mask, Rows
from retrieval.models.encoder import Tokens
from retrieval.ranking.late_interaction import Matcher, best_cosines
from retrieval.ranking.score_scale import Scale
from retrieval.ranking.sentence_contents import contents
from retrieval.text.language import UNKNOWN
from retrieval.text.question_types import Kind
from retrieval.text.tokenizer import word_count

# For these, the difference from the question's best candidate is a feature too: "…_gap".
_COMPARED = (
    "similarity",
    "passage_similarity",
    "bm25",
    "passage_bm25",
    "maxsim",
    "near_maxsim",
    "passage_maxsim",
)
_OF_SENTENCE = (
    # Cosines of the question's vector with the sentence, its passage, the passage's best sentence.
    "similarity",
    "passage_similarity",
    "best_similarity",
    # BM25 as a share of the question's idf mass, its upper bound.
    "bm25",
    "passage_bm25",
    # The share of the question's idf mass whose terms are present. "near": in the sentence, the one
    # before it, or the title, which say who "he" is.
    "coverage",
    "near_coverage",
    "passage_coverage",
    "title_coverage",
    # Late interaction: weighted by idf; with equal weights ("plain"); for the worst matched of the
    # important words ("weakest").
    "maxsim",
    "near_maxsim",
    "passage_maxsim",
    "plain_maxsim",
    "plain_passage_maxsim",
    "weakest",
    "near_weakest",
    "passage_weakest",
    # What the question asks for: 1 where the sentence contains it, -1 where not, 0 if not asked.
    "number",
    "date",
    "person_or_place",
    "reason",
    # The sentence: its length, its share of words that are not in the question ("news"), whether
    # it has a name that is not, and so on.
    "length",
    "news",
    "name",
    "digits",
    "first",
    "is_question",
)
# Equal for all candidates of a question; they tell the ranker which other features to trust.
_OF_QUESTION = (
    "asked_kind",
    "asked_words",
    # Tokens per word: many where the encoder was not trained on the language; 0 for one that knows
    # all.
    "pieces",
    "top_similarity",
    "top_bm25",
    "top_maxsim",
    "lexical_lead",
    "dense_lead",
)
# 1 where the passage is in another language than the question, whose words then say little. Only
# the multilingual model's ranker knows it; with others it is 0.
CROSSES = "crosses"
FEATURES = (*_OF_SENTENCE, *(f"{name}_gap" for name in _COMPARED), *_OF_QUESTION, CROSSES)
# The lead of a passage that stands alone: about the mean of those that networks were trained on.
# A lead of 0 would say that another passage is as good.
_UNRIVALLED = 0.06
# Compared among the passages in the question's languages, and among the others.
_OF_WORDS = frozenset(("bm25", "passage_bm25"))


@dataclass(frozen=True, slots=True)
class QueryInput:
    """What the features need of a query.

    ``idfs`` (t,) and ``weights`` (t,) are those of its t distinct terms; a weight is less than
    1 for a guess at a misspelt word. ``idf`` gives that of any word of the text; ``crossing_idf``
    stands for it where the passage is in another language. ``kinds``: what the question asks for.
    ``multilingual``: whether the encoder knows all languages alike.
    """

    text: str
    tokens: Tokens
    idfs: Floats
    weights: Floats
    idf: Callable[[str], float]
    kinds: frozenset[Kind] = frozenset()
    crossing_idf: Callable[[str], float] = lambda _: 1.0
    multilingual: bool = False

    @property
    def mass(self) -> float:
        """The sum of the terms' idfs."""
        return float(self.idfs.sum()) or 1.0

    def coverage(self, has: Mask) -> Floats:
        """The share of the idf mass whose terms are present: shape (n,), for shape (n, t)."""
        shares = self.idfs * self.weights / np.float32(self.mass)
        share: Floats = has.astype(np.float32) @ shares
        return share


@dataclass(frozen=True, slots=True)
class PassageInput:
    """What the features need of a passage.

    ``text``: its plain text (see ``text.plain_text``). ``sentences``: [start, end) in it of the n
    sentences that can be quoted, at least one. ``tokens``: with their starts in it. Of the
    sentences: ``similarities``, ``bm25s`` (n,) and ``has`` (n, terms); of the passage:
    ``similarity``, ``bm25``, ``passage_has`` (terms,) and ``title_has`` (terms,). ``scale``: that
    of the encoder's cosines. ``crosses``: whether it is in another language than the question;
    ``language``: the code of its own.
    """

    text: str
    sentences: list[tuple[int, int]]
    tokens: Tokens
    similarities: Floats
    bm25s: Floats
    has: Mask
    similarity: float
    bm25: float
    passage_has: Mask
    title_has: Mask
    scale: Scale = field(default_factory=Scale)
    crosses: bool = False
    language: str = UNKNOWN


def features(query: QueryInput, passages: Sequence[PassageInput]) -> Floats:
    """Shape (sentences, len(FEATURES)), for the sentences of all passages in their order."""
    if not passages:
        return np.zeros((0, len(FEATURES)), np.float32)
    lengths = [len(passage.sentences) for passage in passages]
    # Sentences are numbered through all passages. Of each, shape (sentences,): the number of its
    # passage. Of each passage, shape (passages,): the number of its first sentence.
    passage_of = np.repeat(np.arange(len(passages)), lengths)
    firsts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    # Of each sentence, the one before it in the same passage; of the first, itself.
    numbers = np.arange(len(passage_of))
    before = np.maximum(numbers - 1, firsts[passage_of])

    crosses = np.array([one.crosses for one in passages], dtype=bool)[passage_of]
    columns = (
        _similarities(passages, passage_of, firsts)
        | _term_features(query, passages, passage_of, before)
        | _late_interaction(query, passages, passage_of, before)
        | contents(query.text, query.kinds, *_sentences(passages))
        | {"first": (numbers == before).astype(np.float32)}
    )
    groups = [group for group in (~crosses, crosses) if group.any()]

    def most(name: str) -> Floats:
        if name not in _OF_WORDS:
            return np.full(len(crosses), columns[name].max())
        return _by_group(groups, lambda group: columns[name][group].max())

    columns |= {f"{name}_gap": columns[name] - most(name) for name in _COMPARED}
    of_question = {
        "asked_kind": float(bool(query.kinds)),
        "asked_words": np.log1p(len(query.idfs)),
        "pieces": 0.0
        if query.multilingual
        else np.log1p(len(query.tokens) / max(1, len(query.text.split()))),
        "top_similarity": columns["similarity"].max(),
        "top_maxsim": columns["maxsim"].max(),
        "dense_lead": _lead(columns["passage_similarity"]),
    }
    columns |= {name: np.full(len(passage_of), value) for name, value in of_question.items()}
    columns |= {
        "top_bm25": most("passage_bm25"),
        "lexical_lead": _by_group(groups, lambda group: _lead(columns["passage_bm25"][group])),
        CROSSES: crosses.astype(np.float32),
    }
    return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)


def _sentences(passages: Sequence[PassageInput]) -> tuple[list[str], list[str]]:
    """The texts of all sentences, and their languages."""
    texts = [one.text[start:end].strip() for one in passages for start, end in one.sentences]
    languages = [one.language for one in passages for _ in one.sentences]
    return texts, languages


def _by_group(groups: Sequence[Mask], value: Callable[[Mask], float]) -> Floats:
    """Each group's value for its sentences, shape (sentences,)."""
    found = np.empty(len(groups[0]), np.float64)
    for group in groups:
        found[group] = value(group)
    return found.astype(np.float32)


def _similarities(
    passages: Sequence[PassageInput], passage_of: Rows, firsts: Rows
) -> dict[str, Floats]:
    own = np.concatenate([one.scale.similarity.of(one.similarities) for one in passages])
    whole = np.concatenate(
        [one.scale.similarity.of(np.array([one.similarity], np.float32)) for one in passages]
    )
    return {
        "similarity": own,
        "passage_similarity": whole[passage_of],
        "best_similarity": np.maximum.reduceat(own, firsts)[passage_of],
    }


def _term_features(
    query: QueryInput,
    passages: Sequence[PassageInput],
    passage_of: Rows,
    before: Rows,
) -> dict[str, Floats]:
    has = np.concatenate([one.has for one in passages])
    title = np.stack([one.title_has for one in passages])
    whole = np.stack([one.passage_has for one in passages])
    mass = np.float32(query.mass)
    count = word_count if query.multilingual else _parts
    lengths = np.array(
        [count(one.text[start:end]) for one in passages for start, end in one.sentences],
        np.float32,
    )
    return {
        "bm25": np.concatenate([one.bm25s for one in passages]) / mass,
        "passage_bm25": np.array([one.bm25 for one in passages], np.float32)[passage_of] / mass,
        "coverage": query.coverage(has),
        "near_coverage": query.coverage(has | has[before] | title[passage_of]),
        "passage_coverage": query.coverage(whole | title)[passage_of],
        "title_coverage": query.coverage(title)[passage_of],
        "length": np.log1p(lengths),
        "news": 1 - has.sum(axis=1) / np.maximum(lengths, 1),
    }


def _parts(text: str) -> int:
    return len(text.split())


def _late_interaction(
    query: QueryInput,
    passages: Sequence[PassageInput],
    passage_of: Rows,
    before: Rows,
) -> dict[str, Floats]:
    whole, own = best_cosines(
        query.tokens,
        [one.tokens for one in passages],
        [one.sentences for one in passages],
    )
    lines = {one.scale.token for one in passages}
    for line in lines:
        here = np.array([one.scale.token == line for one in passages], dtype=bool)
        whole[here] = line.of(whole[here])
        own[here[passage_of]] = line.of(own[here[passage_of]])
    near = np.maximum(own, own[before])
    many = max(1, len(query.tokens))
    found = {
        "plain_maxsim": own.sum(axis=1) / many,
        "plain_passage_maxsim": whole.sum(axis=1)[passage_of] / many,
    }
    crosses = np.array([one.crosses for one in passages], dtype=bool)
    weighted = (
        _weighted(Matcher.of(query.text, query.tokens, idf), whole, own, near, passage_of)
        if wanted.any()
        else None
        for idf, wanted in ((query.idf, ~crosses), (query.crossing_idf, crosses))
    )
    return found | _chosen(crosses[passage_of], *weighted)


def _weighted(
    matcher: Matcher, whole: Floats, own: Floats, near: Floats, passage_of: Rows
) -> dict[str, Floats]:
    return {
        "maxsim": matcher.scores(own),
        "near_maxsim": matcher.scores(near),
        "passage_maxsim": matcher.scores(whole)[passage_of],
        "weakest": matcher.weakest(own),
        "near_weakest": matcher.weakest(near),
        "passage_weakest": matcher.weakest(whole)[passage_of],
    }


def _chosen(
    crosses: Mask, within: dict[str, Floats] | None, across: dict[str, Floats] | None
) -> dict[str, Floats]:
    """``across`` where a sentence's passage crosses, else ``within``; None: no passage needs it."""
    if within is None or across is None:
        return within or across or {}
    return {name: np.where(crosses, across[name], within[name]) for name in within}


def _lead(scores: Floats) -> float:
    """The distance from the best score to the next different one, which is another passage's."""
    others = scores[scores < scores.max()]
    return float(scores.max() - others.max()) if len(others) else _UNRIVALLED
