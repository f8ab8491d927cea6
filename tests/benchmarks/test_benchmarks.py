"""Baselines and question variants."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.baselines import Baselines, Ranking, by_distribution, fused, reciprocal_rank
from benchmarks.question_variants import VARIANTS, bare, capitals, fragments, misspelt, preamble
from benchmarks.variants import varied
from retrieval.evaluation.question_sets import Question
from tests.fakes import BagOfWords

QUESTION = "When did Putin meet the mothers of conscripted soldiers?"
ANY = random.Random(0)


def ranking(*entries: tuple[int, float]) -> Ranking:
    return Ranking(np.array([one for one, _ in entries]), np.array([score for _, score in entries]))


def test_reciprocal_rank_fusion() -> None:
    """Second in both lists beats first in one: 2/62 against 1/61."""
    assert reciprocal_rank(ranking((7, 3.0), (8, 1.0))).tolist() == [1 / 61, 1 / 62]
    lists = [ranking((1, 9.0), (2, 8.0)), ranking((3, 0.5), (2, 0.4))]
    assert fused(lists, reciprocal_rank)[0] == 2


def test_distribution_based_fusion() -> None:
    """Mean - 3σ is 0 and mean + 3σ is 1; scores that are all alike say ½."""
    parts = by_distribution(ranking((1, 1.0), (2, -1.0)))
    assert parts.tolist() == pytest.approx([0.5 + 1 / 6, 0.5 - 1 / 6])
    assert by_distribution(ranking((1, 4.0), (2, 4.0))).tolist() == [0.5, 0.5]
    assert by_distribution(ranking()).tolist() == []
    far = ranking((1, 100.0), *((n, 1.0) for n in range(2, 12)))
    assert fused([far, ranking((2, 1.0), (1, 0.9))], by_distribution)[0] == 1


def test_every_baseline_finds_what_is_plain() -> None:
    """On texts that share no words, each baseline ranks the right one first."""
    texts = ["Roads were closed on Friday.", "Rye flour makes a heavy loaf.", "Cats purr."]
    found = Baselines(texts, BagOfWords()).rank("heavy rye loaf")
    assert len(found) == 4
    assert {ranked[0] for ranked in found.values()} == {1}


def test_fragments() -> None:
    """Content words stay, in lower case."""
    assert fragments(QUESTION, ANY) == "putin meet mothers conscripted soldiers"
    assert fragments("Who is he?", ANY) == "who is he"


def test_capitals_and_bare() -> None:
    """All capitals, or lower case without punctuation."""
    assert capitals("Who, me?", ANY) == "WHO, ME?"
    assert bare("In 1,066, who won St. Lô?", ANY) == "in 1,066 who won st. lô"


def test_preamble() -> None:
    """The whole question stands at the end."""
    found = {preamble(QUESTION, random.Random(seed)) for seed in range(40)}
    assert len(found) > 3
    assert all(one.endswith("when" + QUESTION[4:]) and "," in one for one in found)
    assert preamble("Putin met whom?", ANY).endswith("Putin met whom?")


def distance(one: str, other: str) -> int:
    """Edits between two texts, two letters swapped being one (Damerau and Levenshtein)."""
    table = {(i, -1): i + 1 for i in range(-1, len(one))}
    table |= {(-1, j): j + 1 for j in range(-1, len(other))}
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i, j] = min(
                table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b)
            )
            if i and j and (a, one[i - 1]) == (other[j - 1], b):
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one) - 1, len(other) - 1]


@given(st.integers(0, 10_000))
def test_misspelt(seed: int) -> None:
    """One or two typing errors, in longer words only, never in a first letter."""
    found = misspelt(QUESTION, random.Random(seed))
    assert distance(QUESTION, found) in (1, 2)
    pairs = list(zip(QUESTION.split(), found.split(), strict=True))
    changed = [(old, new) for old, new in pairs if old != new]
    assert all(len(old) >= 4 and old[0] == new[0] for old, new in changed)
    assert all(distance(old, new) == 1 for old, new in changed)


@given(st.text(max_size=60), st.sampled_from(sorted(VARIANTS)), st.integers(0, 99))
def test_every_question_has_its_variants(text: str, name: str, seed: int) -> None:
    """Any text has every variant, and the same seed gives the same one."""
    question = Question(text, ("x",), 0, ((0, 1),))
    once, again = (varied([question], name, seed) for _ in range(2))
    assert once == again
    assert (once[0].context, once[0].places) == (0, ((0, 1),))
