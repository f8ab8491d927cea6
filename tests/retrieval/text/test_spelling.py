"""Words that are not spelt as the texts spell them."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.text.spelling import Spelling, edit_distance, slip
from retrieval.text.tokenizer import Term

TEXTS = [
    "The government of Normandy met in October.",
    "A parliament of owls met in the barn.",
    "Mothers of soldiers met the president.",
    "In 2022 the president left for Kharkiv.",
]


def by_definition(one: str, other: str) -> int:
    """Optimal string alignment, written as the recursion that defines it."""
    if not one or not other:
        return len(one) + len(other)
    costs = [
        by_definition(one[:-1], other) + 1,
        by_definition(one, other[:-1]) + 1,
        by_definition(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if len(one) > 1 and len(other) > 1 and one[-2:] == other[-2:][::-1]:
        costs.append(by_definition(one[:-2], other[:-2]) + 1)
    return min(costs)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(1, 3))
def test_the_distance_is_what_its_definition_says(one: str, other: str, most: int) -> None:
    """Letters left out, put in, changed and swapped are counted; more than ``most`` is cut off."""
    assert edit_distance(one, other, most) == min(by_definition(one, other), most + 1)


@given(st.integers(0, 10_000))
def test_no_near_word_is_passed_over(seed: int) -> None:
    """What signatures leave out is not near: the same words are found as by comparing with all."""
    chooser = random.Random(seed)
    vocabulary = sorted(
        {"b" + "".join(chooser.choices("aeinrst", k=chooser.randint(3, 9))) for _ in range(60)}
    )
    wanted = "b" + "".join(chooser.choices("aeinrst", k=chooser.randint(3, 9)))
    most = 2 if len(wanted) >= 8 else 1
    distances = [edit_distance(wanted, other, most) for other in vocabulary]
    least = min(distances)
    expected = [n for n, one in enumerate(distances) if one == least] if least <= most else []
    assert Spelling.of(vocabulary).nearest([wanted], vocabulary) == expected


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("parlaiment", "parliament"),
        ("soldeirs", "soldier"),
        ("Octobr", "octob"),
        ("Kharkov", "kharkiv"),
        ("Kharkkiv", "kharkiv"),
    ],
)
def test_a_misspelt_word_is_taken_for_the_nearest(asked: str, meant: str) -> None:
    """It finds what the word that was meant finds, at less weight."""
    index = LexicalIndex.build(TEXTS)
    (term,) = index.terms(asked)
    assert term.variants == (meant,)
    assert 0 < term.weight < 1
    np.testing.assert_allclose(index.scores([term]), term.weight * index.scores([meant]), rtol=1e-6)
    assert index.idf(term) == index.idf(meant)


@pytest.mark.parametrize(
    "asked", ["met", "mett", "2023", "barm", "soldier", "zoldier", "governors"]
)
def test_what_is_not_taken_for_another_word(asked: str) -> None:
    """Short words that are far, numbers, words that the texts have, and other first letters."""
    index = LexicalIndex.build([*TEXTS, "governor mett barm"])
    (term,) = index.terms(asked)
    assert term.weight == 1


def test_languages_are_not_mixed() -> None:
    """A misspelt word becomes one of the language whose rules it was stemmed by."""
    index = LexicalIndex.build(["Regierungen", "regierunken"], ["de", "en"])
    (term,) = index.terms("Regierumgen")
    assert term == Term(("regier@german",), term.weight) or "regierunken" in term.variants


@pytest.mark.parametrize(
    ("written", "meant", "other"),
    [
        ("limt", "limit", "list"),  # left out, against a wrong letter
        ("verry", "very", "ferry"),  # doubled
        ("slwo", "slow", "slot"),  # swapped
        ("seperate", "separate", "sederate"),  # vowels are confused
        ("wich", "which", "with"),
    ],
)
def test_some_slips_are_likelier_than_others(written: str, meant: str, other: str) -> None:
    assert slip(written, meant) < slip(written, other)


def test_the_likeliest_slip_decides_between_near_words() -> None:
    """However much commoner the other is."""
    index = LexicalIndex.build(["The list is long. A list.", "Lists with a list", "One limit."])
    (term,) = index.terms("limt")
    assert term.variants == ("limit",)
