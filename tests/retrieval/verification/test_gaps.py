"""Gaps between words: typography, and punctuation that counts."""

import pytest

from retrieval.verification.gaps import joins, punctuation, same_punctuation


@pytest.mark.parametrize(
    "title", ["Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Jr", "Sr", "vs", "No", "Nos", "USA"]
)
def test_a_full_stop_after_a_title_is_a_matter_of_style(title: str) -> None:
    """After an acronym too; any other punctuation there counts."""
    assert same_punctuation(". ", " ", title)
    assert same_punctuation(" ", ". ", title)
    assert not same_punctuation(", ", " ", title)
    assert not same_punctuation("! ", " ", title)


@pytest.mark.parametrize("word", ["Mayor", "I", "PARLIAMENT", "usa"])
def test_a_full_stop_after_another_word_counts(word: str) -> None:
    """It ends a sentence."""
    assert not same_punctuation(". ", " ", word)


@pytest.mark.parametrize(
    ("gap", "counts"),
    [
        (",” ", ","),
        ("”, ", ","),
        (" … ", ""),
        (" . . . ", ""),
        ("！", "!"),
        ("?!! ", "?!"),
        (" – ", ""),
        ("](https://example.org/a,b) ", ""),
        ("</b>: ", ":"),
        ("[a] ", ""),
        ("[^12]. ", "."),
    ],
)
def test_the_punctuation_that_counts(gap: str, counts: str) -> None:
    """Neither quotation marks nor dashes, ellipses, markup and note marks."""
    assert punctuation(gap) == counts


@pytest.mark.parametrize("gap", ["-", "–", "\u00ad", "**", "-\n"])
def test_words_with_a_hyphen_between_them_may_be_one(gap: str) -> None:
    assert joins(gap, unspaced=False)


@pytest.mark.parametrize("gap", [" ", ", ", "/", " ** "])
def test_other_words_are_two(gap: str) -> None:
    assert not joins(gap, unspaced=False)
