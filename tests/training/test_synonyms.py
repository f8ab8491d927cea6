"""Synonyms from files in WordNet's format, and questions in other words."""

from pathlib import Path

import pytest

from training.synonyms import Synonyms, reworded

# Part of speech, word, how often its senses were found in texts, the words of its commonest sense.
SENSES = [
    ("verb", "start", 3, ["start", "begin"]),
    ("verb", "begin", 3, ["begin", "start", "commence"]),
    ("noun", "boat", 2, ["boat"]),
    ("adj", "big", 2, ["big(a)", "large"]),
    ("adv", "seldom", 0, ["seldom", "rarely"]),
]
COMMON = {"start", "starts", "starting", "begin", "begins", "large", "big", "rarely"}


@pytest.fixture
def synonyms(tmp_path: Path) -> Synonyms:
    for part in ("noun", "verb", "adj", "adv"):
        index, data = "  1 a line of the licence\n", "  1 a line of the licence\n"
        for one, word, used, words in SENSES:
            if one == part:
                place = len(data)
                listed = " ".join(f"{each} 0" for each in words)
                data += f"{place:08} 30 v {len(words):02x} {listed} 000 | what it means\n"
                index += f"{word} {part[0]} 1 2 @ ~ 1 {used} {place:08}\n"
        (tmp_path / f"index.{part}").write_text(index, "utf-8")
        (tmp_path / f"data.{part}").write_text(data, "utf-8")
    return Synonyms(COMMON, tmp_path)


def test_synonyms_are_common_words_of_the_commonest_sense(synonyms: Synonyms) -> None:
    """Neither the word itself, nor a rare one, nor one whose sense was never found in a text."""
    assert synonyms.of("begin") == ("start",)
    assert synonyms.of("large") == ()
    assert synonyms.of("big") == ("large",)
    assert synonyms.of("boat") == ()
    assert synonyms.of("seldom") == ()
    assert synonyms.of("unknown") == ()


def test_synonyms_keep_a_regular_ending(synonyms: Synonyms) -> None:
    """As far as the form is a common word."""
    assert synonyms.of("begins") == ("starts",)
    assert synonyms.of("starts") == ("begins",)
    assert synonyms.of("starting") == ()


def test_questions_share_fewer_words_with_the_passage(synonyms: Synonyms) -> None:
    """Words that the passage has are replaced, the same for the same seed; others are not."""
    text = "The festival begins when the big tent is up."
    asked = "When does the festival of Begins begins, with a big boat?"
    assert reworded(asked, text, synonyms, 1.0, "1") == (
        "When does the festival of Begins starts, with a big boat?"
    )
    assert reworded(asked, text, synonyms, 0.0, "1") == asked
    assert reworded(asked, "Nothing else.", synonyms, 1.0, "1") == asked
