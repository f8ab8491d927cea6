"""Prompts that a sentence-transformers model puts before questions and before passages."""

from types import SimpleNamespace

import pytest

from retrieval.models.sentence_transformer import prompts


@pytest.mark.parametrize(
    ("known", "default", "expected"),
    [
        ({}, None, ("", "")),
        ({"query": "query: ", "passage": "passage: "}, None, ("query: ", "passage: ")),
        ({"query": "q: ", "document": "d: ", "passage": "p: "}, None, ("q: ", "d: ")),
        ({"query": "q: ", "corpus": "c: "}, None, ("q: ", "c: ")),
        ({"query": "q: "}, None, ("q: ", "")),
        ({"sts": "s: "}, "sts", ("s: ", "s: ")),
        ({"sts": "s: ", "document": "d: "}, "sts", ("s: ", "d: ")),
    ],
)
def test_as_the_library_chooses_them(
    known: dict[str, str], default: str | None, expected: tuple[str, str]
) -> None:
    """The first of "document", "passage" and "corpus"; else the model's default; else none."""
    model = SimpleNamespace(prompts=known, default_prompt_name=default)
    assert prompts(model) == expected
