"""Words, and the index that counts them."""

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.lexical.lexical_index import LexicalIndex
from retrieval.text.tokenizer import words
from tests.strategies import texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Putin’s mothers were MEETING", ["putin", "mother", "were", "meet"]),
        ("don't don’t", ["don't", "don't"]),
        ("57% of 300,000", ["57", "of", "300000"]),
        ("北京大学 2022", ["北京", "京大", "大学", "2022"]),
        ("日", ["日"]),
        ("женщины женщин", ["женщин", "женщин"]),
        ("ﬁne １２", ["fine", "12"]),
        ("— “!” 😀", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Case, endings and ways of typing fall away; scripts without spaces give pairs."""
    assert words(text) == expected


@given(texts())
def test_a_text_has_its_own_words(text: str) -> None:
    """No text makes it fail; its words are not empty, and have no blanks in them."""
    assert all(word and not any(map(str.isspace, word)) for word in words(text))


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), min_size=1, max_size=15))
def test_bm25_is_what_the_formula_says(rows: list[list[str]]) -> None:
    """Scores agree with BM25 written out by hand (Lucene's form, k1 1.5, b 0.75)."""
    index = LexicalIndex.build([" ".join(row) for row in rows])
    # A text without words counts as one (empty) word.
    lengths = [len(row) or 1 for row in rows]
    average = sum(lengths) / len(rows)
    for word in "adz":
        having = sum(word in row for row in rows)
        idf = math.log(1 + (len(rows) - having + 0.5) / (having + 0.5))
        assert index.idf(word) == pytest.approx(idf)
        expected = [
            idf * row.count(word) / (row.count(word) + 1.5 * (0.25 + 0.75 * length / average))
            for row, length in zip(rows, lengths, strict=True)
        ]
        np.testing.assert_allclose(index.scores([word]), expected, rtol=1e-5)
    both = index.scores(["a"]) + index.scores(["d"])
    np.testing.assert_allclose(index.scores(["a", "d"]), both, rtol=1e-5)


def test_a_letter_with_ten_thousand_marks() -> None:
    """Marks without end are cut before they are normalised."""
    started = time.process_time()
    words("a" + "\u0301\u0316" * 40_000)
    assert time.process_time() - started < 2


def test_no_words_at_all() -> None:
    """Texts and questions without words score nothing, rather than fail."""
    assert LexicalIndex.build(["", "😀"]).scores(["word"]).tolist() == [0, 0]
    assert LexicalIndex.build(["word"]).scores([]).tolist() == [0]
    assert LexicalIndex.build([]).scores(["word"]).tolist() == []
