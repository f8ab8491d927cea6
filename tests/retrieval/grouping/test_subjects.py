"""Subjects: Lake Tarn is not Lake Wast."""

import pytest

from retrieval.grouping.subjects import is_about_another


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Lake Tarn, which is 40 metres deep, is good for sailing.", "How deep is Lake Wast?"),
        ("“The Kyiv Post was founded in 1995.”", "When was the Kyiv Independent founded?"),
        ("Clara Bell was born in 1950.", "When was Clara Voss born?"),
        ("Lake Tarn’s depth is 40 metres.", "What is Lake Wast's depth?"),
    ],
)
def test_a_name_that_only_begins_alike_is_another(sentence: str, question: str) -> None:
    """Where the sentence begins with it."""
    assert is_about_another(sentence, question)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Lake Wast is 80 metres deep.", "How deep is Lake Wast?"),
        ("Lake Tarn is not as deep as Lake Wast.", "How deep is Lake Wast?"),
        ("It is 40 metres deep, Lake Tarn’s warden says.", "How deep is Lake Wast?"),
        ("Vladimir Putin met them.", "Whom did President Putin meet?"),
        ("Clara Maria Voss was born in 1871.", "When was Clara Voss born?"),
        ("Clara was born in 1871.", "When was Clara Voss born?"),
        ("Olexij Resnikow sprach von Waffen.", "Wovon sprach Olexij Resnikov?"),
        ("Lake Tarn is 40 metres deep.", "How deep is the lake?"),
    ],
)
def test_the_same_in_other_words_is_not(sentence: str, question: str) -> None:
    """A longer or shorter name, a surname, another spelling, both names, or none."""
    assert not is_about_another(sentence, question)
