"""The encoding benchmark's counts and comparisons."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import encoding
from retrieval.arrays import Vectors
from tests.fakes import BagOfWords


class Reference:
    """The part of a sentence-transformers model that is used: a token per word, eight at most."""

    max_seq_length = 8

    def __getitem__(self, number: int) -> Any:
        config = SimpleNamespace(hidden_size=4, intermediate_size=16, num_hidden_layers=2)
        return SimpleNamespace(auto_model=SimpleNamespace(config=config))

    def tokenizer(self, texts: Sequence[str], truncation: bool, max_length: int) -> Any:
        return {"input_ids": [text.split()[:max_length] for text in texts]}

    def encode(self, texts: Sequence[str], show_progress_bar: bool) -> Vectors:
        return 3 * BagOfWords().encode_passages(texts)


def test_operations_are_those_of_the_texts_own_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted by hand: a token's linear layers are 4 matrices of 4 × 4 and 2 of 4 × 16, each pair
    of tokens meets twice in 4 dimensions, a multiplication and an addition each, in 2 layers."""
    monkeypatch.setattr(encoding, "matrix_rate", lambda precision: 1e9)
    texts = ["one two three", "a " * 8, "too long " * 8]
    found = encoding.measure(texts, BagOfWords(), 1, Reference())
    linear = 2 * (4 * 16 + 2 * 64) * (3 + 8)
    attention = 2 * 2 * 4 * (3 * 3 + 8 * 8)
    assert (found["texts"], found["left_out"]) == (2, 1)
    assert found["operations"] == 2 * (linear + attention)
    assert found["gflops"] == pytest.approx(found["share_of_bfloat16"])


def test_the_two_are_compared_by_direction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors that differ only in length count as equal."""
    monkeypatch.setattr(encoding, "matrix_rate", lambda precision: 1e9)
    found = encoding.measure(["one two", "three"], BagOfWords(), 3, Reference())
    assert np.isclose(found["cosine_worst"], 1)
    assert found["ratio"] > 0
    assert set(found["seconds"]) == {"reference", "encoder", "reading"}
