"""Passages as they are sent to an engine."""

import numpy as np
import pytest

from retrieval.index.embeddings.rounded_vectors import rounded, unrounded
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.index.engine.records import pack_tokens, unpack_tokens
from retrieval.models.encoder import Tokens, unit


@pytest.mark.parametrize(("many", "based"), [(0, False), (1, True), (9, True), (9, False)])
def test_packed_tokens_are_read_back(many: int, based: bool) -> None:
    """With the vector that was taken from them, or without one."""
    drawn = unit(np.random.default_rng(many).standard_normal((many + 1, 24), np.float32))
    [base] = unrounded(rounded(drawn[:1]))
    codes = TokenCodes.of(Tokens(drawn[1:], np.arange(many)), base if based else None)
    found = unpack_tokens(pack_tokens(codes))
    assert found.share == codes.share
    assert (found.share != 0) == (based and many > 0)
    assert found.starts.tolist() == codes.starts.tolist()
    if many:
        assert found.tokens().vectors == pytest.approx(codes.tokens().vectors, abs=1e-6)
